"""When a meeting may not be changed, nor its minutes and attendance written."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.dates import today
from common.errors import RuleBroken
from meetings.models import Meeting
from meetings.rules import said_date


def refuse_not_planned(meeting: Meeting) -> None:
    if not meeting.is_planned:
        raise RuleBroken(
            "meeting_not_planned", _("Pertemuan ini sudah terlaksana atau sudah dibatalkan.")
        )


def refuse_cancelled(meeting: Meeting) -> None:
    if meeting.is_cancelled:
        raise RuleBroken("meeting_cancelled", _("Pertemuan ini sudah dibatalkan."))


def refuse_approved(meeting: Meeting) -> None:
    """Refuse to change what the chair approved. Raises minutes_approved."""
    if meeting.is_approved:
        raise RuleBroken(
            "minutes_approved",
            _("Notulen ini sudah disetujui pimpinan rapat. Buka dulu, dengan alasannya."),
        )


def refuse_future(meeting: Meeting, now: datetime) -> None:
    """Refuse a day that has not come where the meeting is. Raises meeting_in_future on `on`."""
    if not meeting.is_ahead(now):
        return
    message = _("Tanggal pertemuan tidak boleh setelah hari ini (%(today)s).") % {
        "today": said_date(today(ZoneInfo(meeting.zone)))
    }
    raise ValidationError({"on": ValidationError(message, code="meeting_in_future")})
