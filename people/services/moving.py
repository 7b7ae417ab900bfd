"""Moving what refers to a person to another one, and back. Called by merging alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.versions import Versioned
from people.models import Person
from people.references import Keep, Reference, references, references_to

Kept = dict[str, Any]  # a row set aside, as it can be written in JSON


@dataclass(frozen=True)
class Clash:
    """Two rows that one person can't both have: people say which one remains."""

    key: str
    label: str
    theirs: str  # of the person who goes
    ours: str  # of the one who stays


class MergeClash(RuleBroken):
    """People must say first which of two rows remains."""

    def __init__(self, clashes: list[Clash]) -> None:
        told = "; ".join(f"{clash.label}: {clash.theirs} / {clash.ours}" for clash in clashes)
        words = _("Pilih dulu mana yang dipertahankan. %(clashes)s.") % {"clashes": told}
        super().__init__("merge_clash", words)
        self.clashes = clashes


@dataclass
class Aside:
    """A row that is set aside for another one, which gets what names it."""

    row: Any
    instead: Any


@dataclass
class Moves:
    """What of a reference moves, what is set aside, and what people must decide first."""

    reference: Reference
    rows: list[Any] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)


def moves_for(stays: Person, goes: Person, keep: Mapping[str, str]) -> list[Moves]:
    """Return what a merge would move. `keep` says which rows remain, by the keys of clashes."""
    wanted = [reference for reference in references() if not reference.handling.never_moves]
    return [_moves_of(reference, stays, goes, keep) for reference in wanted]


def _moves_of(
    reference: Reference, stays: models.Model, goes: models.Model, keep: Mapping[str, str]
) -> Moves:
    clashing = reference.clashes(goes=goes, stays=stays)
    verdicts = {row: _verdict(reference, row, ours, keep) for row, ours in clashing.items()}
    found = Moves(reference)
    # The other's rows that remain come first: what loses to them is in nobody's way any more.
    gone: dict[Any, Aside] = {}
    for row, verdict in verdicts.items():
        if verdict is Keep.GOES:
            for our in clashing[row]:
                gone.setdefault(our.pk, Aside(our, row))
    found.aside += gone.values()
    for row in reference.rows_of(goes).order_by("pk"):
        in_the_way = [our for our in clashing.get(row, []) if our.pk not in gone]
        verdict = verdicts[row] if in_the_way else Keep.GOES
        if verdict is Keep.GOES:
            found.rows.append(row)
        elif verdict is Keep.STAYS:
            found.aside.append(Aside(row, in_the_way[0]))
        elif verdict is Keep.ASK:
            found.clashes.append(_clash(reference, row, in_the_way))
    _carry(found, keep)
    return found


def _carry(moves: Moves, keep: Mapping[str, str]) -> None:
    """See whether what names a row that is set aside can go to the one that stands instead."""
    for aside in list(moves.aside):
        clashes = [clash for each in _carried(aside, keep) for clash in each.clashes]
        if clashes:  # nothing of the two is touched before people have said what remains
            moves.clashes += clashes
            moves.aside.remove(aside)
            moves.rows = [row for row in moves.rows if row.pk != aside.instead.pk]


def _carried(aside: Aside, keep: Mapping[str, str]) -> list[Moves]:
    """Return what goes along; what never moves goes on naming a row that is there no more."""
    naming = [each for each in references_to(type(aside.row)) if not each.handling.never_moves]
    found = [_moves_of(each, aside.instead, aside.row, keep) for each in naming]
    return [each for each in found if each.rows or each.aside or each.clashes]


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


def set_aside(aside: Aside, keep: Mapping[str, str], *, is_sealed: bool) -> Kept:
    """Take the row out of its table; return all of it. A number is opened: the record is sealed.

    What named it names the row that stands instead, and is returned beside it: as it is now, for
    what was set aside before may have changed it. Raises merge_clash.
    """
    carried = []
    for each in _carried(aside, keep):
        if each.clashes:
            raise MergeClash(each.clashes)
        inner = set_all_aside(each, keep)
        move(each.reference, each.rows, aside.instead)
        keys = [row.pk for row in each.rows]
        carried.append({"reference": each.reference.key, "aside": inner, "rows": keys})
    row = aside.row
    [copy] = serializers.serialize("python", [row])
    number = row.number if is_sealed else ""
    row.delete()
    return {"copy": copy, "number": number, "carried": carried, "instead": aside.instead.pk}


def set_all_aside(moves: Moves, keep: Mapping[str, str]) -> list[Kept]:
    is_sealed = moves.reference.handling.is_sealed
    return [set_aside(each, keep, is_sealed=is_sealed) for each in moves.aside]


def put_all_back(aside: list[Kept]) -> list[str]:
    """Put rows back, the last first: each finds things as they were when it was set aside."""
    return [words for kept in reversed(aside) for words in put_back(kept)]


def put_back(kept: Kept) -> list[str]:
    """Write a row that was set aside, under its old key, and what named it name it again.

    Return what can't be put back, and why.
    """
    [read] = serializers.deserialize("python", [kept["copy"]])
    row: Any = read.object
    if kept["number"]:
        row.write_number(kept["number"])
    try:
        row.full_clean()  # something newer may stand in its place
    except ValidationError as error:
        return [f"{row._meta.verbose_name}: {' '.join(error.messages)}"]
    read.save(force_insert=True)
    known = {reference.key: reference for reference in references_to(type(row))}
    remarks = []
    for carried in reversed(kept.get("carried", [])):  # older merges carried nothing
        reference = known[carried["reference"]]
        instead = type(row)(pk=kept["instead"])
        move_back(reference, carried["rows"], stays=instead, goes=row)
        remarks += put_all_back(carried["aside"])
    return remarks


def all_kept(aside: list[Kept]) -> Iterator[Kept]:
    """Yield every row that was set aside, with those that named it."""
    for kept in aside:
        yield kept
        for carried in kept.get("carried", []):
            yield from all_kept(carried["aside"])


def move(reference: Reference, rows: list[Any], to: models.Model) -> None:
    """Let the rows name this person, or this row."""
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


def move_back(
    reference: Reference, keys: list[Any], *, stays: models.Model, goes: models.Model
) -> int:
    """Let these rows name the other again; return how many no longer name the one that stayed."""
    rows = list(reference.rows_of(stays).filter(pk__in=keys))
    move(reference, rows, goes)
    return len(keys) - len(rows)
