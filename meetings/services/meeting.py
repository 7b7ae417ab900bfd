"""One meeting: planned, moved, changed, cancelled."""

import uuid
from collections.abc import Sequence
from datetime import date, time
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from common.languages import official
from common.names import tidy
from common.versions import save_version
from meetings.models import Host, Meeting, MeetingKind, Series, hosted_by, region_of
from meetings.rules import LONGEST_TITLE, MOST_ITEMS, items_of, said_date, start_instant
from meetings.rules.agenda import Item
from meetings.services.inserting import insert_once
from meetings.services.kinds import kind_for
from meetings.services.refusals import refuse_approved, refuse_cancelled, refuse_not_planned
from meetings.services.series import refuse_dissolved, refuse_ended
from regions.models import Region
from volunteers.models import QualificationKind

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


class Besides(TypedDict, total=False):
    """What an invitation says beside purpose, time and place."""

    until: time | None
    visitors: str
    grants: QualificationKind | None
    note: str


class SameDay(RuleBroken):
    """The body already meets on this day; `meeting` is that one."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__("same_day_meeting", _("Sudah ada pertemuan pada tanggal ini."))
        self.meeting = meeting


@transaction.atomic
def plan_meeting(
    host: Host,
    *,
    id: uuid.UUID | None = None,  # noqa: A002 (the phone's own)
    kind: MeetingKind | None = None,
    purpose: str,
    on: date,
    at: time,
    place: str,
    until: time | None = None,
    agenda: Sequence[str] = (),
    visitors: str = "",
    grants: QualificationKind | None = None,
    note: str = "",
    second: bool = False,
    actor: User,
) -> Meeting:
    """Plan a single meeting of a host. `second`: a body knowingly meets twice that day.

    `agenda` is the titles of its items. Raises same_day_meeting, meeting_in_past, host_dissolved,
    id_taken; kind_not_theirs and kind_not_in_use on `kind`, grants_nothing on `grants`,
    no_visitors on `visitors`, too_long on `agenda`.
    """
    region = region_of(host)
    require(actor, Can.PLAN_MEETINGS, on=region)
    zone = region.time_zone
    check_day(on)
    refuse_dissolved(host, on=on)
    refuse_past(on, zone)
    chosen = kind_for(host, kind, on=on)
    if not second:
        refuse_same_day(host, on)
    meeting = Meeting(
        id=id or uuid.uuid4(),
        **hosted_by(host),
        kind=chosen,
        circle=chosen.circle,
        purpose=purpose,
        place=place,
        on=on,
        at=at,
        until=until,
        agenda=agenda_of(agenda),
        visitors=tidy(visitors),
        grants=grants,
        note=note.strip(),
        zone=zone,
        starts_at=start_instant(on, at, zone),
        by_hand=True,
    )
    refuse_unfit(meeting)
    insert_once(meeting)
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
    refuse_not_planned(meeting)
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
    meeting: Meeting,
    *,
    purpose: str,
    place: str,
    agenda: Sequence[str] | None = None,
    version: int | None,
    actor: User,
    **besides: Unpack[Besides],
) -> Meeting:
    """Correct what a meeting is about, where it is, and what else its invitation says.

    What is left out stays as it is; items keep what was said under their title. Calendars follow
    another place or end. Raises meeting_cancelled, minutes_approved, meeting_not_planned where the
    agenda of a held meeting would lose items, stale_version; what `plan_meeting` raises on fields.
    """
    require(actor, Can.PLAN_MEETINGS, on=meeting)
    refuse_cancelled(meeting)
    refuse_approved(meeting)
    if agenda is not None:
        refuse_not_planned(meeting)
        meeting.agenda = agenda_of(agenda, meeting.agenda)
    before = (meeting.place, meeting.until)
    meeting.purpose, meeting.place, meeting.by_hand = purpose, place, True
    for name, value in besides.items():
        setattr(meeting, name, value)
    if before != (meeting.place, meeting.until):
        meeting.revision += 1
    refuse_unfit(meeting)
    fields = ["purpose", "place", "agenda", "by_hand", "revision", *besides]
    return save_version(meeting, fields, version=version)


@transaction.atomic
def cancel_meeting(
    meeting: Meeting, *, because: str, version: int | None = None, actor: User
) -> Meeting:
    """Cancel a planned meeting and say why. Raises meeting_not_planned, stale_version."""
    require(actor, Can.PLAN_MEETINGS, on=meeting)
    refuse_not_planned(meeting)
    meeting.status = Meeting.Status.CANCELLED
    meeting.cancelled_because = because
    meeting.revision += 1
    meeting.by_hand = True
    fields = ["status", "cancelled_because", "revision", "by_hand"]
    return save_version(meeting, fields, version=version)


@transaction.atomic
def merge_meetings(
    meeting: Meeting, *, into: Meeting, version: int | None = None, actor: User
) -> Meeting:
    """Let a planned meeting be held together with another of the same host: it is cancelled there.

    Its UID and revision go on, so calendars take it out. Raises meeting_not_planned, other_host,
    stale_version.
    """
    require(actor, Can.PLAN_MEETINGS, on=meeting)
    # Locked, so that what it is merged into cannot be cancelled at this very moment.
    into = Meeting.objects.select_for_update(no_key=True, of=["self"]).get(pk=into.pk)
    refuse_not_planned(meeting)
    refuse_not_planned(into)
    if into.pk == meeting.pk or into.host != meeting.host:
        raise RuleBroken("other_host", _("Pilih pertemuan lain dari penyelenggara yang sama."))
    meeting.status, meeting.merged_into = Meeting.Status.CANCELLED, into
    meeting.cancelled_because = _merged_with(into)
    meeting.revision += 1
    meeting.by_hand = True
    fields = ["status", "merged_into", "cancelled_because", "revision", "by_hand"]
    return save_version(meeting, fields, version=version)


@transaction.atomic
def add_occurrence(
    series: Series, *, on: date, at: time | None = None, second: bool = False, actor: User
) -> Meeting:
    """Add one meeting to a series, on a date that its rule does not have, or that was left out.

    One that was cancelled on this date is planned again and keeps its UID. Raises
    same_day_meeting, meeting_in_past, series_ended, host_dissolved.
    """
    require(actor, Can.PLAN_MEETINGS, on=series)
    check_day(on)
    refuse_past(on, series.zone)
    refuse_ended(series, on)
    refuse_dissolved(series.host, on=on)
    if not second:
        refuse_same_day(series.host, on)
    hour = series.at if at is None else at
    known = series.meetings.select_for_update().filter(original_date=on).first()
    if known is not None and not known.is_cancelled:
        raise SameDay(known)
    meeting = known or Meeting(
        **hosted_by(series.host),
        kind_id=series.kind_id,
        circle=series.kind.circle,
        series=series,
        original_date=on,
        zone=series.zone,
    )
    meeting.purpose, meeting.place = series.purpose, series.place
    meeting.on, meeting.at, meeting.by_hand = on, hour, True
    meeting.starts_at = start_instant(on, hour, series.zone)
    if known is None:
        insert_once(meeting)
        return meeting
    meeting.status, meeting.cancelled_because = Meeting.Status.PLANNED, ""
    meeting.merged_into, meeting.revision = None, meeting.revision + 1
    fields = ["purpose", "place", "on", "at", "by_hand", "starts_at", "status"]
    return save_version(
        meeting, [*fields, "cancelled_because", "merged_into", "revision"], version=None
    )


@official
def _merged_with(into: Meeting) -> str:
    return _("Digabung dengan pertemuan %(day)s.") % {"day": said_date(into.on)}


def agenda_of(titles: Sequence[str], known: Sequence[Item] = ()) -> list[Item]:
    """Return the items of these titles. Raises too_long on `agenda`."""
    items = items_of(titles, known)
    if len(items) > MOST_ITEMS or any(len(item["title"]) > LONGEST_TITLE for item in items):
        fault = _("Paling banyak %(n)d acara, masing-masing %(letters)d huruf.")
        words = fault % {"n": MOST_ITEMS, "letters": LONGEST_TITLE}
        raise ValidationError({"agenda": ValidationError(words, code="too_long")})
    return items


def refuse_unfit(meeting: Meeting) -> None:
    """Refuse what the meeting's kind does not have. Raises grants_nothing, no_visitors."""
    kind = meeting.kind
    if meeting.grants_id is not None and not kind.grants_qualification:
        fault = _("%(kind)s tidak memberi kualifikasi.") % {"kind": kind.name}
        raise ValidationError({"grants": ValidationError(fault, code="grants_nothing")})
    if meeting.visitors and not kind.has_visitors:
        fault = _("%(kind)s tidak menerima tamu dari daerah lain.") % {"kind": kind.name}
        raise ValidationError({"visitors": ValidationError(fault, code="no_visitors")})


def refuse_same_day(host: Host, on: date) -> None:
    """Refuse a second meeting of a body or organisation on a day. Raises same_day_meeting.

    The host is locked until the transaction ends, so that two phones cannot both be the first. A
    region holds as many a day as it likes.
    """
    if isinstance(host, Region):
        return
    type(host).objects.select_for_update(no_key=True).get(pk=host.pk)
    meeting = Meeting.objects.filter(**hosted_by(host)).taking([on]).first()
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
