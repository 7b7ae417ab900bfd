"""Musyawarah and minutes for tests."""

from common.dates import term
from meetings.models import Invitation
from people.models import Person, Presence
from tests.factories.meetings import make_kind, make_meeting
from tests.factories.regions import make_village
from tests.factories.volunteers import make_qualification_kind
from wksbm.models import Seat


def make_musdes(village=None, *, invited=6, **overrides):
    """Return a planned musdes of a village that invites so many persons, and these persons."""
    village = village or make_village()
    kind = make_kind(
        "musdes",
        circle="nobody",
        quorum_part=2,
        quorum_of=3,
        delay_hours=3,
        second_within_days=3,
    )
    meeting = make_meeting(village, kind=kind, circle="nobody", **overrides)
    persons = [make_villager(village, f"Warga {number}") for number in range(invited)]
    for person in persons:
        Invitation.objects.create(meeting=meeting, person=person)
    return meeting, persons


def make_villager(village, name, **facts):
    person = Person.objects.create(name=name, village=village, **facts)
    Presence.objects.create(person=person, region=village)
    return person


def make_chair(wksbm, person, since):
    return Seat.objects.create(
        wksbm=wksbm, region=wksbm.region, holder=person, post="chair", term=term(since, None)
    )


def make_training_meeting(host, **overrides):
    """Return a planned pembinaan that grants a qualification, and what it grants."""
    grants = make_qualification_kind()
    kind = make_kind("pembinaan", circle="nobody", grants_qualification=True)
    return make_meeting(host, kind=kind, circle="nobody", grants=grants, **overrides), grants
