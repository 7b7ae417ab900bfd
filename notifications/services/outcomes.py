"""What becomes of a message: short writes, and only by whoever holds the lease."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from notifications.channels import (
    BY_HAND,
    Accepted,
    Answer,
    Channel,
    Grade,
    Message,
    Refused,
    Unknown,
    reference_of,
)
from notifications.models import Attempt, Delivery
from notifications.rules import RULES
from notifications.services.health import while_paused
from notifications.services.ladder import any_open
from notifications.services.starting import too_early
from notifications.services.stopping import stop_path

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)

State = Delivery.State
Attempts = QuerySet[Attempt]

FREE: dict[str, Any] = {"lease_token": None, "lease_until": None}

# --- One message through one channel --------------------------------------------------------------


def begin_attempt(delivery: Delivery, channel: Channel, now: datetime) -> Attempt | None:
    """Note the attempt before the call. None: the lease is no longer ours, or would not last."""
    with transaction.atomic(durable=True):
        held = _held(delivery).filter(lease_until__gt=now + channel.longest_call, not_after__gt=now)
        if not held.update(subject=delivery.subject, body=delivery.body, link=delivery.link):
            return None
        return Attempt.objects.create(
            delivery=delivery,
            channel=channel.name,
            reference=reference_of(delivery.pk, channel.name),
            started_at=now,
        )


def call(delivery: Delivery, attempt: Attempt, channel: Channel) -> Answer:
    """Hand the message over, outside any transaction. A fault of the channel is a doubt."""
    body = delivery.body
    if delivery.link:
        body += "\n\n" + _("Rincian: %(url)s") % {"url": f"{settings.SITE_URL}{delivery.link}"}
    message = Message(
        address=channel.address(delivery.person),
        subject=delivery.subject,
        body=f"{body}\n",
        reference=attempt.reference,
        stop_url=settings.SITE_URL + stop_path(delivery),
    )
    try:
        return channel.send(message)
    except Exception as error:
        log.exception("Channel %s failed on delivery %s", channel.name, delivery.pk)
        return Unknown(f"{type(error).__name__}: {error}"[:300])


def ask(delivery: Delivery, channel: Channel) -> Answer | None:
    """Ask the channel what became of a message in doubt. None: it never arrived; send it.

    A channel that answers is well, even where it cannot say.
    """
    try:
        answer = channel.look_up(reference_of(delivery.pk, channel.name))
    except Exception as error:
        log.exception("Channel %s cannot be asked", channel.name)
        return Unknown(f"{type(error).__name__}: {error}"[:300])
    if answer is None:
        words = _("Ternyata tidak sampai di sana.")
        _doubts(delivery, channel).update(state=Attempt.State.DEFERRED, answer=words)
    return replace(answer, of_message=True) if isinstance(answer, Unknown) else answer


def record(
    delivery: Delivery, attempt: Attempt | None, answer: Answer, channel: Channel, now: datetime
) -> str:
    """Record the answer if the lease is still ours; return what became of the message."""
    tried, changes = _after(delivery, answer, channel, now)
    words = answer.answer[:300]
    with transaction.atomic(durable=True):
        if not _held(delivery).update(**FREE, **changes):
            log.warning("Delivery %s was taken over; its late answer: %s", delivery.pk, words)
            return "late"
        if _settles(answer):
            _doubts(delivery, channel).update(state=tried, answer=words, ended_at=now)
        if attempt is not None:
            Attempt.objects.filter(pk=attempt.pk).update(state=tried, answer=words, ended_at=now)
    return str(tried) if changes["state"] == State.PLANNED else str(changes["state"])


def _settles(answer: Answer) -> bool:
    """Say whether it tells of earlier calls too. "Not now" says nothing of what may have gone."""
    return isinstance(answer, Accepted) or (isinstance(answer, Refused) and answer.for_good)


def _after(
    delivery: Delivery, answer: Answer, channel: Channel, now: datetime
) -> tuple[str, dict[str, Any]]:
    """Return the attempt's state, and what changes on the delivery."""
    if isinstance(answer, Accepted):
        return Attempt.State.ACCEPTED, {
            "state": State.SENT,
            "sent_at": now,
            "delivered_at": now if answer.has_arrived else None,
            "ended_at": now,
            "reason": "",
        }
    if isinstance(answer, Unknown):
        return Attempt.State.UNKNOWN, _after_doubt(delivery, channel, now)
    retry_at = now + _pause(delivery, channel, Attempt.State.DEFERRED)
    is_too_late = retry_at >= delivery.not_after
    if is_too_late and not answer.for_good and _doubts(delivery, channel).exists():
        return Attempt.State.DEFERRED, _in_doubt(now)
    if answer.for_good or is_too_late:
        return Attempt.State.REFUSED, {"state": State.PLANNED, "next_try_at": now}
    return Attempt.State.DEFERRED, {"state": State.PLANNED, "next_try_at": retry_at}


