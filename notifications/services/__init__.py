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
from notifications.services.reading import mark_all_read, mark_read, remind_in_a_minute
from notifications.services.sending import send_due

__all__ = [
    "MOST_STEPS",
    "Event",
    "Going",
    "Line",
    "Planned",
    "change_rule",
    "clear_rule",
    "database_now",
    "describe",
    "explain",
    "fits",
    "load_rules",
    "local",
    "mark_all_read",
    "mark_read",
    "note_round",
    "plan",
    "remind_in_a_minute",
    "rules_in",
    "send_due",
    "set_rule",
    "text_now",
]
