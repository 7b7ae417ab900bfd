"""A person is one person: seats, memberships, attendance and reminders all point here."""

from people.models.duplicates import DuplicatePair, Merge, TwinSearch
from people.models.facts import BankAccount, Consent, FamilyCard, OfPersonQuerySet
from people.models.persons import Person, PersonQuerySet, Presence
from people.models.requests import DataRequest
from people.models.sealing import SEALED_COLUMNS

__all__ = [
    "SEALED_COLUMNS",
    "BankAccount",
    "Consent",
    "DataRequest",
    "DuplicatePair",
    "FamilyCard",
    "Merge",
    "OfPersonQuerySet",
    "Person",
    "PersonQuerySet",
    "Presence",
    "TwinSearch",
]
