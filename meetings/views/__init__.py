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
from meetings.views.minutes import (
    approve_minutes,
    delay_meeting,
    grant_from_meeting,
    hold_second_session,
    reopen_minutes,
    revisions,
)
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
    "approve_minutes",
    "cancel_meeting",
    "change_caption",
    "change_follow_up",
    "change_series",
    "check_in",
    "check_in_code",
    "close_check_in",
    "delay_meeting",
    "drop_follow_up",
    "end_series",
    "feed",
    "feeds",
    "finish_follow_up",
    "follow_up",
    "follow_up_picture",
    "follow_ups",
    "grant_from_meeting",
    "history",
    "hold_second_session",
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
    "reopen_minutes",
    "revisions",
    "revoke_feed",
    "series",
    "series_history",
    "start_series",
    "thumbnail",
    "tick_from_sheet",
    "verify_follow_up",
]
