"""A person is one person: seats, memberships, attendance and reminders all point here."""

from people.models.facts import BankAccount, Consent, FamilyCard, OfPersonQuerySet
from people.models.persons import Person, PersonQuerySet, Presence

__all__ = [
    "BankAccount",
    "Consent",
    "FamilyCard",
    "OfPersonQuerySet",
    "Person",
    "PersonQuerySet",
    "Presence",
]
