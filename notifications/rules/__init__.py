"""Who is reminded of what, and when: a table of rules. Adding a rule is adding a line to RULES."""

from notifications.rules import follow_ups, meetings
from notifications.rules.base import Rule, Step, Subject, Text, step_ahead, step_code, step_words
from notifications.rules.meetings import MeetingOccasion, occasions_of, said_when

__all__ = [
    "RULES",
    "MeetingOccasion",
    "Rule",
    "Step",
    "Subject",
    "Text",
    "occasions_of",
    "said_when",
    "step_ahead",
    "step_code",
    "step_words",
]

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        meetings.AHEAD,
        follow_ups.DUE,
    )
}
