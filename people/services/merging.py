"""Making two records of one person one, and undoing it whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.languages import official
from people.models import DuplicatePair, Merge, Person
from people.references import references
from people.rules import common_code
from people.services import facts, pairs
from people.services.mending import mending
from people.services.moving import (
    Clash,
    MergeClash,
    move,
    move_back,
    moves_for,
    put_all_back,
    set_all_aside,
)
from people.services.requests import withdraw_proposals

_REASON_LENGTH: Final = 200


@dataclass(frozen=True)
class Preview:
    """What a merge would do: how much of what moves, and what people must decide."""

    counts: list[tuple[str, int]]
    clashes: list[Clash]


def preview_merge(stays: Person, goes: Person, *, actor: User) -> Preview:
    """Return what a merge would move, by kind, and what clashes. Nothing is changed."""
    require(actor, Can.DECIDE_DUPLICATES, on=place_of_both(stays, goes))
    found = moves_for(stays, goes, {})
    counts = [(each.reference.label, len(each.rows)) for each in found if each.rows]
    return Preview(counts, [clash for each in found for clash in each.clashes])


@transaction.atomic
@mending()
def merge_persons(
    stays: Person,
    goes: Person,
    *,
    reason: str = "",
    take: Collection[str] | None = None,
    keep: Mapping[str, str] | None = None,
    actor: User,
) -> Merge:
    """Let one person be the other: all that refers to `goes` refers to `stays`.

    `take` names the facts (`facts.FACTS`) that come from `goes`; without it, those that `stays`
    lacks. `keep` says "stays" or "goes" for each clash. A proposed erasure of either must be
    proposed anew. Raises already_merged, person_erased,
    known_different, two_accounts, merge_clash (with its `clashes`). peers.md 4 no. 14.
    """
    stays, goes = _locked(stays, goes)
    place = place_of_both(stays, goes)
    require(actor, Can.DECIDE_DUPLICATES, on=place)
    _refuse_unless_two(stays, goes)
    withdraw_proposals(stays, goes)
    moves = moves_for(stays, goes, keep or {})
    clashes = [clash for each in moves for clash in each.clashes]
    if clashes:
        raise MergeClash(clashes)
    aside = [set_all_aside(each, keep or {}) for each in moves]
    for each in moves:
        move(each.reference, each.rows, stays)
    merge = Merge(
        region_id=place.region_id,
        stays=stays,
        goes=goes,
        reason=reason.strip()[:_REASON_LENGTH],
        moved={each.reference.key: [row.pk for row in each.rows] for each in moves if each.rows},
        merged_by=actor,
        merged_at=timezone.now(),
    )
    merge.save(force_insert=True)
    kept = {
        "aside": [row for rows in aside for row in rows],
        "facts": facts.take(stays, goes, take),
        "pairs": pairs.settle(stays, goes, by=actor),
    }
    merge.write_kept(orjson.dumps(kept, default=str).decode())
    merge.save(update_fields=["kept_sealed"])
    _write(goes, merged_into=stays)
    _write(stays)
    return merge


@transaction.atomic
@mending()
def undo_merge(merge: Merge, *, actor: User) -> Merge:
    """Let the two be two again, as they were; what came to the survivor since stays there.

    What could not go back is named in `remarks`. Raises already_undone, person_erased, and
    undo_out_of_order where a later merge of the same persons stands.
    """
    require(actor, Can.DECIDE_DUPLICATES, on=merge)
    stays, goes = _locked(merge.stays, merge.goes)
    held = Merge.objects.standing().filter(pk=merge.pk)
    if not held.update(undone_by=actor, undone_at=timezone.now()):
        raise RuleBroken("already_undone", _("Penggabungan ini sudah diurungkan."))
    _refuse_out_of_order(merge)
    if stays.erased_at or goes.erased_at or not merge.kept_sealed:
        raise RuleBroken("person_erased", _("Data orang ini sudah dihapus atas permintaannya."))
    withdraw_proposals(stays, goes)
    merge.refresh_from_db()
    kept = orjson.loads(merge.kept)
    _write(goes, merged_into=None)
    _write(stays)
    merge.remarks = _all_back(merge, kept, stays, goes)
    merge.save(update_fields=["remarks"])
    return merge


@transaction.atomic
@mending()
def gather_latecomers() -> int:
    """Move what came to name somebody at the moment when they were merged; return how many rows.

    A write that waited for the merge's lock goes on afterwards, with the name it was given.
    """
    gone = Person.objects.exclude(merged_into=None)
    late: set[int] = set()
    for reference in references():
        if not reference.handling.never_moves:
            named = reference.model._default_manager.filter(**{f"{reference.field.name}__in": gone})
            late |= set(named.values_list(reference.field.attname, flat=True))
    merges = Merge.objects.standing().filter(goes__in=late).select_related("stays", "goes")
    return sum(_gather(merge) for merge in merges.order_by("pk"))


def _gather(merge: Merge) -> int:
    stays, goes = _locked(merge.stays, merge.goes)
    moves = [each for each in moves_for(stays, goes, {}) if each.rows or each.aside]
    if not moves or goes.merged_into_id != stays.pk or not merge.kept_sealed:
        return 0
    kept = orjson.loads(merge.kept)
    for each in moves:
        kept["aside"] += set_all_aside(each, {})
        move(each.reference, each.rows, stays)
        keys = merge.moved.setdefault(each.reference.key, [])
        keys += [row.pk for row in each.rows]
    merge.write_kept(orjson.dumps(kept, default=str).decode())
    merge.save(update_fields=["moved", "kept_sealed"])
    return sum(len(each.rows) for each in moves)


def moved_by(merge: Merge) -> list[tuple[str, int]]:
    """Return how much of what a merge moved."""
    labels = {reference.key: reference.label for reference in references()}
    return [(labels.get(key, key), len(rows)) for key, rows in merge.moved.items()]


def survivor_key(pk: int) -> int:
    """Return the key of the person whom this one was merged into in the end: its own if in nobody.

    Old links lead on by it. A merge never makes a circle: only who stands is merged.
    """
    following: int | None = pk
    while following is not None:
        pk = following
        following = Person.objects.filter(pk=pk).values_list("merged_into", flat=True).first()
    return pk


@dataclass(frozen=True)
class Place:
    """Where a decision about two persons is made."""

    region_id: str | None


def place_of_both(one: Person, other: Person) -> Place:
    """Return the nearest region that covers every place of both: the nation where none does."""
    return Place(common_code([*_places(one), *_places(other)]) or None)


def _places(person: Person) -> list[str]:
    known = list(person.presences.values_list("region_id", flat=True))
    return [*known, person.village_id] if person.village_id else known


def _locked(one: Person, other: Person) -> tuple[Person, Person]:
    """Return both, locked in the order of their keys, so that two who merge never block.

    What is about to refer to them waits as well: a foreign key takes a share of the same lock.
    """
    rows = Person.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[one.pk], found[other.pk]


def _refuse_unless_two(stays: Person, goes: Person) -> None:
    if stays.pk == goes.pk:
        raise RuleBroken("same_person", _("Pilih dua orang yang berbeda."))
    if stays.merged_into_id or goes.merged_into_id:
        raise RuleBroken("already_merged", _("Salah satu dari keduanya sudah digabung."))
    if stays.erased_at or goes.erased_at:
        raise RuleBroken("person_erased", _("Data orang ini sudah dihapus atas permintaannya."))
    if pairs.between(stays, goes).filter(status=DuplicatePair.Status.DIFFERENT).exists():
        raise RuleBroken(
            "known_different",
            _("Keduanya sudah dicatat sebagai orang yang berbeda. Buka kembali dulu catatan itu."),
        )
    if stays.user_id and goes.user_id:
        raise RuleBroken(
            "two_accounts", _("Keduanya punya akun sendiri. Gabungkan dulu kedua akun itu.")
        )


def _refuse_out_of_order(merge: Merge) -> None:
    both = [merge.stays_id, merge.goes_id]
    later = Merge.objects.standing().filter(pk__gt=merge.pk)
    later = later.filter(Q(stays__in=both) | Q(goes__in=both)).select_related("stays", "goes")
    last = later.order_by("-pk").first()
    if last is not None:
        raise RuleBroken(
            "undo_out_of_order",
            _("Urungkan dulu penggabungan sesudahnya: %(goes)s ke %(stays)s.")
            % {"goes": last.goes, "stays": last.stays},
        )


@official
def _all_back(merge: Merge, kept: dict[str, Any], stays: Person, goes: Person) -> list[str]:
    """Put everything back. What could not is told, in words that are kept."""
    remarks = _moved_back(merge, stays, goes)
    remarks += put_all_back(kept["aside"])
    remarks += facts.give_back(stays, goes, kept["facts"])
    pairs.unsettle(kept["pairs"])
    return remarks


def _moved_back(merge: Merge, stays: Person, goes: Person) -> list[str]:
    remarks = []
    for reference in references():
        keys = merge.moved.get(reference.key, [])
        missing = move_back(reference, keys, stays=stays, goes=goes)
        if missing:
            remarks.append(
                _("%(label)s: %(count)d sudah diubah sesudahnya.")
                % {"label": reference.label, "count": missing}
            )
    return remarks


def _write(person: Person, **changes: Any) -> None:
    Person.objects.filter(pk=person.pk).update(
        **changes, version=F("version") + 1, updated_at=timezone.now()
    )
    person.version += 1
