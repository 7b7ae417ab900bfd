"""Musyawarah that need a quorum: counted, put off for hours, held a second time and then anyway.

Permendes PDTT 16/2019, with the numbers of 2/2015 as districts copy them (domain.md 4.3): the kind
of the meeting holds them as data.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.inserts import insert
from common.languages import official
from common.names import bare
from common.versions import save_version
from meetings.models import Attendance, Invitation, InvitedGroup, Meeting, hosted_by
from meetings.rules import said_date, said_time, start_instant
from meetings.services.marks import invited_to
from meetings.services.refusals import refuse_not_planned

_COPIED = ("kind", "purpose", "circle", "note", "visitors", "agenda", "zone")


@dataclass(frozen=True)
class Quorum:
    """How many of the invited came, of how many that must."""

    invited: int
    needed: int
    came: int

    @property
    def is_met(self) -> bool:
        return self.came >= self.needed

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.came)


class BelowQuorum(RuleBroken):
    """A first session may not decide yet; `quorum` says how far it is."""

    def __init__(self, message: str, quorum: Quorum) -> None:
        super().__init__("below_quorum", message)
        self.quorum = quorum


def quorum_of(meeting: Meeting) -> Quorum | None:
    """Return how far the quorum is met as it stands; None where the kind needs none.

    Only who is invited counts, or came as the deputy of one who is. Where nobody is invited by
    name, everybody counts, of the number that was told.
    """
    if not meeting.kind.has_quorum:
        return None
    invited = invited_to(meeting)
    came = list(meeting.attendances.filter(present=True))
    if invited.number:
        counted = invited_among(came, meeting, invited.persons)
        return Quorum(invited.number, meeting.kind.needed_of(invited.number), counted)
    told = meeting.invited_count or 0
    return Quorum(told, meeting.kind.needed_of(told), len(came) + meeting.guests)


def invited_among(came: Iterable[Attendance], meeting: Meeting, persons: Collection[int]) -> int:
    """Count who of those that came was invited, or came as the deputy of one who was."""
    names = _guest_names(meeting)
    return sum(_counts(mark, persons, names) for mark in came)


def refuse_below_quorum(meeting: Meeting) -> None:
    """Refuse minutes of a first session without its quorum; note a second one that went on so.

    Asked once the marks are written; for other services. Raises below_quorum; required on
    `invited_count` where nobody knows how many were invited.
    """
    quorum = quorum_of(meeting)
    if quorum is None:
        return
    if not quorum.invited:
        words = _("Tulis berapa orang yang diundang: kuorum dihitung darinya.")
        raise ValidationError({"invited_count": ValidationError(words, code="required")})
    if not quorum.is_met and meeting.second_session_of_id is None:
        raise BelowQuorum(said_missing(meeting, quorum), quorum)
    if meeting.without_quorum == quorum.is_met:
        meeting.without_quorum = not quorum.is_met
        Meeting.objects.filter(pk=meeting.pk).update(without_quorum=meeting.without_quorum)


def said_missing(meeting: Meeting, quorum: Quorum) -> str:
    """Say that the quorum is not met, and what the rules allow now."""
    words = _(
        "Kuorum belum tercapai: %(came)d dari %(invited)d yang diundang hadir, perlu %(needed)d."
    ) % {"came": quorum.came, "invited": quorum.invited, "needed": quorum.needed}
    kind = meeting.kind
    if kind.delay_hours:
        more = _("Tunda paling lama %(hours)d jam.") % {"hours": kind.delay_hours}
        words = f"{words} {more}"
    if kind.second_within_days:
        more = _("Bila tetap kurang, jadwalkan sidang kedua dalam %(days)d hari.") % {
            "days": kind.second_within_days
        }
        words = f"{words} {more}"
    return words


@transaction.atomic
def delay_meeting(meeting: Meeting, *, to: time, version: int | None, actor: User) -> Meeting:
    """Put off the opening for want of a quorum, on the same day; the village's time.

    Raises no_delay, meeting_not_planned, stale_version; too_long or too_early on `to`.
    """
    require(actor, Can.LOG_MEETINGS, on=meeting)
    refuse_not_planned(meeting)
    hours = meeting.kind.delay_hours
    if not hours:
        raise RuleBroken("no_delay", _("Jenis pertemuan ini tidak mengenal penundaan."))
    planned = datetime.combine(meeting.on, meeting.at)
    latest = planned + timedelta(hours=hours)
    put_off = datetime.combine(meeting.on, to)
    if put_off <= planned:
        raise _wrong("to", _("Pukul ini tidak setelah pukul undangan."), "too_early")
    if put_off > latest:
        words = _("Paling lama ditunda sampai pukul %(time)s.") % {
            "time": said_time(latest.time(), meeting.zone)
        }
        raise _wrong("to", words, "too_long")
    meeting.delayed_to = to
    return save_version(meeting, ["delayed_to"], version=version)


@transaction.atomic
def hold_second_session(
    meeting: Meeting,
    *,
    on: date,
    at: time,
    place: str,
    version: int | None = None,
    actor: User,
) -> Meeting:
    """Plan the second session of one that had no quorum; it invites the same people.

    The first is cancelled and says why; who came to it stays marked there. The second may be told
    afterwards, so its day may be past. Raises no_second_session, meeting_not_planned,
    has_second_session, stale_version; too_late or too_early on `on`.
    """
    require(actor, Can.LOG_MEETINGS, on=meeting)
    held = Meeting.objects.select_for_update(no_key=True, of=["self"]).get(pk=meeting.pk)
    days = held.kind.second_within_days
    if not days or held.second_session_of_id is not None:
        raise RuleBroken("no_second_session", _("Jenis pertemuan ini tidak mengenal sidang kedua."))
    refuse_not_planned(held)
    if on < held.on:
        raise _wrong("on", _("Sidang kedua tidak mendahului sidang pertama."), "too_early")
    if on > held.on + timedelta(days=days):
        words = _("Sidang kedua paling lambat %(day)s.") % {
            "day": said_date(held.on + timedelta(days=days))
        }
        raise _wrong("on", words, "too_late")
    second = insert(
        Meeting(
            **{name: getattr(held, name) for name in _COPIED},
            **hosted_by(held.host),
            place=place,
            on=on,
            at=at,
            starts_at=start_instant(on, at, held.zone),
            by_hand=True,
            second_session_of=held,
            invited_count=held.invited_count,
        )
    )
    _invite_again(held, second)
    held.status, held.by_hand = Meeting.Status.CANCELLED, True
    held.cancelled_because = _without_quorum(on)
    held.revision += 1
    fields = ["status", "by_hand", "cancelled_because", "revision"]
    save_version(held, fields, version=version)
    return second


def _counts(mark: Attendance, persons: Collection[int], names: set[str]) -> bool:
    if mark.person_id in persons or mark.deputy_for_id in persons:
        return True
    return mark.person_id is None and bare(mark.name) in names


def _guest_names(meeting: Meeting) -> set[str]:
    """Return the bare names of the invited guests, and of the deputies that invited people sent."""
    rows = meeting.invitations.filter(left_out=False).values_list("name", "deputy_name")
    return {bare(name) for pair in rows for name in pair if name}


def _invite_again(first: Meeting, second: Meeting) -> None:
    """Invite to the second session whoever was invited to the first; nobody has answered yet."""
    InvitedGroup.objects.bulk_create(
        InvitedGroup(
            meeting=second,
            group=row.group,
            pillar_id=row.pillar_id,
            organisation_id=row.organisation_id,
        )
        for row in first.invited_groups.all()
    )
    Invitation.objects.bulk_create(
        Invitation(
            meeting=second,
            person_id=row.person_id,
            name=row.name,
            phone=row.phone,
            origin=row.origin,
            left_out=row.left_out,
        )
        for row in first.invitations.all()
    )


@official
def _without_quorum(on: date) -> str:
    return _("Kuorum tidak tercapai. Sidang kedua: %(day)s.") % {"day": said_date(on)}


def _wrong(field: str, words: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(words, code=code)})
