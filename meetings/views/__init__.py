"""The pages of meetings: lists, planning, logging, printing."""

from meetings.views.history import history, series_history
from meetings.views.logging import log, log_meeting, log_new_meeting
from meetings.views.planning import (
    cancel_meeting,
    change_series,
    end_series,
    move_meeting,
    plan_meeting,
    start_series,
)
from meetings.views.printing import print_attendance_sheet, print_invitation
from meetings.views.reading import meeting, meetings, meetings_of, series

__all__ = [
    "cancel_meeting",
    "change_series",
    "end_series",
    "history",
    "log",
    "log_meeting",
    "log_new_meeting",
    "meeting",
    "meetings",
    "meetings_of",
    "move_meeting",
    "plan_meeting",
    "print_attendance_sheet",
    "print_invitation",
    "series",
    "series_history",
    "start_series",
]
