"""Moving what refers to a person to another one, and back. Called by merging alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils import timezone

from common.versions import Versioned
from people.models import Person
from people.references import Keep, Reference, references

Kept = dict[str, Any]  # a row set aside, as it can be written in JSON


@dataclass(frozen=True)
class Clash:
    """Two rows that one person can't both have: people say which one remains."""

    key: str
    label: str
    theirs: str  # of the person who goes
    ours: str  # of the one who stays


@dataclass
class Moves:
    """What of a reference moves, what is set aside, and what people must decide first."""

    reference: Reference
    rows: list[Any] = field(default_factory=list)
    aside: list[Any] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)


def moves_for(stays: Person, goes: Person, keep: Mapping[str, str]) -> list[Moves]:
    """Return what a merge would move. `keep` says which rows remain, by the keys of clashes."""
    wanted = [reference for reference in references() if not reference.handling.never_moves]
    return [_moves_of(reference, stays, goes, keep) for reference in wanted]


def _moves_of(reference: Reference, stays: Person, goes: Person, keep: Mapping[str, str]) -> Moves:
    clashing = reference.clashes(goes=goes, stays=stays)
    verdicts = {row: _verdict(reference, row, ours, keep) for row, ours in clashing.items()}
    found = Moves(reference)
    # The other's rows that remain come first: what loses to them is in nobody's way any more.
    for row, verdict in verdicts.items():
        if verdict is Keep.GOES:
            found.aside += [our for our in clashing[row] if our not in found.aside]
    gone = {our.pk for our in found.aside}
    for row in reference.rows_of(goes).order_by("pk"):
        in_the_way = [our for our in clashing.get(row, []) if our.pk not in gone]
        verdict = verdicts[row] if in_the_way else Keep.GOES
        if verdict is Keep.GOES:
            found.rows.append(row)
        elif verdict is Keep.STAYS:
            found.aside.append(row)
        elif verdict is Keep.ASK:
            found.clashes.append(_clash(reference, row, in_the_way))
    return found


def _verdict(reference: Reference, row: Any, ours: list[Any], keep: Mapping[str, str]) -> Keep:
    said = keep.get(_key(reference, row))
    if said in {Keep.STAYS, Keep.GOES}:
        return Keep(said)
    verdicts = {reference.handling.on_clash(row, our) for our in ours}
    return verdicts.pop() if len(verdicts) == 1 else Keep.ASK


def _clash(reference: Reference, row: Any, ours: list[Any]) -> Clash:
    says = reference.handling.says
    return Clash(
        _key(reference, row), reference.label, says(row), ", ".join(says(our) for our in ours)
    )


def _key(reference: Reference, row: Any) -> str:
    return f"{reference.key}:{row.pk}"


# --- There and back ------------------------------------------------------------------------------


def set_aside(row: Any, *, is_sealed: bool) -> Kept:
    """Take the row out of its table; return all of it. A number is opened: the record is sealed."""
    [copy] = serializers.serialize("python", [row])
    number = row.number if is_sealed else ""
    row.delete()
    return {"copy": copy, "number": number}


def put_back(kept: Kept) -> str:
    """Write a row that was set aside, under its old key. Return why it can't be, or ""."""
    [read] = serializers.deserialize("python", [kept["copy"]])
    row: Any = read.object
    if kept["number"]:
        row.write_number(kept["number"])
    try:
        row.full_clean()  # something newer may stand in its place
    except ValidationError as error:
        return f"{row._meta.verbose_name}: {' '.join(error.messages)}"
    read.save(force_insert=True)
    return ""


def move(reference: Reference, rows: list[Any], to: Person) -> None:
    """Let the rows name this person."""
    if not rows:
        return
    changes: dict[str, Any] = {reference.field.name: to}
    if issubclass(reference.model, Versioned):
        changes |= {"version": F("version") + 1, "updated_at": timezone.now()}
    table: models.Manager[Any] = reference.model._default_manager
    if not reference.handling.is_sealed:
        table.filter(pk__in=[row.pk for row in rows]).update(**changes)
        return
    for row in rows:
        number = row.number
        setattr(row, reference.field.name, to)
        row.write_number(number)
        sealed = {"number_sealed": row.number_sealed, "number_index": row.number_index}
        table.filter(pk=row.pk).update(**changes, **sealed)


def move_back(reference: Reference, keys: list[Any], *, stays: Person, goes: Person) -> int:
    """Let these rows name the other person again; return how many no longer name the survivor."""
    rows = list(reference.rows_of(stays).filter(pk__in=keys))
    move(reference, rows, goes)
    return len(keys) - len(rows)
