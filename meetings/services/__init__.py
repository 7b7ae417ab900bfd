"""What changes series, meetings and attendance."""

from meetings.services.calendar import (
    add_holiday,
    calendar_of,
    change_holiday,
    load_holidays,
    remove_holiday,
)
from meetings.services.feeds import feed_of_key, meetings_of_feed, open_feed, revoke_feed
from meetings.services.inviting import inviting
from meetings.services.kinds import kind_for, load_kinds
from meetings.services.log import log_meeting, log_new_meeting, mark_attendance
from meetings.services.meeting import (
    SameDay,
    add_occurrence,
    cancel_meeting,
    change_meeting,
    merge_meetings,
    move_meeting,
    plan_meeting,
)
from meetings.services.occurrences import (
    Foreseen,
    follow_holidays,
    make_occurrences,
    recompute_starts,
)
from meetings.services.reporting import note_report, open_report
from meetings.services.series import (
    change_series,
    end_series,
    foresee_change,
    start_series,
)

__all__ = [
    "Foreseen",
    "SameDay",
    "add_holiday",
    "add_occurrence",
    "calendar_of",
    "cancel_meeting",
    "change_holiday",
    "change_meeting",
    "change_series",
    "end_series",
    "feed_of_key",
    "follow_holidays",
    "foresee_change",
    "inviting",
    "kind_for",
    "load_holidays",
    "load_kinds",
    "log_meeting",
    "log_new_meeting",
    "make_occurrences",
    "mark_attendance",
    "meetings_of_feed",
    "merge_meetings",
    "move_meeting",
    "note_report",
    "open_feed",
    "open_report",
    "plan_meeting",
    "recompute_starts",
    "remove_holiday",
    "revoke_feed",
    "start_series",
]
