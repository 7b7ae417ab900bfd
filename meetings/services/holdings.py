"""What the meetings hold of a person, and what an erasure takes of it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db import models, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.languages import official
from common.retention import Retention, register_retention
from meetings.models import Attendance, CheckInCode, FollowUp, Invitation, Meeting
from meetings.services.guests import of_guest
from people.models import Person
from people.services.erasing import neutral_name
from people.subjects import (
    Emptied,
    Rows,
    past_and_present,
    register_eraser,
    register_holdings,
    register_stay,
)

# Whoever asks which code was open when a meeting was held asks within the month.
CODES_KEPT: Final = timedelta(days=30)
_HOSTS: Final = ("meeting__wksbm", "meeting__organisation", "meeting__region")


def register() -> None:
    for key, label, rows, relations in (
        (
            "attendances",
            gettext_lazy("Kehadiran"),
            attendances_of,
            ["meetings.Attendance.person"],
        ),
        (
            "deputies",
            gettext_lazy("Pertemuan yang dihadiri wakil saya"),
            deputies_of,
            ["meetings.Attendance.deputy_for"],
        ),
        (
            "invitations",
            gettext_lazy("Undangan pertemuan"),
            invitations_of,
            ["meetings.Invitation.person"],
        ),
        (
            "follow_ups",
            gettext_lazy("Tindak lanjut rapat"),
            follow_ups_of,
            ["meetings.FollowUp.owner"],
        ),
    ):
        register_holdings(key, label, rows, relations=relations)
    register_eraser("meetings", empty_meetings, holds=tasks_that_hold)
    register_stay(
        "photos",
        gettext_lazy(
            "Foto pertemuan dan foto daftar hadir yang ditandatangani: lampiran notulen, arsip "
            "resmi (UU 43/2009)."
        ),
    )
    label = gettext_lazy("Kode hadir yang sudah ditutup")
    register_retention(Retention("check_in_codes", label, CODES_KEPT, closed_before))


def closed_before(instant: datetime) -> QuerySet[CheckInCode]:
    return CheckInCode.objects.filter(closes_at__lt=instant)


# --- What is held --------------------------------------------------------------------------------


def attendances_of(person: Person) -> Rows:
    """Return where the person came, under the register's name or as a guest."""
    marks = Attendance.objects.select_related(*_HOSTS)
    theirs = [
        *marks.filter(person=person),
        *of_guest(marks.filter(person=None), [person]),
    ]
    return [
        {
            **_meeting(mark.meeting),
            _("Nama yang ditulis"): mark.name,
            _("Nomor HP"): mark.phone,
            _("Unsur atau alamat"): mark.origin,
            _("Hadir"): mark.present,
            _("Terlambat"): mark.late,
            _("Cara mencatat"): mark.get_how_display(),
        }
        for mark in sorted(theirs, key=lambda mark: mark.meeting.starts_at, reverse=True)
    ]


def deputies_of(person: Person) -> Rows:
    """Return where somebody came in the person's place; who it was is another's affair."""
    marks = Attendance.objects.filter(deputy_for=person).select_related(*_HOSTS)
    return [_meeting(mark.meeting) for mark in marks.order_by("-meeting__starts_at", "pk")]


def invitations_of(person: Person) -> Rows:
    """Return the invitations to the person, and those that it answers as somebody's deputy."""
    found = Invitation.objects.select_related(*_HOSTS)
    theirs = [
        *found.filter(person=person).order_by("-meeting__starts_at", "pk"),
        *of_guest(found.filter(person=None), [person]),
    ]
    rows: Rows = [
        {
            **_meeting(one.meeting),
            _("Nama yang ditulis"): one.name,
            _("Nomor HP"): one.phone,
            _("Unsur atau jabatan"): one.origin,
            _("Tidak diundang"): one.left_out,
            _("Jawaban"): one.get_answer_display(),
            _("Alasan"): one.reason,
            _("Wakil"): one.deputy_name,
            _("Nomor HP wakil"): one.deputy_phone,
            _("Dijawab"): one.answered_at,
        }
        for one in theirs
    ]
    for one in of_guest(found, [person], name="deputy_name"):
        rows.append(
            {
                **_meeting(one.meeting),
                _("Ditulis sebagai wakil"): one.deputy_name,
                _("Nomor HP wakil"): one.deputy_phone,
            }
        )
    return rows


