"""Persons for tests."""

from people.models import Person, Presence
from tests.factories.regions import make_village


def make_person(name="Siti Aminah", *, at=None, **overrides):
    """Return a person who is present in a village."""
    person = Person.objects.create(name=name, **overrides)
    Presence.objects.create(person=person, region=at or make_village())
    return person
