"""Claiming what is due, the oldest first: a window at a time, however much waits behind it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple
from uuid import uuid4

from django.db import transaction
from django.db.models import Case, CharField, Exists, F, Q, Value, When
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan

from notifications.channels import Channel
from notifications.models import Delivery, DeliveryQuerySet
from notifications.services import health
from notifications.services.clock import Clock
from notifications.services.digests import claim_beside_gathering
from notifications.services.ladder import doubts, next_is

WINDOW = 5_000
MOST_WAITING = 10 * WINDOW  # found for slow channels; beyond it nobody looks further
UNDELIVERABLE = "-"  # of these no channel is left
UNDELIVERABLE_BATCH = 1_000
CLAIM_LEASE = timedelta(seconds=60)

State = Delivery.State
Batch = list[Delivery]


class Found(NamedTuple):
    """What is due, as it was read: no more of it, since there may be a million."""

    pk: int
    rule: str
    occasion: str
    step: str
    region_id: str
    asked_channel: str
    person_id: int
    name: str  # the person's


class Taken(NamedTuple):
    """The next batch of a channel (None: of those that no channel is left for).

    `token` is that of its lease. Without one it is done: it was written into the database itself.
    """

    channel: Channel | None
    found: list[Found]
    token: str = ""


# Writes what is for a channel inside the database, in the transaction in which it was found.
Inside = Callable[[Channel, list[Found], datetime], None]


class Queue:
    """What is due in one round of sending: no row is looked at twice, unless it falls due anew.

    A slow channel takes few at once; what else is found for it waits here, leased by nobody, so
    that others may take it and the quick channels pass it. Of a channel that is not well
    as many are taken as it may be tried with; the rest waits, for the next call or another round.
    """

    def __init__(self, ladder: Sequence[Channel], clock: Clock, held: Q) -> None:
        self._ladder = ladder
        self._clock = clock
        self._held = held
        quick_first = sorted(ladder, key=attrgetter("is_inside", "batch"), reverse=True)
        self._quick_first = [*quick_first, None]
        self._passed: tuple[datetime, int] | None = None
        self._waiting: dict[str, deque[Found]] = defaultdict(deque)
        self._unwell: frozenset[str] = frozenset()

    def take(self, most: int, inside: Inside) -> list[Taken]:
        """Take the next batch of each channel. Nothing: nothing is left."""
        while True:
            taken, is_last = self._take(most, inside)
            if taken or is_last:
                return taken

    def read(self, taken: Taken) -> Batch:
        """Return what was leased."""
        claimed = Delivery.objects.filter(lease_token=taken.token).select_related("person")
        if taken.channel is not None:
            claimed = claimed.annotate(in_doubt=Exists(doubts(taken.channel)))
        return list(claimed.order_by("rule", "next_try_at", "pk"))

    def _take(self, most: int, inside: Inside) -> tuple[list[Taken], bool]:
        now = self._clock.now()
        taken: list[Taken] = []
        held_up: set[str] = set()
        with transaction.atomic(durable=True):
            claim_beside_gathering()
            self._unwell = health.unwell_among(self._ladder)
            waits = sum(map(len, self._waiting.values()))
            is_last = waits < MOST_WAITING and self._look(now, min(most, WINDOW))
            for channel in self._quick_first:
                waiting = self._waiting[_name(channel)]
                if not waiting:
                    continue
                if channel is not None and channel.is_inside:  # all: this look has locked them
                    found = [*waiting]
                    waiting.clear()
                    inside(channel, found, now)
                    most -= len(found)
                    taken.append(Taken(channel, found))
                    continue
                many = min(most, channel.batch if channel else UNDELIVERABLE_BATCH, len(waiting))
                room = self._room(channel, now)
                if room is not None:
                    many = min(many, room)
                    held_up.add(_name(channel))
                found = [waiting.popleft() for _ in range(many)]
                keys = self._still_due(channel, found, now)
                if not keys:
                    continue
                if channel is not None and room is not None:
                    health.take_room(channel, len(keys), now)
                token = str(uuid4())
                lease = channel.lease if channel else CLAIM_LEASE
                Delivery.objects.filter(pk__in=keys).update(
                    state=State.SENDING, lease_token=token, lease_until=now + lease
                )
                most -= len(keys)
                taken.append(Taken(channel, found, token))
        left = (name for name, waiting in self._waiting.items() if waiting and name not in held_up)
        return taken, is_last and not any(left)

    def _room(self, channel: Channel | None, now: datetime) -> int | None:
        """Return how many a channel that is not well may be tried with; None: no limit."""
        if channel is None or channel.name not in self._unwell:
            return None
        return health.room_in(channel, now)

    def _look(self, now: datetime, many: int) -> bool:
        """Lock the next rows, and sort them by the channel whose turn it is; say if that was all.

        In the order of an index, so that it ends after so many rows; whose turn it is would be a
        condition that many rows, or all, do not meet. What is not taken now is free again at once.
        """
        rows = self._due(now)
        if self._passed is not None:
            key = Tuple(F("next_try_at"), F("pk"))
            rows = rows.filter(TupleGreaterThan(key, self._passed))
        found = (
            rows.annotate(turn=self._turn(now), name=F("person__name"))
            .order_by("next_try_at", "pk")
            .select_for_update(skip_locked=True, of=("self",))
            .values_list("next_try_at", "turn", *Found._fields)[:many]
        )
        count = 0
        for at, turn, *facts in found:
            count += 1
            one = Found(*facts)
            self._passed = (at, one.pk)
            if turn:
                self._waiting[turn].append(one)
        return count < many

    def _still_due(self, channel: Channel | None, found: list[Found], now: datetime) -> list[int]:
        """Lock and keep what nobody else took since it was found."""
        if not found:
            return []
        rows = self._due(now).filter(self._is_next(channel, now), pk__in=[one.pk for one in found])
        locked = rows.order_by("pk").select_for_update(skip_locked=True, of=("self",))
        return list(locked.values_list("pk", flat=True))

    def _due(self, now: datetime) -> DeliveryQuerySet:
        found: DeliveryQuerySet = Delivery.objects.due(now).filter(~self._held, not_after__gt=now)
        return found

    def _turn(self, now: datetime) -> Case:
        """Name the channel whose turn it is: one that is not well only where no other may do it."""
        well_first = sorted(self._ladder, key=lambda channel: channel.name in self._unwell)
        whens = [
            When(self._is_next(channel, now), then=Value(_name(channel)))
            for channel in (*well_first, None)
        ]
        return Case(*whens, default=Value(""), output_field=CharField())

    def _is_next(self, channel: Channel | None, now: datetime) -> Q:
        return next_is(channel, self._ladder, self._unwell, now)


def _name(channel: Channel | None) -> str:
    return UNDELIVERABLE if channel is None else channel.name
