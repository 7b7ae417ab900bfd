"""What changes series, meetings and attendance."""

from meetings.services.approval import approve_minutes, chair_of, reopen_minutes
from meetings.services.calendar import (
    add_holiday,
    calendar_of,
    change_holiday,
    load_holidays,
    remove_holiday,
)
from meetings.services.checking_in import (
    check_in,
    check_in_oneself,
    close_check_in,
    code_of_key,
    key_of,
    match_guests,
    open_check_in,
    open_code_of,
    takes_check_ins,
)
from meetings.services.feeds import feed_of_key, meetings_of_feed, open_feed, revoke_feed
from meetings.services.follow_ups import (
    add_follow_up,
    change_follow_up,
    drop_follow_up,
    finish_follow_up,
    may_finish,
    may_verify,
    open_picture,
    reopen_follow_up,
    require_owner_or_keeper,
    verify_follow_up,
)
from meetings.services.granting import grant_from_meeting
from meetings.services.inviting import inviting
from meetings.services.kinds import kind_for, kinds_of, load_kinds
from meetings.services.log import log_meeting, log_new_meeting
from meetings.services.marks import Mark, invited_to, mark_attendance
from meetings.services.meeting import (
    SameDay,
    add_occurrence,
    cancel_meeting,
    change_meeting,
    merge_meetings,
    move_meeting,
    plan_meeting,
)
from meetings.services.minutes import item_of_kind
from meetings.services.occurrences import (
    Foreseen,
    follow_holidays,
    make_occurrences,
    recompute_starts,
)
from meetings.services.photos import (
    add_photos,
    change_caption,
    open_photo,
    remove_photo,
    tick_from_sheet,
)
from meetings.services.quorum import (
    BelowQuorum,
    Quorum,
    delay_meeting,
    hold_second_session,
    quorum_of,
)
from meetings.services.refusals import refuse_approved
from meetings.services.reporting import note_report, open_report
from meetings.services.revisions import Revision, label_of, revisions_of, said
from meetings.services.series import change_series, end_series, foresee_change, start_series

__all__ = [
    "BelowQuorum",
    "Foreseen",
    "Mark",
    "Quorum",
    "Revision",
    "SameDay",
    "add_follow_up",
    "add_holiday",
    "add_occurrence",
    "add_photos",
    "approve_minutes",
    "calendar_of",
    "cancel_meeting",
    "chair_of",
    "change_caption",
    "change_follow_up",
    "change_holiday",
    "change_meeting",
    "change_series",
    "check_in",
    "check_in_oneself",
    "close_check_in",
    "code_of_key",
    "delay_meeting",
    "drop_follow_up",
    "end_series",
    "feed_of_key",
    "finish_follow_up",
    "follow_holidays",
    "foresee_change",
    "grant_from_meeting",
    "hold_second_session",
    "invited_to",
    "inviting",
    "item_of_kind",
    "key_of",
    "kind_for",
    "kinds_of",
    "label_of",
    "load_holidays",
    "load_kinds",
    "log_meeting",
    "log_new_meeting",
    "make_occurrences",
    "mark_attendance",
    "match_guests",
    "may_finish",
    "may_verify",
    "meetings_of_feed",
    "merge_meetings",
    "move_meeting",
    "note_report",
    "open_check_in",
    "open_code_of",
    "open_feed",
    "open_photo",
    "open_picture",
    "open_report",
    "plan_meeting",
    "quorum_of",
    "recompute_starts",
    "refuse_approved",
    "remove_holiday",
    "remove_photo",
    "reopen_follow_up",
    "reopen_minutes",
    "require_owner_or_keeper",
    "revisions_of",
    "revoke_feed",
    "said",
    "start_series",
    "takes_check_ins",
    "tick_from_sheet",
    "verify_follow_up",
]
