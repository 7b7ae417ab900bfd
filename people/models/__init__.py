"""A person is one person: seats, memberships, attendance and reminders all point here."""

from people.models.duplicates import DuplicatePair, Merge, TwinSearch
from people.models.facts import BankAccount, Consent, FamilyCard, OfPersonQuerySet
from people.models.persons import Person, PersonQuerySet, Presence
from people.models.requests import DataRequest

__all__ = [
    "BankAccount",
    "Consent",
    "DuplicatePair",
    "DataRequest",
    "FamilyCard",
    "Merge",
    "OfPersonQuerySet",
    "Person",
    "PersonQuerySet",
    "Presence",
    "TwinSearch",
]