def _after_doubt(delivery: Delivery, channel: Channel | None, now: datetime) -> dict[str, Any]:
    """Class A and B come back to the same channel; what class C does is the rule's policy."""
    may_repeat = channel is not None and (
        channel.grade is not Grade.KNOWS_NOTHING or not RULES[delivery.rule].at_most_once
    )
    if channel is not None and may_repeat:
        pause = _pause(delivery, channel, Attempt.State.UNKNOWN)
        if channel.grade is Grade.CAN_BE_ASKED:
            pause = channel.quiet
        if now + pause < delivery.not_after:
            return {"state": State.PLANNED, "next_try_at": now + pause}
    return _in_doubt(now)


def _in_doubt(now: datetime) -> dict[str, Any]:
    return {
        "state": State.MAYBE_SENT,
        "sent_at": now,
        "ended_at": now,
        "reason": _(
            "Sudah diserahkan, tetapi jawabannya tidak datang. Tidak diulang agar tidak dobel."
        ),
    }


def _pause(delivery: Delivery, channel: Channel, state: str) -> timedelta:
    """Thirty seconds, then twice as long each time, at most a quarter of an hour."""
    before = delivery.attempts.filter(channel=channel.name, state=state).count()
    pause: timedelta = FIRST_PAUSE * 2 ** min(before, 10)
    return min(pause, LONGEST_PAUSE)


# --- Without a call -------------------------------------------------------------------------------


def hand_over(deliveries: Sequence[Delivery], ladder: Sequence[Channel]) -> Counter[str]:
    """Leave to people what no channel could bring: it is told and ticked off, or expires.

    One that is open all the same is paused: waiting for it would make the message late.
    """
    paused = _ours(deliveries).filter(any_open(ladder), asked_channel="")
    told = paused.update(**FREE, state=State.BY_HAND, reason=while_paused())
    asked = When(asked_channel=BY_HAND.name, then=Value(_("Diminta disampaikan langsung.")))
    tried = When(
        Exists(Attempt.objects.filter(delivery=OuterRef("pk"))),
        then=Value(_("Tidak ada saluran yang berhasil: mohon disampaikan langsung.")),
    )
    without = Value(_("Tidak ada surel atau akun: mohon disampaikan langsung."))
    reason = Case(asked, tried, default=without)
    told += _ours(deliveries).update(**FREE, state=State.BY_HAND, reason=reason)
    return Counter(by_hand=told)


def give_up(deliveries: Sequence[Delivery], now: datetime) -> Counter[str]:
    """End those that no way is left for, not even by hand."""
    reason = _("Tidak ada cara yang dipakai di sini untuk sampai kepadanya.")
    ended = _ours(deliveries).update(**FREE, state=State.DEAD, ended_at=now, reason=reason)
    return Counter(dead=ended)


def withdraw(delivery: Delivery, reason: str, now: datetime) -> str:
    """End a message that no rule yields any more; one in doubt may have been sent before."""
    in_doubt = delivery.attempts.filter(state=Attempt.State.UNKNOWN).exists()
    state = State.MAYBE_SENT if in_doubt else State.WITHDRAWN
    held = _held(delivery).update(**FREE, state=state, reason=reason, ended_at=now)
    return str(state) if held else "late"


def end_in_doubt(delivery: Delivery, now: datetime) -> str:
    """End a message in doubt whose channel no longer knows the person."""
    changes = _after_doubt(delivery, None, now)
    return str(State.MAYBE_SENT) if _held(delivery).update(**FREE, **changes) else "late"


