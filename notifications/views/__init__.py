"""Pages of messages, and of the hours in which none goes out."""

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

__all__ = [
    "caught_mail",
    "deliveries",
    "delivery",
    "inbox",
    "mark_all_read",
    "mark_read",
    "message",
    "of_meeting",
    "remind_in_a_minute",
]
