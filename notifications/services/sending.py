"""Sending what is due: claim, check again, note the attempt, call, record. Never twice at once.

Many may run this at the same time, and each may be killed at any line.
A row is ours while it carries our lease token; every write of ours asks for that token. Only what
goes to the inbox needs none: it is written in the transaction in which it is found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from common.languages import official
from notifications.channels import LADDER, Channel, Grade
from notifications.models import Delivery
from notifications.rules import Subject
from notifications.services import health, outcomes
from notifications.services.choosing import pass_by
from notifications.services.claiming import Batch, Found, Queue
from notifications.services.clock import Clock
from notifications.services.digests import gather_many
from notifications.services.inside import write_inside
from notifications.services.leaving import AFTER_A_FAULT, look_again, no_text, text_of
from notifications.services.starting import (
    begin_sending,
    held_back,
    hold_before_start,
    not_begun,
)
from notifications.services.waiting import hold_in_quiet_hours

BUDGET = timedelta(seconds=20)  # no call begins later than this: a task is ended after 50 s
SWEPT_AT_ONCE = 500

State = Delivery.State
Counts = Counter[str]


@official
def send_due(
    *,
    now: datetime | None = None,
    limit: int = 1_000_000,
    ladder: Sequence[Channel] = LADDER,
    keep_going: Callable[[], bool] = lambda: True,
) -> Counts:
    """Send what is due now, at most `limit` messages; return how many ended how.

    Call it outside any transaction: an attempt is committed before its call.
    """
    clock = Clock(now)
    counts: Counts = Counter()
    counts += outcomes.settle_leases(clock.now(), ladder, most=SWEPT_AT_ONCE)
    starts = not_begun()
    counts += outcomes.expire(clock.now(), held_back(starts))
    counts += begin_sending(starts, clock.now())
    starts = not_begun() if starts else []
    counts += hold_before_start(starts, clock.now())
    counts += hold_in_quiet_hours(clock.now())
    queue = Queue(ladder, clock, held_back(starts))
    handled = 0
    crowded: list[Found] = []

    def inside(channel: Channel, found: list[Found], at: datetime) -> None:
        crowded.extend(write_inside(channel, found, at, counts))

    while handled < limit and clock.elapsed() <= BUDGET and keep_going():
        batches = queue.take(limit - handled, inside)
        if not batches:
            break
        counts["digested"] += len(gather_many(crowded, clock.now()))
        crowded.clear()
        for taken in batches:
            if not taken.token:
                handled += len(taken.found)
                continue
            channel, batch = taken.channel, queue.read(taken)
            handled += len(batch)
            called = _send_batch(batch, channel, ladder, clock, counts, keep_going=keep_going)
            if channel is not None and health.has_health(channel):
                health.give_back(channel, len(batch) - called)
    return +counts


# --- One batch ------------------------------------------------------------------------------------


def _send_batch(
    batch: Batch,
    channel: Channel | None,
    ladder: Sequence[Channel],
    clock: Clock,
    counts: Counts,
    *,
    keep_going: Callable[[], bool],
) -> int:
    """Send what was claimed for a channel; return how many calls showed how it does."""
    called = 0
    for name, group in groupby(_ungathered(batch, channel, clock, counts), key=attrgetter("rule")):
        deliveries, subjects = _still_hold(list(group), name, clock, counts)
        if channel is not None:
            deliveries = pass_by(deliveries, subjects, channel, clock.now())
        if channel is None:
            counts += outcomes.give_up(deliveries, clock.now())
        elif channel.is_by_hand:
            counts += outcomes.hand_over(deliveries, ladder)
        else:
            for delivery in deliveries:
                over = not keep_going() or clock.elapsed() > BUDGET
                if over or health.is_paused(channel, clock.now()):
                    outcomes.release(delivery)
                else:
                    called += _send_one(
                        delivery, subjects[delivery.occasion], channel, clock, counts
                    )
    return called


def _ungathered(batch: Batch, channel: Channel | None, clock: Clock, counts: Counts) -> Batch:
    """Keep what goes by itself; by hand each message is a task of its own."""
    if channel is None or channel.is_by_hand:
        return batch
    gathered = gather_many(batch, clock.now())
    counts["digested"] += len(gathered)
    return [delivery for delivery in batch if delivery.pk not in gathered]


def _still_hold(
    deliveries: Batch, rule_name: str, clock: Clock, counts: Counts
) -> tuple[Batch, Mapping[str, Subject]]:
    """Withdraw those that the rule yields no more, whatever happened since they were planned."""
    looked = look_again(deliveries, rule_name, clock.now())
    for delivery, reason in looked.gone:
        counts[outcomes.withdraw(delivery, reason, clock.now())] += 1
    return looked.held, looked.subjects


def _send_one(
    delivery: Delivery, subject: Subject, channel: Channel, clock: Clock, counts: Counts
) -> bool:
    """Send one message; return whether the channel was called."""
    if not _compose(delivery, subject, clock):
        counts["deferred"] += 1
        return False
    in_doubt = bool(getattr(delivery, "in_doubt", False))  # annotated by the claim
    if not channel.address(delivery.person):  # taken away since the claim, or since the doubt
        if in_doubt:
            counts[outcomes.end_in_doubt(delivery, clock.now())] += 1
        else:
            counts["released"] += outcomes.release(delivery)
        return False
    answer = None
    if in_doubt and channel.grade is Grade.CAN_BE_ASKED:
        answer = outcomes.ask(delivery, channel)
    if answer is None:
        attempt = outcomes.begin_attempt(delivery, channel, clock.now())
        if attempt is None:
            counts["released"] += outcomes.release(delivery)
            return False
        answer = outcomes.call(delivery, attempt, channel)
    else:
        attempt = None
    counts[outcomes.record(delivery, attempt, answer, channel, clock.now())] += 1
    health.note(channel, answer, clock.now())
    return True


def _compose(delivery: Delivery, subject: Subject, clock: Clock) -> bool:
    text = text_of(delivery, subject, delivery.person)
    if text is None:
        outcomes.put_back(delivery, clock.now() + AFTER_A_FAULT, no_text())
        return False
    delivery.subject, delivery.body, delivery.link = text.subject, text.body, text.link
    return True
