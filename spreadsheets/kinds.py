"""The kinds of sheets that can be brought in: each upper app adds its own when it is ready."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.utils.functional import Promise

from accounts.access import Can
from common.vault import masked, seal, unseal
from spreadsheets.fields import Field

if TYPE_CHECKING:
    from spreadsheets.models import Import, ImportRow

Words = str | Promise

# A number as long as a NIK, with whatever people put between its digits.
_LONG_NUMBER: Final = re.compile(r"(?<!\d)\d(?:[\s.'\u2019-]?\d){9,}(?!\d)")


@dataclass
class Draft:
    """A row while it is read: plain values, which a kind completes, checks and seals."""

    number: int
    reserved: int
    region: str  # the code of the import's region
    values: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    faults: list[dict[str, str]] = field(default_factory=list)

    def refuse(self, field_key: str, code: str, text: str, *, by: str = "row") -> None:
        """Note a fault; `by` tells what a cell said from what the row as a whole says."""
        self.faults.append({"field": field_key, "code": code, "text": blotted(text), "by": by})

    def note(self, field_key: str, text: str) -> None:
        told = (field_key, blotted(text))
        if told not in self.notes:
            self.notes.append(told)

    @property
    def refused(self) -> set[str]:
        return {fault["field"] for fault in self.faults}


class Candidate(NamedTuple):
    """A record that could be the same, told without telling too much."""

    pk: int
    title: str
    facts: Sequence[str]


class Use(NamedTuple):
    """Why a row cannot be undone."""

    number: int
    reason: str


@dataclass(frozen=True)
class ImportKind:
    """What a sheet holds, and how its rows are checked and saved, all of them at once.

    `read_row` completes one draft, without the database. `check` finds conflicts of the rows (of
    some, where keys are told) among themselves and with what is there, in SQL; `save` writes and
    marks what became of every row; `used_since` says what an undo would tear. Before `save` and
    `undo`, `lock` keeps others from changing what the rows name.
    """

    key: str
    label: Words
    holds: Words
    fields: tuple[Field, ...]
    hints: tuple[Words, ...]
    examples: tuple[Mapping[str, str], ...]
    can: Can
    needs: Mapping[str, str]  # a column that says nothing without another one
    seals: Mapping[str, str]  # field to purpose: sealed as the record will keep it
    reserve: Callable[[int], Sequence[int]]
    read_row: Callable[[Draft], None]
    lock: Callable[[Import], None]
    check: Callable[[Import, Sequence[int] | None], None]
    save: Callable[[Import], None]
    used_since: Callable[[Import], Sequence[Use]]
    undo: Callable[[Import], None]
    candidates: Callable[[Sequence[ImportRow]], Mapping[int, Candidate]]
    link_of: Callable[[int], str]
    say: Callable[[str, Mapping[str, Any]], str]

    def field(self, key: str) -> Field | None:
        return next((one for one in self.fields if one.key == key), None)

    def seal_values(self, draft: Draft) -> None:
        """Replace the numbers that must not be read by what can be kept and shown.

        They are sealed for the record that the row may become, so that saving opens nothing.
        """
        for name, purpose in self.seals.items():
            plain = draft.values.get(name)
            if isinstance(plain, str):
                blob = seal(plain, purpose=purpose, of=draft.reserved)
                draft.values[name] = {"sealed": b64encode(blob).decode(), "shown": masked(plain)}

    def plain_values(self, row: ImportRow) -> dict[str, Any]:
        """Return the values as they were read, in memory only."""
        return {key: self.plain(row.reserved, key, value) for key, value in row.values.items()}

    def plain(self, reserved: int, key: str, value: Any) -> Any:
        """Return a value of a row unsealed."""
        if key not in self.seals or not isinstance(value, dict):
            return value
        return unseal(b64decode(value["sealed"]), purpose=self.seals[key], of=reserved)


def blotted(text: str) -> str:
    """Return the text with every long number masked: a cell may hold a NIK where none belongs."""
    return _LONG_NUMBER.sub(lambda found: masked(re.sub(r"\D", "", found.group())), text)


def holds_long_number(text: str) -> bool:
    return any(len(re.sub(r"\D", "", found.group())) >= 16 for found in _LONG_NUMBER.finditer(text))


_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    if _kinds.setdefault(kind.key, kind) != kind:
        raise ValueError(f"two kinds of sheets are called {kind.key}")


def kind_named(key: str) -> ImportKind | None:
    return _kinds.get(key)


def kind_of(batch: Import) -> ImportKind:
    return _kinds[batch.kind]


def all_kinds() -> list[ImportKind]:
    return list(_kinds.values())


def label_of(key: str) -> str:
    """Return what people call the kind; an old import's kind may be gone."""
    kind = _kinds.get(key)
    return str(kind.label) if kind else key
