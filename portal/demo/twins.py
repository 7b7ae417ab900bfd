"""Some people of the demo are there twice, as lists from many hands have them."""

from datetime import date
from typing import Final, NamedTuple

from django.db import transaction

from common.dates import term, today
from people.models import Person
from people.services import note_presence, possible_twins
from portal.demo import DISTRICT, VILLAGE
from regions.models import Region
from wksbm.models import Membership, Wksbm


class Twin(NamedTuple):
    """One person under two names, with what else the two records hold."""

    names: tuple[str, str]
    births: tuple[date | None, date | None]
    phones: tuple[str, str]


TWINS: Final = (
    Twin(
        ("Siti Rahmawati", "Hj. Siti Rahmawati, S.Sos"),
        (date(1978, 4, 9), date(1978, 9, 4)),
        ("+6281200000101", "+6281200000101"),
    ),
    Twin(
        ("Muhammad Saleh", "Muh. Saleh"),
        (date(1969, 11, 23), date(1969, 11, 23)),
        ("", "+6281200000102"),
    ),
    Twin(
        ("Nurjannah Abubakar", "Nurjanah Abubakar"),
        (date(1985, 2, 14), None),
        ("+6281200000103", "+6281200000103"),
    ),
)


@transaction.atomic
def write() -> None:
    """Write them down in two villages of one kecamatan; the last pair lives in the two."""
    here = Region.objects.get(code=VILLAGE)
    near = Region.objects.villages().under(DISTRICT).exclude(code=VILLAGE).order_by("code")
    there = Wksbm.objects.filter(region__in=near).order_by("region").select_related("region")[0]
    body = Wksbm.objects.filter(region=here).order_by("pk")[0]
    for number, twin in enumerate(TWINS):
        _person(twin, 0, body)
        other = _person(twin, 1, there if number == len(TWINS) - 1 else body)
        possible_twins(other)


def _person(twin: Twin, which: int, body: Wksbm) -> Person:
    person = Person.objects.create(
        name=twin.names[which],
        birth_date=twin.births[which],
        phone=twin.phones[which],
        village_id=body.region_id,
    )
    note_presence(person, body.region)
    since = date(today().year - 1 + which, 1, 1)
    Membership.objects.create(
        wksbm=body, region_id=body.region_id, person=person, term=term(since, None)
    )
    return person
