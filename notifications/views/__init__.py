"""Pages of messages, of rules, and of the hours in which none goes out."""

from notifications.views.messages import (
    caught_mail,
    inbox,
    mark_all_read,
    mark_read,
    message,
    remind_in_a_minute,
)
from notifications.views.operations import deliveries, delivery, of_meeting, send_again
from notifications.views.rules import (
    change_rule,
    change_rule_of_body,
    clear_rule,
    clear_rule_of_body,
    rules,
    rules_of,
    rules_of_body,
)
from notifications.views.telling import mark_shared, mark_told, share, to_tell

__all__ = [
    "caught_mail",
    "change_rule",
    "change_rule_of_body",
    "clear_rule",
    "clear_rule_of_body",
    "deliveries",
    "delivery",
    "inbox",
    "mark_all_read",
    "mark_read",
    "mark_shared",
    "mark_told",
    "message",
    "of_meeting",
    "remind_in_a_minute",
    "rules",
    "rules_of",
    "rules_of_body",
    "send_again",
    "share",
    "to_tell",
]
