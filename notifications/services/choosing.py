"""The ways that a place chose for a rule: a channel that it does not want is passed by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from notifications.channels import Channel, reference_of
from notifications.models import Attempt, Delivery, DeliveryQuerySet, RulePlan
from notifications.rules import Subject


class Asked(Protocol):
    """A message, and the channel that somebody asked for."""

    @property
    def pk(self) -> int: ...

    @property
    def occasion(self) -> str: ...

    @property
    def region_id(self) -> str: ...

    @property
    def asked_channel(self) -> str: ...


def pass_by(
    deliveries: Sequence[Delivery],
    subjects: Mapping[str, Subject],
    channel: Channel,
    now: datetime,
) -> list[Delivery]:
    """Return those that may go by the channel; the others go on to the next as if it had refused.

    All are of one rule and claimed. A message in doubt stays with the channel that may have
    brought it.
    """
    unwanted: set[int] = set()
    if deliveries:
        in_doubt = {one.pk for one in deliveries if getattr(one, "in_doubt", False)}
        unwanted = unwanted_among(deliveries, subjects, deliveries[0].rule, channel) - in_doubt
    if unwanted:
        ours = {"state": Delivery.State.SENDING, "lease_token": deliveries[0].lease_token}
        with transaction.atomic(durable=True):
            refuse(Delivery.objects.filter(pk__in=unwanted, **ours), channel, now)
    return [one for one in deliveries if one.pk not in unwanted]


def unwanted_among(
    messages: Iterable[Asked], subjects: Mapping[str, Subject], rule: str, channel: Channel
) -> set[int]:
    """Return the keys of those that their place does not send by this channel.

    One that somebody asked to send by the channel goes by it.
    """
    if not RulePlan.objects.filter(rule=rule).exclude(channels=[]).exists():
        return set()

    @cache
    def is_open(region: str, wksbm: int | None) -> bool:
        plan = RulePlan.objects.nearest(rule, region, wksbm)
        return plan is None or not plan.channels or channel.name in plan.channels

    return {
        one.pk
        for one in messages
        if one.asked_channel != channel.name
        and not is_open(one.region_id, subjects[one.occasion].wksbm_id)
    }


def refuse(rows: DeliveryQuerySet, channel: Channel, now: datetime) -> None:
    """Let these go on to the next channel. Call it in a transaction: it locks them."""
    keys = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    Attempt.objects.bulk_create(
        Attempt(
            delivery_id=pk,
            channel=channel.name,
            reference=reference_of(pk, channel.name),
            state=Attempt.State.REFUSED,
            answer=_("Tidak dipakai untuk aturan ini di sini."),
            started_at=now,
            ended_at=now,
        )
        for pk in keys
    )
    Delivery.objects.filter(pk__in=keys).update(
        state=Delivery.State.PLANNED, next_try_at=now, lease_token=None, lease_until=None
    )
