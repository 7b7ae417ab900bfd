"""Keeps the demo alive: the coordinator's village always has a meeting within reach."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import User
from common.dates import today
from meetings.models import Meeting
from meetings.services import move_meeting, plan_meeting
from portal.demo import USERS, VILLAGE
from wksbm.models import Wksbm

PURPOSE = "Rapat persiapan kegiatan WKSBM"
AT = time(15)
SOONEST, LATEST = timedelta(hours=3), timedelta(days=2)


@transaction.atomic
def renew(now: datetime) -> Meeting:
    """Return a meeting that is near: one that is planned, one that is moved, or a new one."""
    # Whoever tries the demo may have founded more: the first is the demo's own.
    body = Wksbm.objects.select_related("region").filter(region=VILLAGE).order_by("pk")[0]
    near = body.meetings.planned().starting_between(now + SOONEST, now + LATEST)
    planned: Meeting | None = near.order_by("starts_at").first()
    if planned:
        return planned
    coordinator = User.objects.get(username=USERS[0].username)
    tomorrow = today(ZoneInfo(body.region.time_zone)) + timedelta(days=1)
    place = f"Balai {body.region}"
    stale: Meeting | None = body.meetings.planned().filter(series=None, purpose=PURPOSE).first()
    if stale:
        return move_meeting(stale, on=tomorrow, at=AT, place=place, version=None, actor=coordinator)
    return plan_meeting(
        body, purpose=PURPOSE, on=tomorrow, at=AT, place=place, second=True, actor=coordinator
    )
