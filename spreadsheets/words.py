"""How the rows of an import are told: addresses of cells, faults, candidates, masked numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.phones import shown as shown_phone
from regions.cache import names_of
from spreadsheets.cells import address, letters
from spreadsheets.fields import Field
from spreadsheets.kinds import Candidate, ImportKind, kind_of
from spreadsheets.models import Import, ImportRow

if TYPE_CHECKING:
    from django.utils.functional import Promise

TONES: dict[str, str] = {
    ImportRow.Action.CREATE: "ok",
    ImportRow.Action.UPDATE: "ok",
    ImportRow.Action.SKIP: "neutral",
    ImportRow.Action.ASK: "warn",
    ImportRow.Action.FAIL: "danger",
}

# What the lists of page 3 hold.
STATUSES: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "fail": (gettext_lazy("Perlu diperbaiki"), (ImportRow.Action.FAIL,)),
    "ask": (gettext_lazy("Mirip data lama"), (ImportRow.Action.ASK,)),
    "ready": (gettext_lazy("Siap"), (ImportRow.Action.CREATE, ImportRow.Action.UPDATE)),
    "skip": (gettext_lazy("Dilewati"), (ImportRow.Action.SKIP,)),
}


@dataclass(frozen=True)
class ShownFault:
    """What is wrong, with the address of the cell; `editable` where the cell can be mended."""

    field: str
    label: str
    address: str
    code: str
    text: str
    typed: str
    editable: bool


@dataclass
class ShownRow:
    row: ImportRow
    title: str
    facts: list[tuple[str, str]]
    faults: list[ShownFault]
    notes: list[tuple[str, str]]
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def tone(self) -> str:
        return TONES[self.row.action]


def column_of(batch: Import, field_key: str) -> int | None:
    found = next((column for column, key in batch.columns.items() if key == field_key), None)
    return None if found is None else int(found)


def address_of(batch: Import, row: ImportRow, field_key: str) -> str:
    """Return "C17", or the row alone where the sheet has no such column."""
    column = column_of(batch, field_key)
    if column is None:
        return _("Baris %(number)d") % {"number": row.number}
    return address(column, row.number)


def column_name(column: str) -> str:
    return letters(int(column))


def conflict_words(kind: ImportKind, conflict: Mapping[str, Any]) -> str:
    return kind.say(conflict["code"], conflict.get("args") or {})


def shown_rows(batch: Import, rows: Sequence[ImportRow]) -> list[ShownRow]:
    """Put rows into words, all of them in a few queries."""
    kind = kind_of(batch)
    candidates = kind.candidates(rows)
    codes = {
        row.values[one.key]
        for one in kind.fields
        if one.kind == "region"
        for row in rows
        if one.key in row.values
    }
    places = {code: name.full_name for code, name in names_of(codes).items()}
    return [_shown(batch, row, kind, candidates, places) for row in rows]


def said(one: Field, value: Any, places: Mapping[str, str]) -> str:
    """Return a value as people read it; what is sealed is masked."""
    if isinstance(value, Mapping):
        return str(value["shown"])
    if one.kind == "region":
        return places.get(value, value)
    if one.kind == "date":
        return date_format(date.fromisoformat(value))
    if one.kind == "phone":
        return shown_phone(value)
    if one.kind == "choice" and one.choices:
        known = one.choices.get(value)
        return str(known[0]) if known else str(value)
    return str(value)


def _shown(
    batch: Import,
    row: ImportRow,
    kind: ImportKind,
    candidates: Mapping[int, Candidate],
    places: Mapping[str, str],
) -> ShownRow:
    facts = [
        (str(one.label), said(one, row.values[one.key], places))
        for one in kind.fields
        if one.key in row.values
    ]
    labels = {one.key: str(one.label) for one in kind.fields}
    notes = [(labels.get(key, ""), text) for key, text in row.notes]
    notes += [(labels.get(key, ""), _("berbeda, tidak ditimpa")) for key in row.differs]
    return ShownRow(
        row=row,
        title=facts[0][1] if facts else "",
        facts=facts,
        faults=_faults(batch, row, kind, labels),
        notes=notes,
        candidates=[candidates[pk] for pk in row.candidates if pk in candidates],
    )


def _faults(
    batch: Import, row: ImportRow, kind: ImportKind, labels: Mapping[str, str]
) -> list[ShownFault]:
    told = [(fault, fault["text"]) for fault in row.faults]
    told += [(conflict, conflict_words(kind, conflict)) for conflict in row.conflicts]
    return [
        ShownFault(
            field=fault["field"],
            label=labels.get(fault["field"], ""),
            address=address_of(batch, row, fault["field"]),
            code=fault["code"],
            text=text,
            # A masked number is nothing to mend: it is typed anew.
            typed="" if fault["field"] in kind.seals else row.typed.get(fault["field"], ""),
            editable=fault["field"] in labels,
        )
        for fault, text in told
    ]
