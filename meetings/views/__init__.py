"""The pages of meetings: lists, planning, logging, printing."""

from meetings.views.answering import answer, answer_by_name, own_invitations
from meetings.views.calendar import add_holiday, change_holiday, holidays, remove_holiday
from meetings.views.choosing import hosts
from meetings.views.feeds import feed, feeds, meeting_file, revoke_feed
from meetings.views.history import history, series_history
from meetings.views.inviting import (
    choose_circle,
    invitations,
    invite_group,
    invite_guest,
    invite_person,
    leave_out,
    note_answer,
    withdraw_group,
)
from meetings.views.kinds import add_kind, change_kind, end_kind, kind, kinds
from meetings.views.logging import log, log_meeting, log_new_meeting
from meetings.views.meeting_plans import change_meeting, plan_meeting
from meetings.views.planning import (
    add_occurrence,
    cancel_meeting,
    change_series,
    end_series,
    merge_meetings,
    move_meeting,
    start_series,
)
from meetings.views.printing import print_attendance_sheet, print_invitation
from meetings.views.reading import meeting, meetings, meetings_of, series

__all__ = [
    "add_holiday",
    "add_kind",
    "add_occurrence",
    "answer",
    "answer_by_name",
    "cancel_meeting",
    "change_holiday",
    "change_kind",
    "change_meeting",
    "change_series",
    "choose_circle",
    "end_kind",
    "end_series",
    "feed",
    "feeds",
    "history",
    "holidays",
    "hosts",
    "invitations",
    "invite_group",
    "invite_guest",
    "invite_person",
    "kind",
    "kinds",
    "leave_out",
    "log",
    "log_meeting",
    "log_new_meeting",
    "meeting",
    "meeting_file",
    "meetings",
    "meetings_of",
    "merge_meetings",
    "move_meeting",
    "note_answer",
    "own_invitations",
    "plan_meeting",
    "print_attendance_sheet",
    "print_invitation",
    "remove_holiday",
    "revoke_feed",
    "series",
    "series_history",
    "start_series",
    "withdraw_group",
]
