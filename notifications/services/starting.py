"""From which day a place sends: what is held until then, what would have gone, and the beginning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from common.inserts import insert
from common.versions import save_version
from meetings.rules import said_date
from notifications.models import Delivery, DeliveryQuerySet, SendingStart
from notifications.rules import RULES
from notifications.services.digests import gather_older
from regions.codes import Level
from regions.models import Region

PLACES = {Level.PROVINCE, Level.REGENCY}


class Tally(NamedTuple):
    """How many messages of a rule wait, and to how many people."""

    rule: str
    messages: int
    people: int


# --- The day --------------------------------------------------------------------------------------


@transaction.atomic
def set_sending_start(
    region: Region, *, starts_on: date, version: int | None = None, actor: User
) -> SendingStart:
    """Let a regency or province send from this day on, by its own clock; before it all is held.

    Today means at once. Raises not_a_district, day_past, already_sending, stale_version.
    """
    require(actor, Can.KEEP_REMINDERS, on=region)
    if region.level not in PLACES:
        words = _("Hari mulai mengirim diatur untuk kabupaten, kota atau provinsi.")
        raise RuleBroken("not_a_district", words)
    if starts_on < today(region.tz):
        raise RuleBroken("day_past", _("Hari mulai tidak bisa di masa lalu."))
    start = SendingStart.objects.select_for_update().filter(region=region).first()
    if start is None:
        return insert(SendingStart(region=region, starts_on=starts_on))
    if start.collapsed_at is not None:
        raise RuleBroken("already_sending", _("Wilayah ini sudah mulai mengirim."))
    start.starts_on = starts_on
    return save_version(start, ["starts_on"], version=version)


def begins_at(start: SendingStart) -> datetime:
    """Return the instant at which the day begins on the place's clock."""
    return datetime.combine(start.starts_on, time(0), tzinfo=start.region.tz).astimezone(UTC)


# --- What waits -----------------------------------------------------------------------------------


def held_back() -> Q:
    """Return the condition on deliveries of places that do not send yet."""
    where = Q(pk__in=())
    for code in SendingStart.objects.holding_back().values_list("region_id", flat=True):
        where |= Q(region__code__startswith=code)
    return where


def would_have_gone(seen: DeliveryQuerySet, start: SendingStart, now: datetime) -> DeliveryQuerySet:
    """Keep of these what would have gone by now, if the place were sending."""
    late = Q(state=Delivery.State.EXPIRED, reason=too_early())
    waits = Q(state=Delivery.State.PLANNED, due_at__lte=now)
    return seen.filter(waits | late, region__code__startswith=start.region_id)


def tally(rows: DeliveryQuerySet) -> Sequence[Tally]:
    """Count by rule, the most first."""
    counted = (
        rows.order_by().values_list("rule").annotate(Count("pk"), Count("person", distinct=True))
    )
    return [
        Tally(str(RULES[rule].label), messages, people)
        for rule, messages, people in counted.order_by("-pk__count", "rule")
    ]


# --- Before sending -------------------------------------------------------------------------------


def hold_before_start(now: datetime) -> Counter[str]:
    """Put off what is due in places that do not send yet; return how many were put off."""
    counts: Counter[str] = Counter()
    for start in SendingStart.objects.holding_back().select_related("region"):
        until = begins_at(start)
        if until > now:
            waiting = Least(Value(until), F("not_after"))
            words = _("%(place)s mulai mengirim %(day)s: ditahan sampai saat itu.")
            counts["held"] += (
                Delivery.objects.due(now)
                .filter(not_after__gt=now, region__code__startswith=start.region_id)
                .update(
                    next_try_at=waiting,
                    held_until=waiting,
                    reason=words
                    % {"place": start.region.full_name, "day": said_date(start.starts_on)},
                )
            )
    return counts


def begin_sending(now: datetime) -> Counter[str]:
    """Open the places whose day has come: what is older becomes one digest for each person."""
    counts: Counter[str] = Counter()
    for start in SendingStart.objects.holding_back().select_related("region"):
        if begins_at(start) <= now:
            counts["digested"] += _begin(start, now)
    return counts


def too_early() -> str:
    return _("Waktunya lewat sebelum wilayah ini mulai mengirim.")


def _begin(start: SendingStart, now: datetime) -> int:
    with transaction.atomic(durable=True):
        held = SendingStart.objects.holding_back().filter(pk=start.pk, starts_on=start.starts_on)
        if not held.update(collapsed_at=now):
            return 0
        return len(gather_older(start.region_id, begins_at(start), now))
