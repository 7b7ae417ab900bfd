"""Persons for tests."""

from people.models import DuplicatePair, Person, Presence
from tests.factories.regions import make_village


def make_person(name="Siti Aminah", *, at=None, **overrides):
    """Return a person who is present in a village."""
    person = Person.objects.create(name=name, **overrides)
    Presence.objects.create(person=person, region=at or make_village())
    return person


def make_pair(*, at=None, **overrides):
    """Return two persons of a village who may be one, as a pair to decide."""
    village = at or make_village()
    lower, higher = make_person(at=village), make_person(at=village)
    reasons = [{"sign": "name_same", "weight": 50, "percent": 100}]
    facts = {"lower": lower, "higher": higher, "region": village, "score": 60, "reasons": reasons}
    return DuplicatePair.objects.create(**(facts | overrides))
