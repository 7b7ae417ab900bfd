"""How the history and the notes of looks speak of persons and of what is theirs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final

from django.utils.translation import gettext as _

from audit.subjects import Naming
from audit.words import Saying
from common.phones import shown
from people.banks import bank_name
from people.models import BankAccount, Consent, FamilyCard, Person


def name_of_person(keys: Collection[str]) -> dict[str, list[str]]:
    """Return the person's own name, by key."""
    found = Person.objects.filter(pk__in=[int(key) for key in keys])
    return {str(pk): [name] for pk, name in found.values_list("pk", "name")}


def _whose(model: Any) -> Naming:
    def names(keys: Collection[str]) -> dict[str, list[str]]:
        found = model.objects.filter(pk__in=[int(key) for key in keys])
        return {str(pk): [name] for pk, name in found.values_list("pk", "person__name")}

    return names


def sealed(_blob: object) -> str:
    """Say no more of a sealed number than that it is there."""
    return _("ada, tersegel")


NAMINGS: Final[dict[str, Naming]] = {
    "people.Person": name_of_person,
    "people.FamilyCard": _whose(FamilyCard),
    "people.BankAccount": _whose(BankAccount),
    "people.Consent": _whose(Consent),
}
SAYINGS: Final[tuple[tuple[str, str, Callable[[Any], str] | Saying], ...]] = (
    ("people.Person", "nik_sealed", sealed),
    ("people.Person", "phone", shown),
    ("people.Person", "other_phones", lambda numbers: ", ".join(map(shown, numbers))),
    ("people.FamilyCard", "number_sealed", sealed),
    ("people.BankAccount", "number_sealed", sealed),
    ("people.BankAccount", "bank_code", bank_name),
    ("people.Merge", "moved", lambda moved: str(sum(len(keys) for keys in moved.values()))),
    ("people.Merge", "remarks", " ".join),
)
