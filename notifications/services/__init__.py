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
from notifications.services.starting import (
    STARTING_LEVELS,
    Tally,
    begins_at,
    set_sending_start,
    tally,
    would_have_gone,
)
from notifications.services.stopping import Stop, stop_of_key, stop_path
from notifications.services.wishes import (
    Wishes,
    kinds,
    note_opt_in,
    note_opt_out,
    opt_in,
    opt_out,
    presence_to_note,
    unwilling_among,
    wishes_of,
)

__all__ = [
    "MOST_STEPS",
    "STARTING_LEVELS",
    "Event",
    "Going",
    "Line",
    "Planned",
    "Stop",
    "Tally",
    "Wishes",
    "begins_at",
    "change_rule",
    "clear_rule",
    "database_now",
    "describe",
    "explain",
    "fits",
    "kinds",
    "load_rules",
    "local",
    "mark_all_read",
    "mark_read",
    "note_opt_in",
    "note_opt_out",
    "note_round",
    "opt_in",
    "opt_out",
    "plan",
    "presence_to_note",
    "remind_in_a_minute",
    "rules_in",
    "send_due",
    "set_rule",
    "set_sending_start",
    "stop_of_key",
    "stop_path",
    "tally",
    "text_now",
    "unwilling_among",
    "wishes_of",
    "would_have_gone",
]
