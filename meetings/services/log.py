"""A meeting that took place: who came, what was discussed and decided, who wrote it down."""

import uuid
from collections.abc import Collection
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import GRANTS, Can, Role, covers, require
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from common.versions import save_version
from meetings.models import Attendance, Host, Meeting, MeetingKind, hosted_by, region_of
from meetings.rules import said_date, start_instant
from meetings.services.kinds import kind_for
from meetings.services.meeting import check_day, insert, refuse_same_day
from meetings.services.series import refuse_dissolved
from people.models import Person, Presence

_OF_THE_VILLAGE = {Role.VILLAGE_COORDINATOR, Role.VILLAGE_SECRETARY, Role.VILLAGE_TREASURER}
_LOGGED = ["status", "logged_by", "logged_as", "logged_at"]
_WHEN = ["on", "at", "place", "starts_at"]
_WHAT = ["guests", "discussed", "decided"]


@transaction.atomic
def log_meeting(
    meeting: Meeting,
    *,
    present_ids: Collection[int],
    absent_ids: Collection[int] = (),
    guests: int = 0,
    discussed: str = "",
    decided: str = "",
    on: date | None = None,
    at: time | None = None,
    place: str | None = None,
    version: int | None,
    actor: User,
) -> Meeting:
    """Write down a planned meeting that took place, or correct what was written.

    Marks merge per person: who is in neither list keeps the mark that is there. `on`, `at`, `place`
    are given where it took place otherwise than planned, in the village's time. Raises
    meeting_cancelled, stale_version; meeting_in_future on `on`.
    """
    require(actor, Can.LOG_MEETINGS, on=meeting)
    if meeting.is_cancelled:
        raise RuleBroken("meeting_cancelled", _("Pertemuan ini sudah dibatalkan."))
    meeting.on = on or meeting.on
    meeting.at = meeting.at if at is None else at
    check_day(meeting.on)
    meeting.place = meeting.place if place is None else place
    meeting.starts_at = start_instant(meeting.on, meeting.at, meeting.zone)
    now = timezone.now()
    _refuse_future(meeting, now)
    meeting.guests, meeting.discussed, meeting.decided = guests, discussed, decided
    _log(meeting, now, actor)
    save_version(meeting, [*_LOGGED, *_WHEN, *_WHAT], version=version)
    _mark(meeting, present_ids, absent_ids, actor)
    return meeting


@transaction.atomic
def log_new_meeting(
    host: Host,
    *,
    id: uuid.UUID | None = None,  # noqa: A002 (the phone's own)
    kind: MeetingKind | None = None,
    purpose: str,
    on: date,
    at: time,
    place: str,
    present_ids: Collection[int],
    absent_ids: Collection[int] = (),
    guests: int = 0,
    discussed: str = "",
    decided: str = "",
    second: bool = False,
    actor: User,
) -> Meeting:
    """Write down a meeting that nobody planned. `second`: the body knowingly met twice that day.

    Raises same_day_meeting, host_dissolved, id_taken; meeting_in_future on `on`.
    """
    region = region_of(host)
    require(actor, Can.LOG_MEETINGS, on=region)
    zone = region.time_zone
    check_day(on)
    refuse_dissolved(host, on=on)
    chosen = kind_for(host, kind, on=on)
    meeting = Meeting(
        id=id or uuid.uuid4(),
        **hosted_by(host),
        kind=chosen,
        circle=chosen.circle,
        purpose=purpose,
        place=place,
        on=on,
        at=at,
        zone=zone,
        starts_at=start_instant(on, at, zone),
        by_hand=True,
        guests=guests,
        discussed=discussed,
        decided=decided,
    )
    now = timezone.now()
    _refuse_future(meeting, now)
    if not second:
        refuse_same_day(host, on)
    _log(meeting, now, actor)
    insert(meeting)
    _mark(meeting, present_ids, absent_ids, actor)
    return meeting


@transaction.atomic
def mark_attendance(
    meeting: Meeting,
    *,
    present_ids: Collection[int],
    absent_ids: Collection[int] = (),
    actor: User,
) -> Meeting:
    """Mark who came and who did not: marks merge per person, so no version is needed.

    Raises meeting_cancelled; meeting_in_future on `on`.
    """
    require(actor, Can.LOG_MEETINGS, on=meeting)
    if meeting.is_cancelled:
        raise RuleBroken("meeting_cancelled", _("Pertemuan ini sudah dibatalkan."))
    _refuse_future(meeting, timezone.now())
    _mark(meeting, present_ids, absent_ids, actor)
    return meeting


def _refuse_future(meeting: Meeting, now: datetime) -> None:
    if not meeting.is_ahead(now):
        return
    message = _("Tanggal pertemuan tidak boleh setelah hari ini (%(today)s).") % {
        "today": said_date(today(ZoneInfo(meeting.zone)))
    }
    raise ValidationError({"on": ValidationError(message, code="meeting_in_future")})


def _log(meeting: Meeting, now: datetime, actor: User) -> None:
    meeting.status = Meeting.Status.HELD
    meeting.logged_by, meeting.logged_at = actor, now
    meeting.logged_as = _role_on_behalf(actor, meeting.region_id)


def _role_on_behalf(actor: User, region_code: str) -> str:
    """Return the role in which somebody writes who is not of the village; "" for the village."""
    if actor.is_superuser:
        return str(Role.OPERATOR.label)
    roles = [
        Role(grant.role)
        for grant in actor.grants_on(today())
        if Can.LOG_MEETINGS in GRANTS[grant.role] and covers(grant.region_id or "", region_code)
    ]
    return "" if _OF_THE_VILLAGE & set(roles) else str(roles[0].label)


def _mark(
    meeting: Meeting, present_ids: Collection[int], absent_ids: Collection[int], actor: User
) -> None:
    """Set the marks of these people in one statement; who is in both lists came."""
    marks = dict.fromkeys(absent_ids, False) | dict.fromkeys(present_ids, True)
    present_here = Presence.objects.filter(person=OuterRef("pk"), region=meeting.region_id)
    known = (
        Person.objects.visible_to(actor)
        .filter(pk__in=marks)
        .filter(Q(Exists(present_here)) | Q(pk__in=meeting.invited().order_by().values("pk")))
    )
    unknown = set(marks) - set(known.values_list("pk", flat=True))
    if unknown:
        raise ValidationError(
            {
                "present_ids": ValidationError(
                    _("Ada orang yang tidak dikenal di desa ini."), code="unknown_person"
                )
            }
        )
    now = timezone.now()
    Attendance.objects.bulk_create(
        [
            Attendance(meeting=meeting, person_id=person, present=present, marked_at=now)
            for person, present in sorted(marks.items())
        ],
        update_conflicts=True,
        unique_fields=["meeting", "person"],
        update_fields=["present", "marked_at"],
    )
