"""The pages of meetings: lists, planning, logging, printing."""

from meetings.views.calendar import add_holiday, holidays, remove_holiday
from meetings.views.checking_in import (
    check_in,
    check_in_code,
    close_check_in,
    match_guests,
    open_check_in,
)
from meetings.views.feeds import feed, feeds, meeting_file, revoke_feed
from meetings.views.follow_ups import (
    add_follow_up,
    change_follow_up,
    drop_follow_up,
    finish_follow_up,
    follow_up,
    follow_up_picture,
    follow_ups,
    reopen_follow_up,
    verify_follow_up,
)
from meetings.views.history import history, series_history
from meetings.views.logging import log, log_meeting, log_new_meeting
from meetings.views.photos import (
    change_caption,
    photo,
    photos,
    remove_photo,
    thumbnail,
    tick_from_sheet,
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
    "add_follow_up",
    "add_holiday",
    "add_occurrence",
    "cancel_meeting",
    "change_caption",
    "change_follow_up",
    "change_series",
    "check_in",
    "check_in_code",
    "close_check_in",
    "drop_follow_up",
    "end_series",
    "feed",
    "feeds",
    "finish_follow_up",
    "follow_up",
    "follow_up_picture",
    "follow_ups",
    "history",
    "holidays",
    "log",
    "log_meeting",
    "log_new_meeting",
    "match_guests",
    "meeting",
    "meeting_file",
    "meetings",
    "meetings_of",
    "merge_meetings",
    "move_meeting",
    "open_check_in",
    "photo",
    "photos",
    "plan_meeting",
    "print_attendance_list",
    "print_attendance_sheet",
    "print_invitation",
    "print_minutes",
    "print_recap",
    "print_record",
    "recap",
    "remove_holiday",
    "remove_photo",
    "reopen_follow_up",
    "revoke_feed",
    "series",
    "series_history",
    "start_series",
    "thumbnail",
    "tick_from_sheet",
    "verify_follow_up",
]
