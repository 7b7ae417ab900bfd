"""One meeting: planned, moved, changed, cancelled."""

import uuid
from datetime import date, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from common.versions import save_version
from meetings.models import Meeting
from meetings.rules import said_date, start_instant
from meetings.services.series import refuse_dissolved
from wksbm.models import Wksbm

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


class SameDay(RuleBroken):
    """The body already meets on this day; `meeting` is that one."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__("same_day_meeting", _("Sudah ada pertemuan pada tanggal ini."))
        self.meeting = meeting


@transaction.atomic
def plan_meeting(
    wksbm: Wksbm,
    *,
    id: uuid.UUID | None = None,  # noqa: A002 (the phone's own)
    purpose: str,
    on: date,
    at: time,
    place: str,
    second: bool = False,
    actor: User,
) -> Meeting:
    """Plan a single meeting. `second`: the body knowingly meets twice that day.

    Raises same_day_meeting, meeting_in_past, wksbm_dissolved, id_taken.
    """
    require(actor, Can.PLAN_MEETINGS, on=wksbm)
    zone = wksbm.region.time_zone
    check_day(on)
    refuse_dissolved(wksbm, on=on)
    refuse_past(on, zone)
    if not second:
        refuse_same_day(wksbm, on)
    meeting = Meeting(
        id=id or uuid.uuid4(),
        wksbm=wksbm,
        region_id=wksbm.region_id,
        purpose=purpose,
        place=place,
        on=on,
        at=at,
        zone=zone,
        starts_at=start_instant(on, at, zone),
        by_hand=True,
    )
    insert(meeting)
    return meeting


@transaction.atomic
def move_meeting(
    meeting: Meeting, *, on: date, at: time, place: str, version: int | None, actor: User
) -> Meeting:
    """Move a planned meeting to another time or place, in the village's time.

    Its revision rises, so reminders are planned anew. Raises meeting_not_planned, meeting_in_past,
    stale_version.
    """
    require(actor, Can.PLAN_MEETINGS, on=meeting)
    _refuse_not_planned(meeting)
    check_day(on)
    refuse_past(on, meeting.zone)
    meeting.on, meeting.at, meeting.place = on, at, place
    meeting.starts_at = start_instant(on, at, meeting.zone)
    meeting.revision += 1
    meeting.by_hand = True
    fields = ["on", "at", "place", "starts_at", "revision", "by_hand"]
    return save_version(meeting, fields, version=version)


@transaction.atomic
def change_meeting(
    meeting: Meeting, *, purpose: str, place: str, version: int | None, actor: User
) -> Meeting:
    """Correct what a meeting is about and where it is. Raises meeting_cancelled, stale_version."""
    require(actor, Can.PLAN_MEETINGS, on=meeting)
    if meeting.is_cancelled:
        raise RuleBroken("meeting_cancelled", _("Pertemuan ini sudah dibatalkan."))
    if meeting.place != place:
        meeting.revision += 1
    meeting.purpose, meeting.place, meeting.by_hand = purpose, place, True
    return save_version(meeting, ["purpose", "place", "by_hand", "revision"], version=version)


@transaction.atomic
def cancel_meeting(
    meeting: Meeting, *, because: str, version: int | None = None, actor: User
) -> Meeting:
    """Cancel a planned meeting and say why. Raises meeting_not_planned, stale_version."""
    require(actor, Can.PLAN_MEETINGS, on=meeting)
    _refuse_not_planned(meeting)
    meeting.status = Meeting.Status.CANCELLED
    meeting.cancelled_because = because
    meeting.revision += 1
    meeting.by_hand = True
    fields = ["status", "cancelled_because", "revision", "by_hand"]
    return save_version(meeting, fields, version=version)


def insert(meeting: Meeting) -> None:
    """Write a new meeting under the UUID that a phone may have made. Raises id_taken.

    Never an update: another village's UUID must neither be overwritten nor betray whose it is.
    """
    meeting.full_clean(exclude=["id"], validate_unique=False)
    try:
        with transaction.atomic():
            meeting.save(force_insert=True)
    except IntegrityError as error:
        if "meetings_meeting_pkey" not in str(error):
            raise
        raise RuleBroken("id_taken", _("Catatan ini sudah pernah dikirim.")) from error


def refuse_same_day(wksbm: Wksbm, on: date) -> None:
    """Refuse a second meeting of the body on a day. Raises same_day_meeting.

    The body is locked until the transaction ends, so that two phones cannot both be the first.
    """
    Wksbm.objects.select_for_update(no_key=True).get(pk=wksbm.pk)
    meeting = wksbm.meetings.taking([on]).first()
    if meeting is not None:
        raise SameDay(meeting)


def check_day(on: date) -> None:
    """Refuse a day that can only be a slip of the pen: beyond it no instant can be computed."""
    if not EARLIEST <= on <= LATEST:
        raise ValidationError(
            {"on": ValidationError(_("Tanggal ini terlalu jauh."), code="too_far")}
        )


def refuse_past(on: date, zone: str) -> None:
    if on < today(ZoneInfo(zone)):
        raise RuleBroken(
            "meeting_in_past",
            _("%(day)s sudah lewat. Pertemuan yang sudah berlangsung dapat dicatat.")
            % {"day": said_date(on)},
        )


def _refuse_not_planned(meeting: Meeting) -> None:
    if not meeting.is_planned:
        raise RuleBroken(
            "meeting_not_planned", _("Pertemuan ini sudah terlaksana atau sudah dibatalkan.")
        )
