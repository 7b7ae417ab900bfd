"""Bodies, decrees, seats and members for tests: the smallest that hold, with overrides."""

from datetime import date
from itertools import count

from common.dates import term
from tests.factories.people import make_person
from tests.factories.regions import make_village
from wksbm.models import Decree, DecreeChange, Mandate, Membership, Office, Seat, Wksbm
from wksbm.rules import office_name

numbers = count(1)


def make_wksbm(*, region=None, **overrides):
    facts = {"region": region or make_village(), "name": f"Peduli {next(numbers)}"}
    return Wksbm.objects.create(**(facts | overrides))


def make_office(*, region=None, kind="village_head", name=""):
    region = region or make_village()
    called = name or office_name(kind, region)
    known = Office.objects.filter(region=region, name=called).first()
    return known or Office.objects.create(region=region, kind=kind, name=called)


def make_decree(
    *, bodies=(), issuer=None, effective_from=date(2026, 1, 1), valid_until=None, **overrides
):
    """Return a decree that forms these bodies; of the first one's village head, if not told."""
    bodies = list(bodies)
    issuer = issuer or make_office(region=bodies[0].region if bodies else None)
    facts = {
        "issuer": issuer,
        "region_id": issuer.region_id,
        "kind": Decree.Kind.FORMATION,
        "number": f"188.4/{next(numbers)}/2026",
        "subject": "Pembentukan WKSBM",
        "enacted_on": effective_from,
        "term": term(effective_from, valid_until),
    }
    decree = Decree.objects.create(**(facts | overrides))
    for body in bodies:
        Mandate.objects.create(decree=decree, wksbm=body, region_id=body.region_id)
    return decree


def make_change(newer, older, *, kind=DecreeChange.Kind.SUPERSEDES, effective_on):
    return DecreeChange.objects.create(
        newer=newer, older=older, kind=kind, effective_on=effective_on
    )


def make_seat(
    *, wksbm=None, holder=None, since=date(2026, 1, 1), until=None, post="chair", **overrides
):
    wksbm = wksbm or make_wksbm()
    holder = holder or make_person(f"Pengurus {next(numbers)}", at=wksbm.region)
    facts = {"wksbm": wksbm, "region_id": wksbm.region_id, "holder": holder, "post": post}
    return Seat.objects.create(term=term(since, until), **(facts | overrides))


def make_membership(*, wksbm=None, person=None, since=date(2026, 1, 1), until=None, **overrides):
    wksbm = wksbm or make_wksbm()
    person = person or make_person(f"Anggota {next(numbers)}", at=wksbm.region)
    return Membership.objects.create(
        wksbm=wksbm,
        region_id=wksbm.region_id,
        person=person,
        term=term(since, until),
        **overrides,
    )
