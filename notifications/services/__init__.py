"""Planning, sending and explaining messages."""

from notifications.services.clock import database_now
from notifications.services.explaining import (
    Event,
    Line,
    describe,
    explain,
    local,
    text_now,
)
from notifications.services.planning import Planned, plan
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
from notifications.services.sending import send_due

__all__ = [
    "Event",
    "Line",
    "Planned",
    "add_quiet_time",
    "change_quiet_time",
    "database_now",
    "describe",
    "explain",
    "follow_quiet_times_above",
    "keep_own_quiet_times",
    "load_quiet_times",
    "local",
    "mark_all_read",
    "mark_read",
    "note_round",
    "plan",
    "remind_in_a_minute",
    "remove_quiet_time",
    "send_due",
    "text_now",
]
