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
from notifications.views.quiet import (
    add_quiet_time,
    change_quiet_time,
    follow_quiet_times_above,
    keep_own_quiet_times,
    quiet_times,
    quiet_times_of,
    remove_quiet_time,
)

__all__ = [
    "add_quiet_time",
    "caught_mail",
    "change_quiet_time",
    "deliveries",
    "delivery",
    "follow_quiet_times_above",
    "inbox",
    "keep_own_quiet_times",
    "mark_all_read",
    "mark_read",
    "message",
    "of_meeting",
    "quiet_times",
    "quiet_times_of",
    "remind_in_a_minute",
    "remove_quiet_time",
]
