"""The pages of meetings: lists, planning, logging, printing."""

from meetings.views.calendar import add_holiday, holidays, remove_holiday
from meetings.views.feeds import feed, feeds, meeting_file, revoke_feed
from meetings.views.history import history, series_history
from meetings.views.logging import log, log_meeting, log_new_meeting
from meetings.views.minutes import (
    approve_minutes,
    delay_meeting,
    grant_from_meeting,
    hold_second_session,
    reopen_minutes,
    revisions,
)
from meetings.views.planning import (
    add_occurrence,
    cancel_meeting,
    change_series,
    end_series,
    merge_meetings,
    move_meeting,
    plan_meeting,
    start_series,
)
from meetings.views.printing import print_attendance_sheet, print_invitation
from meetings.views.reading import meeting, meetings, meetings_of, series

__all__ = [
    "add_holiday",
    "add_occurrence",
    "approve_minutes",
    "cancel_meeting",
    "change_series",
    "delay_meeting",
    "end_series",
    "feed",
    "feeds",
    "grant_from_meeting",
    "history",
    "hold_second_session",
    "holidays",
    "log",
    "log_meeting",
    "log_new_meeting",
    "meeting",
    "meeting_file",
    "meetings",
    "meetings_of",
    "merge_meetings",
    "move_meeting",
    "plan_meeting",
    "print_attendance_sheet",
    "print_invitation",
    "remove_holiday",
    "reopen_minutes",
    "revisions",
    "revoke_feed",
    "series",
    "series_history",
    "start_series",
]
