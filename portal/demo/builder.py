"""Builds the demo's district once: every village, its board, its meetings, and who may sign in."""

from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Grant, User
from common.dates import term, today
from people.models import Person
from portal.demo import ADMIN, PASSWORD, REGENCY, USERS, gatherings, numbers
from portal.demo.rows import Rows
from portal.demo.village import Village
from regions.codes import Kind
from regions.models import Region
from wksbm.models import Decree, Mandate, Office, Wksbm

HONORED = 24  # so many boards are named in the regent's yearly decree


def is_built() -> bool:
    return bool(User.objects.filter(username=USERS[0].username).exists())


@transaction.atomic
def build(now: datetime) -> dict[str, int]:
    """Write the whole district; return how many rows of each kind."""
    regency = Region.objects.get(code=REGENCY)
    day = today(regency.tz)
    rows = Rows()
    users = _users(rows, day)
    villages = Region.objects.villages().under(REGENCY).active(day).with_path().order_by("code")
    bodies = []
    for region in villages.filter(kind=Kind.DESA):
        village = Village(region, rows, users, day)
        bodies.append(village.build())
        gatherings.build(village, now)
    _honoraria(rows, regency, bodies, day)
    counts = rows.write()
    numbers.give([row for row in rows.kept[Person] if isinstance(row, Person)], day)
    return counts


def _users(rows: Rows, day: date) -> dict[str, User]:
    secret = make_password(PASSWORD)
    users = {}
    for known in USERS:
        user = User(
            username=known.username,
            name=known.name,
            email=f"{known.username}@contoh.invalid",  # reaches the mail catcher, nobody else
            password=secret,
        )
        users[known.username] = user
        period = term(day - timedelta(days=500), None)
        grant = Grant(user=user, role=known.role, region_id=known.region or None, period=period)
        rows.add(user, grant)
    # Of no role: for the admin pages, and with its password only, never by a button.
    rows.add(User(username=ADMIN, name="Admin", password=secret, is_staff=True, is_superuser=True))
    return users


def _honoraria(rows: Rows, regency: Region, bodies: list[Wksbm], day: date) -> None:
    """One decree of the regent names many boards; each village sees its own line of it."""
    office = Office(region=regency, kind=Office.Kind.REGENT, name="Bupati Sumbawa Barat")
    decree = Decree(
        region=regency,
        issuer=office,
        kind=Decree.Kind.RECIPIENTS,
        number=f"188.4.45/214/{day.year}",
        subject=f"Penerima Honorarium Pengurus WKSBM Tahun Anggaran {day.year}",
        signed_by="H. Zulfikar Rahman",
        enacted_on=date(day.year, 2, 17),
        term=term(date(day.year, 1, 1), date(day.year, 12, 31)),
        cost_source=Decree.CostSource.REGENCY_BUDGET,
    )
    rows.add(office, decree)
    for body in Random(REGENCY).sample(bodies, min(HONORED, len(bodies))):  # noqa: S311
        rows.add(Mandate(region=body.region, wksbm=body, decree=decree))
