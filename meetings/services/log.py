"""A meeting that took place: who came, what was discussed and decided, who wrote it down."""

import uuid
from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from typing import Any, Final, Unpack

from django.db import transaction
from django.utils import timezone

from accounts.access import GRANTS, Can, Role, covers, require
from accounts.models import User
from common.dates import today
from common.errors import StaleVersion
from common.versions import save_version
from meetings.models import Host, Meeting, MeetingKind, hosted_by, region_of
from meetings.rules import start_instant
from meetings.services.inserting import insert_once
from meetings.services.kinds import kind_for
from meetings.services.marks import (
    Invited,
    Mark,
    circle_invited,
    invited_to,
    marks_from,
    write_marks,
)
from meetings.services.meeting import check_day, refuse_same_day
from meetings.services.minutes import Minutes, Texts, reconciled, tidied
from meetings.services.quorum import refuse_below_quorum
from meetings.services.refusals import refuse_approved, refuse_cancelled, refuse_future
from meetings.services.series import refuse_dissolved

_OF_THE_VILLAGE = {Role.VILLAGE_COORDINATOR, Role.VILLAGE_SECRETARY, Role.VILLAGE_TREASURER}
_LOGGED: Final = ["status", "logged_by", "logged_as", "logged_at", "starts_at", "invited_count"]


@transaction.atomic
def log_meeting(
    meeting: Meeting,
    *,
    present_ids: Collection[int] = (),
    absent_ids: Collection[int] = (),
    late_ids: Collection[int] = (),
    absent_unless_marked: Collection[int] = (),
    marks: Iterable[Mark] = (),
    gone: Collection[uuid.UUID] = (),
    version: int | None,
    actor: User,
    **minutes: Unpack[Minutes],
) -> Meeting:
    """Write down a planned meeting that took place, or correct what was written.

    What is left out stays. Marks merge per person: who is in no list keeps the mark that is there.
    Where somebody else wrote since `version`, both are merged, field by field and item by item.
    Return the meeting as it now is. Raises meeting_cancelled, minutes_approved, below_quorum,
    stale_version (EditConflict where both changed the same); meeting_in_future on `on`.
    """
    require(actor, Can.LOG_MEETINGS, on=meeting)
    refuse_cancelled(meeting)
    refuse_approved(meeting)
    said = marks_from(
        present_ids=present_ids,
        absent_ids=absent_ids,
        late_ids=late_ids,
        absent_unless_marked=absent_unless_marked,
        marks=marks,
        gone=gone,
    )
    invited = invited_to(meeting)
    held = _written(meeting, tidied(minutes), invited, version, actor)
    write_marks(held, said, invited=invited, by=actor)
    refuse_below_quorum(held)
    return held


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
    present_ids: Collection[int] = (),
    absent_ids: Collection[int] = (),
    late_ids: Collection[int] = (),
    marks: Iterable[Mark] = (),
    second: bool = False,
    actor: User,
    **minutes: Unpack[Texts],
) -> Meeting:
    """Write down a meeting that nobody planned. `second`: the body knowingly met twice that day.

    Raises same_day_meeting, host_dissolved, id_taken, below_quorum; meeting_in_future on `on`.
    """
    region = region_of(host)
    require(actor, Can.LOG_MEETINGS, on=region)
    check_day(on)
    refuse_dissolved(host, on=on)
    chosen = kind_for(host, kind, on=on)
    meeting = Meeting(
        id=id or uuid.uuid4(),
        **hosted_by(host),
        kind=chosen,
        circle=chosen.circle,
        purpose=purpose,
        zone=region.time_zone,
        by_hand=True,
    )
    meeting.region = region  # loaded already: it need not be looked for
    said = marks_from(
        present_ids=present_ids, absent_ids=absent_ids, late_ids=late_ids, marks=marks
    )
    changes = tidied({**minutes, "on": on, "at": at, "place": place})
    _log(meeting, changes, actor)
    if not second:
        refuse_same_day(host, on)
    invited = circle_invited(meeting)
    meeting.invited_count = invited.number or meeting.invited_count
    insert_once(meeting)
    write_marks(meeting, said, invited=invited, is_new=True, by=actor)
    refuse_below_quorum(meeting)
    return meeting


def _written(
    meeting: Meeting, changes: dict[str, Any], invited: Invited, version: int | None, actor: User
) -> Meeting:
    """Write over the version that was read or, if it is no more, over what became of it."""
    read = meeting.version if version is None else version
    try:
        return _save(meeting, changes, invited, read, actor)
    except StaleVersion:
        now = Meeting.objects.select_for_update(no_key=True, of=["self"]).get(pk=meeting.pk)
        refuse_cancelled(now)
        refuse_approved(now)
        merged = reconciled(now, changes, version=read)
        return _save(now, merged, invited, now.version, actor)


def _save(
    meeting: Meeting, changes: dict[str, Any], invited: Invited, version: int, actor: User
) -> Meeting:
    _log(meeting, changes, actor)
    if invited.number:
        meeting.invited_count = invited.number
    return save_version(meeting, {*_LOGGED, *changes}, version=version)


def _log(meeting: Meeting, changes: dict[str, Any], actor: User) -> None:
    for name, value in changes.items():
        setattr(meeting, name, value)
    check_day(meeting.on)
    meeting.starts_at = start_instant(meeting.on, meeting.at, meeting.zone)
    now: datetime = timezone.now()
    refuse_future(meeting, now)
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
