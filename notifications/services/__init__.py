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
from notifications.services.plans import load_rules
from notifications.services.pulse import note_round
from notifications.services.reading import mark_all_read, mark_read, remind_in_a_minute
from notifications.services.sending import send_due

__all__ = [
    "Event",
    "Line",
    "Planned",
    "database_now",
    "describe",
    "explain",
    "load_rules",
    "local",
    "mark_all_read",
    "mark_read",
    "note_round",
    "plan",
    "remind_in_a_minute",
    "send_due",
    "text_now",
]
