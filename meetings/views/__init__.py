"""The pages of meetings: lists, planning, logging, printing."""

from meetings.views.calendar import add_holiday, holidays, remove_holiday
from meetings.views.feeds import feed, feeds, meeting_file, revoke_feed
from meetings.views.history import history, series_history
from meetings.views.logging import log, log_meeting, log_new_meeting
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
from meetings.views.printing import (
    print_attendance_list,
    print_attendance_sheet,
    print_invitation,
    print_minutes,
    print_record,
)
from meetings.views.reading import meeting, meetings, meetings_of, series
from meetings.views.recaps import print_recap, recap

__all__ = [
    "add_holiday",
    "add_occurrence",
    "cancel_meeting",
    "change_series",
    "end_series",
    "feed",
    "feeds",
    "history",
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
    "print_attendance_list",
    "print_attendance_sheet",
    "print_invitation",
    "print_minutes",
    "print_recap",
    "print_record",
    "recap",
    "remove_holiday",
    "revoke_feed",
    "series",
    "series_history",
    "start_series",
]
