"""The ways that a place chose for a rule: a channel that it does not want is passed by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from django.db import transaction
from django.utils.translation import gettext as _

from notifications.channels import Channel, reference_of
from notifications.models import Attempt, Delivery, RulePlan
from notifications.rules import Subject


def pass_by(
    deliveries: Sequence[Delivery],
    subjects: Mapping[str, Subject],
    channel: Channel,
    now: datetime,
) -> list[Delivery]:
    """Return those that may go by the channel; the others go on to the next as if it had refused.

    All are of one rule and claimed. A message in doubt stays with the channel that may have
    brought it, and one that somebody asked to send by this channel goes by it.
    """
    rule = deliveries[0].rule if deliveries else ""
    if not RulePlan.objects.filter(rule=rule).exclude(channels=[]).exists():
        return list(deliveries)

    @cache
    def is_open(region: str, wksbm: int | None) -> bool:
        plan = RulePlan.objects.nearest(rule, region, wksbm)
        return plan is None or not plan.channels or channel.name in plan.channels

    wanted: list[Delivery] = []
    unwanted: list[Delivery] = []
    for one in deliveries:
        in_doubt = bool(getattr(one, "in_doubt", False))  # annotated by the claim
        asked = one.asked_channel == channel.name
        may_go = in_doubt or asked or is_open(one.region_id, subjects[one.occasion].wksbm_id)
        (wanted if may_go else unwanted).append(one)
    _refuse(unwanted, channel, now)
    return wanted


def _refuse(deliveries: Sequence[Delivery], channel: Channel, now: datetime) -> None:
    if not deliveries:
        return
    with transaction.atomic(durable=True):
        held = Delivery.objects.select_for_update(of=("self",)).filter(
            pk__in=[one.pk for one in deliveries],
            state=Delivery.State.SENDING,
            lease_token=deliveries[0].lease_token,
        )
        keys = list(held.values_list("pk", flat=True))
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
