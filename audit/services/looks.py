"""Noting who looked at what is sensitive, and telling whose data somebody saw."""

from __future__ import annotations

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
from regions.models import Region


def note_look(
    record: Any,
    *,
    by: User,
    kind: SensitiveLook.Kind,
    purpose: SensitiveLook.Purpose | None = None,
    region: str | None = None,
    count: int = 1,
) -> SensitiveLook:
    """Note that somebody is shown something sensitive of a record.

    `region` is the code of the region whose readers may see the note, for records that lie in
    none (a person). Without a purpose it is daily work, or a program's. The caller has asked
    whether they may. A look that cannot be noted is not given: both are in one transaction.
    """
    came = origin()
    purposes = SensitiveLook.Purpose
    usual = purposes.PROGRAM if came.token else purposes.TASK
    return SensitiveLook.objects.create(
        region_id=region or record.region_id,
        user=by,
        kind=kind,
        purpose=purpose or usual,
        record_model=record._meta.label_lower,
        record_key=str(record.pk),
        count=count,
        at=timezone.now(),
        token=came.token,
        network=came.network,
        request=request_id(),
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
