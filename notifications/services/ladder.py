"""Whose turn a channel is: the first that reaches the person and has not refused for good."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from django.db.models import (
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce, Greatest, Least
from django.db.models.lookups import GreaterThanOrEqual

from notifications.channels import BY_HAND, Channel
from notifications.models import Attempt

EVER = Value(datetime(1970, 1, 1, tzinfo=UTC))
# How long a message waits for a channel that is not well before it goes on to the next one: a
# quarter of the time in which it is useful. What needs nobody's work to send is not worth as long.
WAITS_AT_MOST = timedelta(minutes=15)


def next_is(
    channel: Channel | None,
    ladder: Sequence[Channel],
    unwell: Collection[str] = (),
    now: datetime | None = None,
) -> Q:
    """Say of which messages this is the next channel; None: of which none is left.

    A message in doubt stays with the channel that may have brought it, unless somebody asked for
    another. `unwell`: channels that are paused at `now`. What waiting for one would make late goes
    on to the next channel; what has no other waits.
    """
    late = _would_be_late(channel, now) if channel and unwell and now else None
    return _by_the_ladder(channel, ladder, unwell, late) | _as_asked(channel, ladder)


def is_open(channel: Channel) -> Q:
    """Say whom the channel reaches, and whose message it has not refused for good."""
    return channel.reaches() & ~Q(Exists(_refusals(channel)))


def any_open(ladder: Sequence[Channel], unwell: Collection[str] = ()) -> Q:
    """Say whom a channel reaches that needs nobody's hand, without those that are not well."""
    reached = Q(pk__in=())
    for channel in ladder:
        if not channel.is_by_hand and channel.name not in unwell:
            reached |= is_open(channel)
    return reached


def doubts(channel: Channel) -> QuerySet[Attempt]:
    """Return the attempts by this channel on a message that ended nobody knows how."""
    return _doubts().filter(channel=channel.name)


def _by_the_ladder(
    channel: Channel | None, ladder: Sequence[Channel], unwell: Collection[str], late: Q | None
) -> Q:
    before = list(ladder) if channel is None else list(ladder)[: list(ladder).index(channel)]
    where = Q(asked_channel="")
    certain = ~Q(Exists(_doubts()))
    for other in before:
        closed = _is_closed(other)
        if late is not None and other.name in unwell:
            closed |= late
        certain &= closed
    if channel is None:
        return where & certain
    return where & (Q(Exists(doubts(channel))) | certain & is_open(channel))


def _as_asked(channel: Channel | None, ladder: Sequence[Channel]) -> Q:
    """Say the same of what somebody asked to send by one channel: by that, else by hand."""
    if channel is not None and not channel.is_by_hand:
        return Q(asked_channel=channel.name) & is_open(channel)
    left = Q(asked_channel=BY_HAND.name)
    for other in ladder:
        if not other.is_by_hand:
            left |= Q(asked_channel=other.name) & _is_closed(other)
    if channel is not None:
        return left & is_open(channel)
    for other in ladder:
        if other.is_by_hand:
            left &= _is_closed(other)
    return left


def _would_be_late(channel: Channel, now: datetime) -> Q:
    """Say which messages may not wait any longer, if this channel can bring them instead."""
    since = Greatest("due_at", "planned_at", Coalesce("held_until", EVER))
    useful = ExpressionWrapper(F("not_after") - since, output_field=DurationField())
    quarter = ExpressionWrapper(useful / Value(4), output_field=DurationField())
    patience = quarter if channel.is_by_hand else Least(quarter, Value(WAITS_AT_MOST))
    begins = ExpressionWrapper(Value(now) - since, output_field=DurationField())
    return Q(GreaterThanOrEqual(begins, patience))


def _is_closed(channel: Channel) -> Q:
    return ~channel.reaches() | Q(Exists(_refusals(channel)))


def _refusals(channel: Channel) -> QuerySet[Attempt]:
    """Return the refusals that count: those since somebody last asked to send it again."""
    return Attempt.objects.filter(
        delivery=OuterRef("pk"),
        channel=channel.name,
        state=Attempt.State.REFUSED,
        started_at__gte=Coalesce(OuterRef("asked_at"), EVER),
    )


def _doubts() -> QuerySet[Attempt]:
    return Attempt.objects.filter(delivery=OuterRef("pk"), state=Attempt.State.UNKNOWN)
