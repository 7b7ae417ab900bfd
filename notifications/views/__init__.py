"""Pages of messages, of rules, and of the hours in which none goes out."""

from notifications.views.messages import (
    caught_mail,
    deliveries,
    delivery,
    inbox,
    mark_all_read,
    mark_read,
    message,
    of_meeting,
    remind_in_a_minute,
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
from notifications.views.wishes import change_wishes, change_wishes_of, stop, wishes, wishes_of

__all__ = [
    "caught_mail",
    "change_rule",
    "change_rule_of_body",
    "change_wishes",
    "change_wishes_of",
    "clear_rule",
    "clear_rule_of_body",
    "deliveries",
    "delivery",
    "inbox",
    "mark_all_read",
    "mark_read",
    "message",
    "of_meeting",
    "remind_in_a_minute",
    "rules",
    "rules_of",
    "rules_of_body",
    "sending_start",
    "sending_starts",
    "stop",
    "wishes",
    "wishes_of",
]
