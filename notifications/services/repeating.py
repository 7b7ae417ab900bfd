"""Sending a message again, or by another channel: a new attempt of the same, never a second one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from notifications.channels import LADDER, Channel
from notifications.models import Delivery
from notifications.services.clock import database_now

State = Delivery.State
# What has not surely reached its person; what waits may be hurried once it is due.
REPEATABLE = (State.PLANNED, State.BY_HAND, State.DEAD, State.MAYBE_SENT)


@transaction.atomic
def send_again(delivery: Delivery, *, channel: str = "", actor: User) -> None:
    """Have a message sent again: by the channels as usual, or by the one that is named.

    It goes in the next round, after the same checks as ever. One in doubt stays with the channel
    that may have brought it, unless another is named. Raises not_reached,
    too_late, not_due, already_ended.
    """
    require(actor, Can.KEEP_REMINDERS, on=delivery)
    now = database_now()  # the senders' clock, against which their refusals are compared
    if channel and channel not in {one.name for one in channels_for(delivery)}:
        raise RuleBroken("not_reached", _("Orang ini tidak terjangkau lewat saluran itu."))
    if delivery.not_after <= now:
        raise RuleBroken("too_late", _("Pesan ini sudah tidak berguna: waktunya lewat."))
    if now < delivery.due_at:
        raise RuleBroken("not_due", _("Pesan ini belum waktunya dikirim."))
    found = Delivery.objects.filter(pk=delivery.pk, state__in=REPEATABLE, not_after__gt=now)
    if not found.update(
        state=State.PLANNED,
        next_try_at=now,
        held_until=None,
        sent_at=None,
        delivered_at=None,
        ended_at=None,
        reason="",
        asked_at=now,
        asked_by=actor,
        asked_channel=channel,
    ):
        raise RuleBroken(
            "already_ended", _("Pesan ini sudah terkirim, ditarik, atau sedang dikirim.")
        )


def may_repeat(delivery: Delivery) -> bool:
    """Whether it makes sense to send this again now."""
    now = timezone.now()
    return delivery.state in REPEATABLE and delivery.due_at <= now < delivery.not_after


def channels_for(delivery: Delivery) -> Sequence[Channel]:
    """Return the channels that reach the person, without the way that it is on already."""
    is_told = delivery.state == State.BY_HAND
    return [
        channel
        for channel in LADDER
        if not (is_told and channel.is_by_hand)
        and Delivery.objects.filter(channel.reaches(), pk=delivery.pk).exists()
    ]
