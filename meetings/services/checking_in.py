"""Checking in by the code on the wall: open for a few hours, with an account or without."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.keys import hashed
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from common.inserts import insert
from common.names import bare, tidy
from common.phones import normalised
from meetings.models import Attendance, CheckInCode, Meeting
from meetings.rules import start_instant
from meetings.services.invited import invited_as
from meetings.services.inviting import is_known
from meetings.services.refusals import refuse_cancelled
from people.models import Person
from people.services import own_person

OPEN_FOR = timedelta(hours=4)
LATE_AFTER = timedelta(minutes=15)
MOST_CHECKED_IN = 1000  # at one meeting: who knows the address cannot fill the table

How = Attendance.How


@transaction.atomic
def open_check_in(meeting: Meeting, *, actor: User) -> CheckInCode:
    """Open a code on the meeting's day, for four hours at most; the one before it is closed.

    Raises meeting_cancelled, minutes_approved, not_the_day.
    """
    require(actor, Can.LOG_MEETINGS, on=meeting)
    meeting = Meeting.objects.select_for_update(no_key=True, of=["self"]).get(pk=meeting.pk)
    _refuse_shut(meeting)
    now = timezone.now()
    # Until the next day: some meetings go on past midnight.
    since = today(ZoneInfo(meeting.zone)) - meeting.on
    if not timedelta(0) <= since <= timedelta(days=1):
        raise RuleBroken("not_the_day", _("Kode hadir dibuka pada hari pertemuannya."))
    _shut(meeting, now)
    code = CheckInCode(meeting=meeting, opened_by=actor, opened_at=now, closes_at=now + OPEN_FOR)
    code.key_hash = hashed(key_of(code))
    return insert(code)


@transaction.atomic
def close_check_in(meeting: Meeting, *, actor: User) -> None:
    """Close what is open now. Raises check_in_not_open."""
    require(actor, Can.LOG_MEETINGS, on=meeting)
    if not _shut(meeting, timezone.now()):
        raise RuleBroken("check_in_not_open", _("Pendaftaran hadir memang sudah ditutup."))


def open_code_of(meeting: Meeting, now: datetime) -> CheckInCode | None:
    """Return the meeting's code that is open now."""
    codes = meeting.check_in_codes.filter(opened_at__lte=now, closes_at__gt=now)
    return codes.order_by("-opened_at").first()


