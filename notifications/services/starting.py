"""From which day a place sends: what is held until then, would have gone, and how it begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from accounts.access import Can, require, under
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

STARTING_LEVELS = {Level.PROVINCE, Level.REGENCY}


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

    Today means at once. Raises not_a_district, already_sending, stale_version.
    """
    require(actor, Can.KEEP_REMINDERS, on=region)
    if region.level not in STARTING_LEVELS:
        words = _("Hari mulai mengirim diatur untuk kabupaten, kota atau provinsi.")
        raise RuleBroken("not_a_district", words)
    if starts_on < today(region.tz):
        raise ValidationError({"starts_on": _("Hari mulai tidak bisa di masa lalu.")})
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


def not_begun() -> list[SendingStart]:
    """Return the starts of places that hold their messages back."""
    return list(SendingStart.objects.holding_back().select_related("region"))


def held_back(starts: Iterable[SendingStart]) -> Q:
    """Return the condition on deliveries of these places."""
    return under([start.region_id for start in starts])


def would_have_gone(seen: DeliveryQuerySet, start: SendingStart, now: datetime) -> DeliveryQuerySet:
    """Keep of these what would have gone by now, if the place were sending."""
    late = Q(state=Delivery.State.EXPIRED, reason=too_early())
    waits = Q(state=Delivery.State.PLANNED, due_at__lte=now)
    return seen.filter(waits | late, held_back([start]))


def tally(rows: DeliveryQuerySet) -> Sequence[Tally]:
    """Count by rule, the most first."""
    by_rule = rows.order_by().values_list("rule")
    counted = by_rule.annotate(messages=Count("pk"), people=Count("person", distinct=True))
    return [
        Tally(str(RULES[rule].label), messages, people)
        for rule, messages, people in counted.order_by("-messages", "rule")
    ]


# --- Before sending -------------------------------------------------------------------------------


def hold_before_start(starts: Iterable[SendingStart], now: datetime) -> Counter[str]:
    """Put off what is due in these places until their day; return how many were put off."""
    counts: Counter[str] = Counter()
    words = _("%(place)s mulai mengirim %(day)s: ditahan sampai saat itu.")
    for start in starts:
        until = Least(Value(begins_at(start)), F("not_after"))
        names = {"place": start.region.full_name, "day": said_date(start.starts_on)}
        due = Delivery.objects.due(now).filter(held_back([start]), not_after__gt=now)
        counts["held"] += due.update(next_try_at=until, held_until=until, reason=words % names)
    return counts


def begin_sending(starts: Iterable[SendingStart], now: datetime) -> Counter[str]:
    """Open those of the places whose day has come: what is older becomes one digest per person."""
    counts: Counter[str] = Counter()
    for start in starts:
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
