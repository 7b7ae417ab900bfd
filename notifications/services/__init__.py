"""Planning, sending and explaining messages."""

from notifications.services.answering import Asked, answer_message, asked_by
from notifications.services.checking import Finding, check_days, findings_of, self_check
from notifications.services.clock import database_now
from notifications.services.explaining import (
    Event,
    Line,
    describe,
    explain,
    local,
    text_now,
    without_keys,
)
from notifications.services.health import has_health, say_health, unwell_channels
from notifications.services.planning import Planned, plan
from notifications.services.plans import (
    MOST_STEPS,
    Going,
    change_rule,
    clear_rule,
    fits,
    load_rules,
    rules_in,
    set_rule,
)
from notifications.services.pulse import note_round
from notifications.services.quiet import (
    add_quiet_time,
    change_quiet_time,
    follow_quiet_times_above,
    keep_own_quiet_times,
    load_quiet_times,
    remove_quiet_time,
)
from notifications.services.reading import mark_all_read, mark_read, remind_in_a_minute
from notifications.services.repeating import channels_for, may_repeat, send_again
from notifications.services.replies import assign_reply, deal_with_reply, take_reply
from notifications.services.reply_lines import ReplyLine, describe_replies
from notifications.services.senders import persons_at
from notifications.services.sending import send_due
from notifications.services.starting import (
    STARTING_LEVELS,
    Tally,
    begins_at,
    set_sending_start,
    tally,
    would_have_gone,
)
from notifications.services.stopping import Stop, stop_of_key, stop_path
from notifications.services.telling import (
    TellingGroup,
    ToTell,
    mark_shared,
    mark_told,
    open_of,
    text_to_share,
    to_tell,
    words_of,
)
from notifications.services.waits import OLDEST_DUE, is_behind, oldest_due, ways_to, why_not_yet
from notifications.services.wishes import (
    Wishes,
    kinds,
    note_opt_in,
    note_opt_out,
    opt_in,
    opt_out,
    presence_to_note,
    unwilling_among,
    wishes_of,
)

__all__ = [
    "MOST_STEPS",
    "OLDEST_DUE",
    "STARTING_LEVELS",
    "Asked",
    "Event",
    "Finding",
    "Going",
    "Line",
    "Planned",
    "ReplyLine",
    "Stop",
    "Tally",
    "TellingGroup",
    "ToTell",
    "Wishes",
    "add_quiet_time",
    "answer_message",
    "asked_by",
    "assign_reply",
    "begins_at",
    "change_quiet_time",
    "change_rule",
    "channels_for",
    "check_days",
    "clear_rule",
    "database_now",
    "deal_with_reply",
    "describe",
    "describe_replies",
    "explain",
    "findings_of",
    "fits",
    "follow_quiet_times_above",
    "has_health",
    "is_behind",
    "keep_own_quiet_times",
    "kinds",
    "load_quiet_times",
    "load_rules",
    "local",
    "mark_all_read",
    "mark_read",
    "mark_shared",
    "mark_told",
    "may_repeat",
    "note_opt_in",
    "note_opt_out",
    "note_round",
    "oldest_due",
    "open_of",
    "opt_in",
    "opt_out",
    "persons_at",
    "plan",
    "presence_to_note",
    "remind_in_a_minute",
    "remove_quiet_time",
    "rules_in",
    "say_health",
    "self_check",
    "send_again",
    "send_due",
    "set_rule",
    "set_sending_start",
    "stop_of_key",
    "stop_path",
    "take_reply",
    "tally",
    "text_now",
    "text_to_share",
    "to_tell",
    "unwell_channels",
    "unwilling_among",
    "ways_to",
    "why_not_yet",
    "wishes_of",
    "without_keys",
    "words_of",
    "would_have_gone",
]