def key_of(code: CheckInCode) -> str:
    """Return the key of the code's address, in 22 letters: what is stored alone opens nothing."""
    said = f"{code.meeting_id}:{code.opened_at.isoformat()}"
    digest = salted_hmac("meetings.check-in", said, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def code_of_key(key: str) -> CheckInCode | None:
    """Return the code of an address, open or closed."""
    found = CheckInCode.objects.filter(key_hash=hashed(key))
    return found.select_related("meeting__region").first()


def takes_check_ins(code: CheckInCode, now: datetime) -> bool:
    meeting = code.meeting
    return code.is_open(now) and not (meeting.is_cancelled or meeting.is_approved)


@transaction.atomic
def check_in(
    code: CheckInCode, *, name: str, phone: str, sex: str = "", origin: str = ""
) -> Attendance:
    """Mark whoever says this name and number as present; twice is once.

    It is one of the invited where the number is theirs and the name shares a word; else a guest, to
    be matched by who keeps the minutes. Late is who comes more than 15 minutes after the start.
    Raises check_in_closed, too_many_checked_in; bad_phone on `phone`.
    """
    number = normalised(phone)
    if not number:
        words = _("Nomor HP ini tidak terbaca. Contoh: 0812-3456-7890.")
        raise ValidationError({"phone": ValidationError(words, code="bad_phone")})
    meeting, now = _taking(code)
    person = invited_as(meeting, name, number)
    if person is not None:
        return _mark(meeting, person, now)
    known = meeting.attendances.filter(person=None, phone=number)
    for guest in known:
        if bare(guest.name) == bare(name):
            return _come(guest, meeting, now)
    if meeting.attendances.filter(how=How.CHECKED_IN).count() >= MOST_CHECKED_IN:
        raise RuleBroken("too_many_checked_in", _("Pendaftaran penuh. Mintalah dicatat pengurus."))
    deputy = meeting.invitations.filter(answer="deputy", deputy_phone=number).first()
    guest = Attendance(
        meeting=meeting,
        name=tidy(name),
        phone=number,
        sex=sex,
        origin=tidy(origin),
        present=True,
        late=_is_late(meeting, now),
        how=How.CHECKED_IN,
        deputy_for=deputy.person if deputy else None,
    )
    return insert(guest)


@transaction.atomic
def check_in_oneself(code: CheckInCode, *, user: User) -> Attendance:
    """Mark who is signed in, by one button. Raises check_in_closed, not_known_as_person."""
    person = own_person(user)
    if person is None:
        raise RuleBroken(
            "not_known_as_person", _("Akun ini belum ditautkan ke orang. Isi nama dan nomor HP.")
        )
    meeting, now = _taking(code)
    return _mark(meeting, person, now)


@transaction.atomic
def match_guests(meeting: Meeting, *, matches: Mapping[UUID, Person], actor: User) -> int:
    """Say which guests are whom; return how many were matched. What they wrote of themselves goes.

    Who has a mark already keeps it, as present. Raises minutes_approved; unknown_person.
    """
    require(actor, Can.LOG_MEETINGS, on=meeting)
    meeting = Meeting.objects.select_for_update(no_key=True, of=["self"]).get(pk=meeting.pk)
    _refuse_shut(meeting)
    there = meeting.attendances.filter(pk__in=matches, person=None)
    guests = list(there.order_by("pk"))
    for guest in guests:
        person = matches[guest.pk]
        _refuse_unknown(meeting, person)
        known = meeting.attendances.filter(person=person).first()
        if known is not None:
            guest.delete()
            if not known.present:
                known.present, known.late, known.how = True, guest.late, guest.how
                known.save(update_fields=["present", "late", "how", "marked_at"])
            continue
        guest.person, guest.deputy_for = person, None
        guest.name = guest.phone = guest.origin = guest.sex = ""
        guest.full_clean()
        guest.save()
    return len(guests)


# --- Parts of the above --------------------------------------------------------------------------


def _shut(meeting: Meeting, now: datetime) -> int:
    # Another machine's clock may be ahead of ours by a moment.
    end = Greatest(Value(now), F("opened_at"))
    return meeting.check_in_codes.filter(closes_at__gt=now).update(closes_at=end)


def _refuse_shut(meeting: Meeting) -> None:
    refuse_cancelled(meeting)
    if meeting.is_approved:
        raise RuleBroken(
            "minutes_approved", _("Notulen sudah disetujui. Buka lagi notulennya dahulu.")
        )


def _taking(code: CheckInCode) -> tuple[Meeting, datetime]:
    """Return the code's meeting, locked so that nobody is marked twice. Raises check_in_closed."""
    meetings = Meeting.objects.select_for_update(no_key=True, of=["self"])
    code.meeting = meetings.select_related("region").get(pk=code.meeting_id)
    code.refresh_from_db(fields=["closes_at"])
    now = timezone.now()
    if not takes_check_ins(code, now):
        raise RuleBroken("check_in_closed", _("Pendaftaran hadir sudah ditutup."))
    return code.meeting, now


def _mark(meeting: Meeting, person: Person, now: datetime) -> Attendance:
    mark = meeting.attendances.filter(person=person).first()
    return _come(mark or Attendance(meeting=meeting, person=person), meeting, now)


def _come(mark: Attendance, meeting: Meeting, now: datetime) -> Attendance:
    """Let the mark say that they came, unless it does."""
    if mark.present:
        return mark
    mark.present, mark.how, mark.late = True, How.CHECKED_IN, _is_late(meeting, now)
    mark.full_clean()
    mark.save()
    return mark


def _is_late(meeting: Meeting, now: datetime) -> bool:
    start = start_instant(meeting.on, meeting.delayed_to or meeting.at, meeting.zone)
    return now > start + LATE_AFTER


def _refuse_unknown(meeting: Meeting, person: Person) -> None:
    if not is_known(person, meeting):
        raise ValidationError(_("Orang ini tidak dikenal di sana."), code="unknown_person")
