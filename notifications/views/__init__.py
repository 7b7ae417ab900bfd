"""Pages of messages, and of the hours in which none goes out."""

from notifications.views.messages import (
    caught_mail,
    inbox,
    mark_all_read,
    mark_read,
    message,
    remind_in_a_minute,
)
from notifications.views.operations import deliveries, delivery, of_meeting, send_again
from notifications.views.telling import mark_shared, mark_told, share, to_tell

__all__ = [
    "caught_mail",
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
    "send_again",
    "share",
    "to_tell",
]
