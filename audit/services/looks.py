"""Noting who looked at what is sensitive, and telling whose data somebody saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Count, Max, Min, QuerySet, Sum
from django.utils import timezone

from accounts.access import Can
from accounts.models import User
from audit.models import SensitiveLook
from audit.services.history import said_instant
from audit.subjects import people_in
from common.requests import origin, request_id
from regions.codes import Level
from regions.models import Region


def note_look(
    record: Any,
    *,
    by: User,
    kind: SensitiveLook.Kind,
    count: int = 1,
) -> SensitiveLook:
    """Note that somebody is shown something sensitive of a record that lies in a region.

    The caller has asked whether they may. A look that cannot be noted is not given: both are in
    one transaction.
    """
    came = origin()
    purposes = SensitiveLook.Purpose
    return SensitiveLook.objects.create(
        region_id=record.region_id,
        user=by,
        kind=kind,
        purpose=purposes.PROGRAM if came.token else purposes.TASK,
        record_model=record._meta.label_lower,
        record_key=str(record.pk),
        count=count,
        at=timezone.now(),
        token=came.token,
        network=came.network,
        request=request_id(),
    )


def note_export(places: Mapping[str, int], *, detail: str, by: User) -> None:
    """Note that somebody takes a list away: how many rows of each region, and which list.

    `places` are codes of regions; the empty one is the nation, and noted in every province.
    `detail` names the list and its filters, without anybody's name in it.
    """
    nation = places.get("", 0)
    counts = {code: number for code, number in places.items() if code}
    if nation:
        provinces = Region.objects.filter(level=Level.PROVINCE).values_list("code", flat=True)
        counts |= {code: counts.get(code, 0) + nation for code in provinces}
    came, purposes = origin(), SensitiveLook.Purpose
    SensitiveLook.objects.bulk_create(
        SensitiveLook(
            region_id=code,
            user=by,
            kind=SensitiveLook.Kind.EXPORT,
            purpose=purposes.PROGRAM if came.token else purposes.TASK,
            record_model=Region._meta.label_lower,
            record_key=code,
            count=number,
            detail=detail[:500],
            at=timezone.now(),
            token=came.token,
            network=came.network,
            request=request_id(),
        )
        for code, number in counts.items()
    )


def words_of(looks: list[SensitiveLook]) -> dict[tuple[str, str], str]:
    """Return the records' own words, by model and key; what is gone keeps its number."""
    return _words({(look.record_model, look.record_key) for look in looks})


@dataclass(frozen=True)
class Seen:
    """What of one record somebody saw: how often, from when to when, and whom it names."""

    words: str
    kind: str
    times: int
    first: str  # in the zone of the record's region
    last: str
    people: list[str]


def seen_by(
    user: User, *, since: datetime, until: datetime, looks: QuerySet[SensitiveLook]
) -> list[Seen]:
    """Return what the user saw between two instants, among these looks: for a breach report."""
    kinds = dict(SensitiveLook.Kind.choices)
    found = list(
        looks.filter(user=user, at__gte=since, at__lt=until)
        .values("record_model", "record_key", "kind", "region")
        .annotate(times=Sum("count"), n=Count("pk"), first=Min("at"), last=Max("at"))
        .order_by("-last", "record_model", "record_key")
    )
    keys = {(row["record_model"], row["record_key"]) for row in found}
    words = _words(keys)
    places = Region.objects.in_bulk({row["region"] for row in found})
    named = people_in(keys)
    return [
        Seen(
            words=words[row["record_model"], row["record_key"]],
            kind=str(kinds.get(row["kind"], row["kind"])),
            times=row["times"],
            first=said_instant(row["first"], places[row["region"]]),
            last=said_instant(row["last"], places[row["region"]]),
            people=named.get((row["record_model"], row["record_key"]), []),
        )
        for row in found
    ]


def looks_shown_to(reader: User) -> QuerySet[SensitiveLook]:
    """Return the looks in the regions whose history the reader may read."""
    found: QuerySet[SensitiveLook] = SensitiveLook.objects.where_may(reader, Can.READ_HISTORY)
    return found


def _words(keys: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    words = {}
    for label in {model for model, _key in keys}:
        model = apps.get_model(label)
        wanted = [key for name, key in keys if name == label]
        known = model._default_manager.in_bulk(wanted)
        by_key = {str(pk): str(row) for pk, row in known.items()}
        for key in wanted:
            words[label, key] = by_key.get(key, key)
    return words