def follow_ups_of(person: Person) -> Rows:
    found = FollowUp.objects.filter(owner=person).select_related(*_HOSTS)
    return [
        {
            **_meeting(one.meeting),
            _("Apa yang dikerjakan"): one.task,
            _("Paling lambat"): one.due_on,
            _("Keadaan"): one.get_status_display(),
            _("Apa yang sudah dikerjakan"): one.evidence,
            _("Selesai"): one.done_on,
            _("Alasan tidak dilanjutkan"): one.dropped_because,
        }
        for one in found.order_by("created_at", "pk")
    ]


def _meeting(meeting: Meeting) -> dict[str, object]:
    return {
        _("Penyelenggara"): meeting.host_name,
        _("Acara"): meeting.purpose,
        _("Tanggal"): meeting.on,
    }


# --- What goes -----------------------------------------------------------------------------------


def tasks_that_hold(persons: list[Person]) -> list[str]:
    """Return the tasks that somebody waits for: nobody works them off without a name."""
    waiting = FollowUp.objects.filter(owner__in=persons, status=FollowUp.Status.OPEN)
    return [
        _("masih mengerjakan tindak lanjut rapat: %s") % one.task
        for one in waiting.order_by("created_at", "pk")
    ]


def empty_meetings(persons: list[Person]) -> Emptied:
    """Take names, phones and reasons from what these persons came to and did; the marks stay."""
    _empty_marks(persons)
    return {
        Invitation: _empty_invitations(persons),
        FollowUp: _empty_follow_ups(persons),
    }


def _empty_marks(persons: list[Person]) -> None:
    Attendance.objects.filter(person__in=persons).exclude(phone="").update(phone="")
    guests = Attendance.objects.filter(person=None)
    _rename(of_guest(guests, persons), persons[0])


def _empty_invitations(persons: list[Person]) -> list[Any]:
    guests = of_guest(Invitation.objects.filter(person=None), persons)
    keys = {row.pk for row in guests} | set(past_and_present(Invitation, persons))
    _rename(guests, persons[0], version=F("version") + 1, updated_at=timezone.now())
    theirs = Invitation.objects.filter(Q(person__in=persons) | Q(pk__in=[one.pk for one in guests]))
    _write(theirs.filter(answer=Invitation.Answer.DEPUTY), deputy_name=_nobody())
    filled = ~Q(phone="") | ~Q(reason="") | ~Q(deputy_phone="")
    _write(theirs.filter(filled), phone="", reason="", deputy_phone="")
    standing_in = of_guest(Invitation.objects.all(), persons, name="deputy_name")
    deputies = Invitation.objects.filter(pk__in=[one.pk for one in standing_in])
    _write(deputies, deputy_name=_nobody(), deputy_phone="")
    return sorted(keys | {one.pk for one in standing_in})


def _empty_follow_ups(persons: list[Person]) -> list[Any]:
    """Take what the owner wrote and every picture of it; that the task was done stays."""
    theirs = FollowUp.objects.filter(owner__in=persons)
    # The history alone still names the picture of what was opened again.
    history = FollowUp.events.rel.related_model._default_manager  # type: ignore[attr-defined]
    named = history.filter(owner__in=persons).exclude(picture="")
    storage = FollowUp._meta.get_field("picture").storage
    for picture in set(named.values_list("picture", flat=True)):
        transaction.on_commit(partial(storage.delete, picture))
    _write(theirs.exclude(picture=""), picture="", picture_sha256="")
    _write(theirs.exclude(evidence=""), evidence=_taken())
    return past_and_present(FollowUp, persons, field="owner")


def _rename(guests: list[Any], person: Person, **besides: Any) -> None:
    """Call the guests of this one human alike, each meeting's apart: none may be there twice."""
    name, seen = neutral_name(person), Counter[Any]()
    for row in guests:
        seen[row.meeting_id] += 1
        number = seen[row.meeting_id]
        called = name if number == 1 else f"{name} ({number})"
        rows: models.Manager[Any] = type(row)._default_manager
        rows.filter(pk=row.pk).update(name=called, phone="", **besides)


def _write(rows: models.QuerySet[Any], **facts: Any) -> None:
    rows.update(**facts, version=F("version") + 1, updated_at=timezone.now())


@official
def _nobody() -> str:
    return _("Wakil (namanya dihapus)")


@official
def _taken() -> str:
    return _("Dihapus atas permintaan yang bersangkutan.")
