"""Pages of messages, of rules, and of the hours in which none goes out."""

from notifications.views.health import health
from notifications.views.messages import (
    answer_message,
    caught_mail,
    inbox,
    mark_all_read,
    mark_read,
    message,
    remind_in_a_minute,
)
from notifications.views.operations import deliveries, delivery, of_meeting, send_again
from notifications.views.quiet import (
    add_quiet_time,
    change_quiet_time,
    follow_quiet_times_above,
    keep_own_quiet_times,
    quiet_times,
    quiet_times_of,
    remove_quiet_time,
)
from notifications.views.replies import (
    assign_reply,
    deal_with_reply,
    replies,
    reply,
)
from notifications.views.rules import (
    change_rule,
    change_rule_of_body,
    clear_rule,
    clear_rule_of_body,
    rules,
    rules_of,
    rules_of_body,
)
from notifications.views.starting import sending_start, sending_starts
from notifications.views.telling import mark_shared, mark_told, share, to_tell
from notifications.views.wishes import change_wishes, change_wishes_of, stop, wishes, wishes_of

__all__ = [
    "add_quiet_time",
    "answer_message",
    "assign_reply",
    "caught_mail",
    "change_quiet_time",
    "change_rule",
    "change_rule_of_body",
    "change_wishes",
    "change_wishes_of",
    "clear_rule",
    "clear_rule_of_body",
    "deal_with_reply",
    "deliveries",
    "delivery",
    "follow_quiet_times_above",
    "health",
    "inbox",
    "keep_own_quiet_times",
    "mark_all_read",
    "mark_read",
    "mark_shared",
    "mark_told",
    "message",
    "of_meeting",
    "quiet_times",
    "quiet_times_of",
    "remind_in_a_minute",
    "remove_quiet_time",
    "replies",
    "reply",
    "rules",
    "rules_of",
    "rules_of_body",
    "send_again",
    "sending_start",
    "sending_starts",
    "share",
    "stop",
    "to_tell",
    "wishes",
    "wishes_of",
]
