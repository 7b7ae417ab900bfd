"""What people do with messages: read their own, and in the demo, ask for one."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import wall_time
from common.errors import NotAllowed
from meetings.models import Meeting
from meetings.services import move_meeting
from notifications.models import Delivery, DeliveryQuerySet
from notifications.services.planning import plan
from notifications.services.waiting import decent_after


def mark_read(delivery: Delivery, *, actor: User) -> None:
    """Note that its receiver has read it; the first time counts. Raises not_allowed (403)."""
    _require_own(delivery, actor)
    mine = Delivery.objects.received_by(actor).filter(pk=delivery.pk)
    _read(mine)


def mark_all_read(reader: User) -> int:
    """Note that somebody has read everything that has come so far."""
    return _read(Delivery.objects.received_by(reader))


@transaction.atomic
def remind_in_a_minute(meeting: Meeting, *, actor: User) -> Meeting:
    """Move a meeting to where its two-hour reminder is due in a minute: for the demo only.

    In quiet hours it is due when they end: the demo keeps the rules that it shows.
    """
    require(actor, Can.PLAN_MEETINGS, on=meeting)
    soon = timezone.now() + timedelta(minutes=1)
    due_at = decent_after(soon, meeting.region_id, meeting.zone) or soon
    there = wall_time(due_at + timedelta(hours=2), ZoneInfo(meeting.zone)).replace(microsecond=0)
    moved = move_meeting(
        meeting,
        on=there.date(),
        at=there.time(),
        place=meeting.place,
        version=meeting.version,
        actor=actor,
    )
    plan()
    return moved


def _read(deliveries: DeliveryQuerySet) -> int:
    """Note it: what is read has arrived, whatever brought it."""
    now = timezone.now()
    return deliveries.unread().update(
        read_at=now, delivered_at=Coalesce("delivered_at", Value(now))
    )


def _require_own(delivery: Delivery, actor: User) -> None:
    if delivery.person.user_id != actor.pk:
        raise NotAllowed("not_allowed", _("Pesan ini bukan untuk Ibu/Bapak."))
