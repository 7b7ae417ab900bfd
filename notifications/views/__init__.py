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
from notifications.views.wishes import change_wishes, change_wishes_of, stop, wishes, wishes_of

__all__ = [
    "caught_mail",
    "change_wishes",
    "change_wishes_of",
    "deliveries",
    "delivery",
    "inbox",
    "mark_all_read",
    "mark_read",
    "message",
    "of_meeting",
    "remind_in_a_minute",
    "stop",
    "wishes",
    "wishes_of",
]