def release(delivery: Delivery) -> int:
    """Give the row back untouched: somebody takes it in the next round."""
    return _held(delivery).update(**FREE, state=State.PLANNED)


def put_back(delivery: Delivery, at: datetime, reason: str) -> int:
    """Try again later, without having tried any channel."""
    return _held(delivery).update(**FREE, state=State.PLANNED, next_try_at=at, reason=reason)


# --- Sweeping -------------------------------------------------------------------------------------


def settle_leases(now: datetime, ladder: Sequence[Channel], *, most: int) -> Counter[str]:
    """Take rows back from senders that ended: an attempt without an answer is a doubt."""
    channels = {channel.name: channel for channel in ladder}
    counts: Counter[str] = Counter()
    with transaction.atomic(durable=True):
        expired = (
            Delivery.objects.filter(state=State.SENDING, lease_until__lte=now)
            .order_by("lease_until", "pk")
            .select_for_update(skip_locked=True, of=("self",))[:most]
        )
        for delivery in expired:
            cut_off = delivery.attempts.filter(state=Attempt.State.SENDING)
            attempt = cut_off.last()
            changes: dict[str, Any] = {"state": State.PLANNED}
            if attempt is not None:
                changes = _after_doubt(delivery, channels.get(attempt.channel), now)
                words = _("Terputus sebelum ada jawaban.")
                cut_off.update(state=Attempt.State.UNKNOWN, answer=words, ended_at=now)
            Delivery.objects.filter(pk=delivery.pk).update(**FREE, **changes)
            counts["maybe_sent" if changes["state"] == State.MAYBE_SENT else "taken_back"] += 1
    return counts


def expire(now: datetime, held_back: Q) -> Counter[str]:
    """End what nobody sent while it was useful: counted and shown, never dropped in silence.

    `held_back`: the condition on those of places that do not send yet.
    """
    over = Delivery.objects.filter(not_after__lte=now)
    late = over.filter(state=State.PLANNED, next_try_at__lte=now)
    in_doubt = Exists(Attempt.objects.filter(delivery=OuterRef("pk"), state=Attempt.State.UNKNOWN))
    counts: Counter[str] = Counter()
    counts["maybe_sent"] = late.filter(in_doubt).update(
        state=State.MAYBE_SENT,
        sent_at=now,
        ended_at=now,
        reason=_("Sudah diserahkan, tetapi jawabannya tidak datang sampai waktunya lewat."),
    )
    counts["expired"] = late.filter(held_back).update(
        state=State.EXPIRED, ended_at=now, reason=too_early()
    )
    counts["expired"] += late.update(
        state=State.EXPIRED,
        ended_at=now,
        reason=Case(
            When(held_until__gte=F("not_after"), then=Value(_("Waktunya lewat di jam tenang."))),
            default=Value(_("Waktunya lewat sebelum sempat dikirim.")),
        ),
    )
    # One in doubt may be here as well: somebody asked for another channel, and that refused.
    counts["expired"] += over.filter(state=State.BY_HAND).update(
        state=Case(When(in_doubt, then=Value(State.MAYBE_SENT)), default=Value(State.EXPIRED)),
        ended_at=now,
        reason=_("Tidak ada yang menyampaikannya sampai waktunya lewat."),
    )
    return counts


# --- Small parts ----------------------------------------------------------------------------------


def _held(delivery: Delivery) -> QuerySet[Delivery]:
    """Return the row while it is ours: fencing. Whoever lost the lease changes nothing."""
    found: QuerySet[Delivery] = Delivery.objects.filter(
        pk=delivery.pk, state=State.SENDING, lease_token=delivery.lease_token
    )
    return found


def _ours(deliveries: Sequence[Delivery]) -> QuerySet[Delivery]:
    """Return those of one claim that are still ours."""
    found: QuerySet[Delivery] = Delivery.objects.filter(
        pk__in=[delivery.pk for delivery in deliveries],
        state=State.SENDING,
        lease_token__in={delivery.lease_token for delivery in deliveries},
    )
    return found


def _doubts(delivery: Delivery, channel: Channel) -> Attempts:
    return delivery.attempts.filter(channel=channel.name, state=Attempt.State.UNKNOWN)
