"""What the page of a meeting shows of its minutes, and what may be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from meetings import services, texts
from meetings.models import Attendance, Meeting
from meetings.rules import counted


def result_of(
    meeting: Meeting,
    marks: Sequence[Attendance],
    request: SignedInRequest,
    *,
    asked: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the attendance in words, the text to share, the quorum and the chair's approval."""
    may_log = may(request.user, Can.LOG_MEETINGS, on=meeting)
    counts = counted(marks, guests=meeting.guests, guest_women=meeting.guest_women)
    return {
        "attendance": texts.said_attendance(counts),
        "by_sex": texts.said_sexes(counts) if counts.everybody else "",
        "late": counts.late,
        "minutes": texts.minutes(meeting, counts, asked=asked),
        "quorum": services.quorum_of(meeting),
        "items": [item for item in meeting.agenda if item["discussed"] or item["decided"]],
        "may_approve": may_log and not meeting.is_approved,
        "may_reopen": may_log and meeting.is_approved,
        "may_grant": (
            meeting.grants_id is not None
            and meeting.training_id is None
            and may(request.user, Can.KEEP_ROSTER, on=meeting)
        ),
    }
