"""A person is one person: seats, memberships, attendance and reminders all point here."""

from people.models.duplicates import DuplicatePair, Merge, TwinSearch
from people.models.facts import BankAccount, Consent, FamilyCard, OfPersonQuerySet
from people.models.persons import Person, PersonQuerySet, Presence

__all__ = [
    "BankAccount",
    "Consent",
    "DuplicatePair",
    "FamilyCard",
    "Merge",
    "OfPersonQuerySet",
    "Person",
    "PersonQuerySet",
    "Presence",
    "TwinSearch",
]
