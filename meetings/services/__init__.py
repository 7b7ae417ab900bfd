"""What changes series, meetings and attendance."""

from meetings.services.log import log_meeting, log_new_meeting, mark_attendance
from meetings.services.meeting import (
    SameDay,
    cancel_meeting,
    change_meeting,
    move_meeting,
    plan_meeting,
)
from meetings.services.series import (
    change_series,
    end_series,
    make_occurrences,
    recompute_starts,
    start_series,
)

__all__ = [
    "SameDay",
    "cancel_meeting",
    "change_meeting",
    "change_series",
    "end_series",
    "log_meeting",
    "log_new_meeting",
    "make_occurrences",
    "mark_attendance",
    "move_meeting",
    "plan_meeting",
    "recompute_starts",
    "start_series",
]
