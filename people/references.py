"""What refers to a person, and what becomes of it when two persons are made one.

Every foreign key to a person is found in the models themselves, and moves to the survivor. What
the constraints then forbid is a clash. Apps say here, in their `ready()`, what needs more than
that: how their clashes end, how their rows are called, and what never moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from pghistory.models import Event

from common.dates import first_day, last_day
from people.models import (
    BankAccount,
    Consent,
    DataRequest,
    DuplicatePair,
    FamilyCard,
    Person,
    TwinSearch,
)

# What the search for twins notes by itself: it is no use that anybody made of a person.
BOOKKEEPING: Final[tuple[type[models.Model], ...]] = (DuplicatePair, TwinSearch)


class Keep(StrEnum):
    """Which of two rows remains when one person can't have both."""

    STAYS = "stays"  # the survivor's; the other's is set aside
    GOES = "goes"  # the other's; the survivor's is set aside
    BOTH = "both"  # each where it is
    ASK = "ask"  # people say


def ask(_theirs: Any, _ours: Any) -> Keep:
    return Keep.ASK


def keep_ours(_theirs: Any, _ours: Any) -> Keep:
    return Keep.STAYS


def keep_both(_theirs: Any, _ours: Any) -> Keep:
    return Keep.BOTH


@dataclass(frozen=True)
class Handling:
    """How rows of a reference are merged.

    `on_clash` gets the row of the person who goes, then the survivor's. `says` names a row to
    people. `is_sealed`: the row has a `number` that is bound to its person and must be written
    anew. `never_moves`: the reason why rows stay with the person they name.
    """

    on_clash: Callable[[Any, Any], Keep] = ask
    says: Callable[[Any], str] = str
    is_sealed: bool = False
    never_moves: str = ""


_handlings: Final[dict[str, Handling]] = {}


def handle(key: str, handling: Handling) -> None:
    """Say how a reference is merged; `key` is like "wksbm.seat.holder"."""
    _handlings[key.lower()] = handling


@dataclass(frozen=True)
class Reference:
    """A foreign key to a person; or to a row that is set aside when two become one."""

    model: type[models.Model]
    field: models.ForeignKey[Any, Any]

    @property
    def key(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field.name}"

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def handling(self) -> Handling:
        return _handlings.get(self.key, Handling())

    def rows_of(self, named: models.Model) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = self.model._default_manager.filter(**{self.field.name: named})
        return rows

    def clashes(self, *, goes: models.Model, stays: models.Model) -> dict[Any, list[Any]]:
        """Return the rows of one that can't be the other's as well, each with those in its way."""
        found: dict[Any, list[Any]] = {}
        for rivalry in _rivalries(self):
            ours = self.rows_of(stays).filter(rivalry.condition).annotate(**rivalry.computed)
            theirs = self.rows_of(goes).filter(rivalry.condition).annotate(**rivalry.computed)
            shared = rivalry.shared.items()
            alike = {f"{name}{lookup}": OuterRef(name) for name, lookup in shared}
            for row in theirs.filter(Exists(ours.filter(**alike))).order_by("pk"):
                same = {f"{name}{lookup}": getattr(row, name) for name, lookup in shared}
                known = found.setdefault(row, [])
                known += [rival for rival in ours.filter(**same) if rival not in known]
        return found


def references() -> list[Reference]:
    """Return every foreign key to a person, those of many-to-many tables too; histories have none.

    A history says what was; its rows are written once.
    """
    return references_to(Person)


def references_to(target: type[models.Model]) -> list[Reference]:
    found = []
    for relation in target._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        if not (relation.one_to_many or relation.one_to_one):
            continue
        model: Any = relation.related_model
        if not issubclass(model, Event):
            found.append(Reference(model, relation.field))  # type: ignore[union-attr, arg-type]
    return sorted(found, key=lambda reference: reference.key)


@dataclass(frozen=True)
class Rivalry:
    """What two rows that name one person may not share: the fields with their lookup, and when.

    `computed` are those that no column holds, such as the first day of a term.
    """

    shared: dict[str, str]
    condition: Q = field(default_factory=Q)
    computed: dict[str, Any] = field(default_factory=dict)


def _rivalries(reference: Reference) -> Iterator[Rivalry]:
    name = reference.field.name
    if reference.field.unique:
        yield Rivalry({})
    for together in reference.model._meta.unique_together:
        if name in together:
            yield Rivalry(dict.fromkeys(set(together) - {name}, ""))
    for constraint in reference.model._meta.constraints:
        compared: Sequence[tuple[Any, str]] = ()
        if isinstance(constraint, models.UniqueConstraint):
            compared = [(each, RangeOperators.EQUAL) for each in _parts(constraint)]
        elif isinstance(constraint, ExclusionConstraint):
            compared = constraint.expressions
        else:
            continue
        rivalry = _rivalry(compared, constraint.condition or Q())
        if rivalry.shared.pop(name, None) is not None:
            yield rivalry


def _parts(constraint: models.UniqueConstraint) -> Sequence[Any]:
    """Return the fields of a constraint, or the expressions that it is made of."""
    expressions: Sequence[Any] = constraint.expressions
    return constraint.fields or [
        each.name if isinstance(each, models.F) else each  # type: ignore[attr-defined]
        for each in expressions
    ]


def _rivalry(compared: Sequence[tuple[Any, str]], condition: Q) -> Rivalry:
    lookups = {RangeOperators.EQUAL: "", RangeOperators.OVERLAPS: "__overlap"}
    rivalry = Rivalry({}, condition, {})
    for place, (each, how) in enumerate(compared):
        name = each if isinstance(each, str) else f"compared_{place}"
        rivalry.shared[name] = lookups[how]
        if name != each:
            rivalry.computed[name] = each
    return rivalry


# --- What people itself keeps of a person --------------------------------------------------------


def handle_own() -> None:
    handle("people.presence.person", Handling(keep_ours))
    handle("people.familycard.person", Handling(_same_card, said_term, is_sealed=True))
    handle("people.bankaccount.person", Handling(_same_holder, said_term, is_sealed=True))
    handle("people.consent.person", Handling(_same_wording))
    handle("people.datarequest.person", Handling(says=said_request))
    for key in ("person.merged_into", "merge.stays", "merge.goes"):
        handle(f"people.{key}", Handling(never_moves="says who was merged into whom"))
    for key in ("duplicatepair.lower", "duplicatepair.higher"):
        handle(f"people.{key}", Handling(never_moves="people/services/pairs.py carries it over"))
    handle("people.twinsearch.person", Handling(never_moves="notes which version was compared"))


def said_term(row: Any) -> str:
    """Name a row by its masked number and its term."""
    first, last = (day and date_format(day) for day in (first_day(row.term), last_day(row.term)))
    return f"{row.number_masked} ({first or '...'} - {last or '...'})"


def said_request(request: DataRequest) -> str:
    """Name a request by what was asked and when."""
    asked = date_format(timezone.localtime(request.asked_at))
    return f"{request.get_kind_display()} ({asked})"


def _same_card(theirs: FamilyCard, ours: FamilyCard) -> Keep:
    return Keep.STAYS if bytes(theirs.number_index) == bytes(ours.number_index) else Keep.ASK


def _same_holder(theirs: BankAccount, ours: BankAccount) -> Keep:
    return Keep.STAYS if theirs.holder_name == ours.holder_name else Keep.ASK


def _same_wording(theirs: Consent, ours: Consent) -> Keep:
    is_same = (theirs.wording, theirs.means) == (ours.wording, ours.means)
    return Keep.STAYS if is_same else Keep.ASK
