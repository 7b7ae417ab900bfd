"""Builds the demo's districts once: villages, boards, meetings, volunteers, and who may sign in."""

from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Grant, User
from common.dates import term, today
from meetings.models import Meeting
from people.models import Person
from portal.demo import (
    ADMIN,
    OFFICERS,
    PASSWORD,
    REGENCY,
    USERS,
    VOLUNTEER,
    VOLUNTEER_NAME,
    DemoUser,
    books,
    gatherings,
    honoraria,
    minutes,
    numbers,
    reporting,
    shapes,
    trainings,
)
from portal.demo.assemblies import Assemblies
from portal.demo.districts import BELITUNG_TIMUR, OTHERS, SUMBAWA_BARAT, District
from portal.demo.home import Home
from portal.demo.roster import Roster
from portal.demo.rows import Rows
from portal.demo.served import Served
from portal.demo.umbrella import Umbrella, found
from portal.demo.village import Village
from regions.codes import Kind
from regions.models import Region
from volunteers.models import Appointment, Pillar, QualificationKind
from wksbm.models import Decree, Mandate, Office, Wksbm

HONORED = 24  # so many boards are named in the regent's yearly decree


def is_built() -> bool:
    return bool(User.objects.filter(username=USERS[0].username).exists())


@transaction.atomic
def build(now: datetime) -> dict[str, int]:
    """Write all districts whose regions are loaded; return how many rows of each kind."""
    loaded = Region.objects.in_bulk([SUMBAWA_BARAT.code, *(other.code for other in OTHERS)])
    regency = loaded[REGENCY]
    day = today(regency.tz)
    rows = Rows()
    users = _users(rows, loaded, day)
    homes = _sumbawa_barat(rows, users, now, day)
    bodies = [home.umbrella for home in homes if home.umbrella]
    _honoraria(rows, regency, bodies, day)
    _serve(SUMBAWA_BARAT, regency, homes, rows, users)
    villages = [home for home in homes if isinstance(home, Village)]
    for village in villages:
        books.build(village)
    Assemblies(regency, villages, rows, users, day).build()
    for district in OTHERS:
        if district.code in loaded:
            _district(district, loaded[district.code], rows, users)
    counts = rows.write()
    _approve(villages)
    numbers.give(_numbered(rows), day)
    if BELITUNG_TIMUR.code in loaded:
        counts |= honoraria.build(users, today(loaded[BELITUNG_TIMUR.code].tz))
    shapes.draw([region.code for region in _villages(REGENCY, day)])
    return counts


def _approve(villages: list[Village]) -> None:
    """Approve minutes once their lists are written: from then on the database keeps them."""
    approved = [meeting for village in villages for meeting in minutes.approve(village)]
    facts = ["approved_at", "approved_by", "approved_as"]
    Meeting.objects.bulk_update(approved, facts, batch_size=500)


def _numbered(rows: Rows) -> list[Person]:
    """Return who is given a NIK and an account: all of Sumbawa Barat, elsewhere who is paid."""
    paid = {one.person.pk for one in rows.of(Appointment) if one.honorarium == "paid"}
    return [
        person
        for person in rows.of(Person)
        if person.pk in paid or (person.village_id or "").startswith(REGENCY)
    ]


def _users(rows: Rows, loaded: dict[str, Region], day: date) -> dict[str, User]:
    secret = make_password(PASSWORD)
    users = {}
    for known in (*USERS, *(one for one in OFFICERS if one.region in loaded)):
        user = users[known.username] = _user(known.username, known.name, secret)
        rows.add(user, _grant(user, known, day))
    users[VOLUNTEER] = _user(VOLUNTEER, VOLUNTEER_NAME, secret)
    # Of no role: for the admin pages, and with its password only, never by a button.
    admin = User(username=ADMIN, name="Admin", password=secret, is_staff=True, is_superuser=True)
    rows.add(users[VOLUNTEER], admin)
    return users


def _user(username: str, name: str, secret: str) -> User:
    # The address reaches the mail catcher, nobody else.
    email = f"{username}@contoh.invalid"
    return User(username=username, name=name, email=email, password=secret)


def _grant(user: User, known: DemoUser, day: date) -> Grant:
    period = term(day - timedelta(days=500), None)
    return Grant(user=user, role=known.role, region_id=known.region or None, period=period)


def _sumbawa_barat(rows: Rows, users: dict[str, User], now: datetime, day: date) -> list[Home]:
    """Return all its villages: each desa has a body, as its agency says, and no kelurahan."""
    homes: list[Home] = []
    for region in _villages(REGENCY, day):
        if region.kind == Kind.DESA:
            village = Village(region=region, rows=rows, users=users, today=day)
            village.build()
            gatherings.build(village, now)
            homes.append(village)
        else:
            homes.append(Home(region=region, rows=rows, today=day))
    return homes


def _district(district: District, regency: Region, rows: Rows, users: dict[str, User]) -> None:
    day = today(regency.tz)
    homes = [
        Home(
            region=region,
            rows=rows,
            today=day,
            naming=district.naming,
            head_title=district.head_title,
        )
        for region in _villages(district.code, day)
    ]
    for home in homes:
        if home.region.code in district.founded:
            found(home, day)
    _serve(district, regency, homes, rows, users)


def _villages(code: str, day: date) -> list[Region]:
    villages = Region.objects.villages().under(code).active(day).with_path()
    return list(villages.order_by("code"))


def _serve(
    district: District, regency: Region, homes: list[Home], rows: Rows, users: dict[str, User]
) -> None:
    """Let people serve in the district: appointments, organisations, trainings, reports."""
    pillars = Pillar.objects.filter(region=None).in_bulk(field_name="code")
    kinds = QualificationKind.objects.filter(region=None).in_bulk(field_name="code")
    day = today(regency.tz)
    roster = Roster(district, regency, homes, rows, pillars, users, day)
    roster.build()
    people = Umbrella(district, regency, homes, rows, pillars, day).build()
    for pillar, serving in roster.by_pillar.items():
        people[pillar] = [one.person for one in serving]
    trainings.build(regency, people, kinds, rows, day)
    reporting.build(district, roster.by_pillar, rows, day)
    if district == BELITUNG_TIMUR:
        Served(regency, roster.by_pillar, rows, users, day).build()


def _honoraria(rows: Rows, regency: Region, bodies: list[Wksbm], day: date) -> None:
    """One decree of the regent names many boards; each village sees its own line of it."""
    office = Office(region=regency, kind=Office.Kind.REGENT, name=SUMBAWA_BARAT.regent)
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
