"""What was decided of pairs of persons goes along when two are merged. Called by merging alone."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import User
from people.models import DuplicatePair, Person
from people.models.duplicates import DuplicatePairQuerySet

_DIFFERENT = DuplicatePair.Status.DIFFERENT
_DECIDED = ("status", "decided_by_id", "decided_at")

Was = dict[str, Any]  # a pair's key, and what had been decided: None where it was not there


def between(one: Person, other: Person) -> DuplicatePairQuerySet:
    lower, higher = sorted((one.pk, other.pk))
    found: DuplicatePairQuerySet = DuplicatePair.objects.filter(lower=lower, higher=higher)
    return found


def settle(stays: Person, goes: Person, *, by: User) -> list[Was]:
    """Note the two as merged. Who is not the one who goes is not the survivor either."""
    merged = {
        "status": DuplicatePair.Status.MERGED,
        "decided_by_id": by.pk,
        "decided_at": timezone.now(),
    }
    changed = [_decide(pair, merged) for pair in between(stays, goes)]
    not_goes = DuplicatePair.objects.filter(Q(lower=goes) | Q(higher=goes), status=_DIFFERENT)
    for pair in not_goes.select_related("lower", "higher").order_by("pk"):
        other = pair.lower if pair.higher_id == goes.pk else pair.higher
        changed += _carry(pair, stays, other)
    return changed


def unsettle(changed: list[Was]) -> None:
    """Let the pairs be as they were."""
    for was in changed:
        pair = DuplicatePair.objects.filter(pk=was["pk"])
        before = was["before"]
        if before is None:
            pair.delete()
        else:
            at = before["decided_at"] and parse_datetime(before["decided_at"])
            pair.update(**{**before, "decided_at": at})


def _carry(pair: DuplicatePair, stays: Person, other: Person) -> list[Was]:
    decision = {name: getattr(pair, name) for name in _DECIDED}
    known = between(stays, other).first()
    if known is not None:
        return [_decide(known, decision)] if known.status == DuplicatePair.Status.OPEN else []
    lower, higher = sorted((stays.pk, other.pk))
    made = DuplicatePair.objects.create(
        region_id=pair.region_id, lower_id=lower, higher_id=higher, score=0, **decision
    )
    return [{"pk": made.pk, "before": None}]


def _decide(pair: DuplicatePair, decision: dict[str, Any]) -> Was:
    before = {name: getattr(pair, name) for name in _DECIDED}
    if before["decided_at"]:
        before["decided_at"] = before["decided_at"].isoformat()
    DuplicatePair.objects.filter(pk=pair.pk).update(**decision)
    return {"pk": pair.pk, "before": before}
