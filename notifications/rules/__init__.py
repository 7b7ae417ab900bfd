"""Who is reminded of what, and when: a table of rules. Adding a rule is adding a line to RULES."""

from notifications.rules import (
    answers,
    appointments,
    decrees,
    digests,
    duties,
    follow_ups,
    meetings,
    minutes,
    silence,
    stipends,
    work,
)
from notifications.rules.base import (
    ON_THE_DAY,
    Receiver,
    Rule,
    Step,
    Subject,
    Text,
    Told,
    step_ahead,
    step_code,
    step_words,
)
from notifications.rules.meetings import (
    MeetingOccasion,
    group_occasions,
    group_text,
    meeting_of,
    occasions_of,
    said_when,
)
from notifications.rules.words import Meaning, understand, without_numbers

__all__ = [
    "ON_THE_DAY",
    "RULES",
    "Meaning",
    "MeetingOccasion",
    "Receiver",
    "Rule",
    "Step",
    "Subject",
    "Text",
    "Told",
    "group_occasions",
    "group_text",
    "meeting_of",
    "occasions_of",
    "said_when",
    "step_ahead",
    "step_code",
    "step_words",
    "understand",
    "without_numbers",
]

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        meetings.AHEAD,
        meetings.CHANGED,
        minutes.MINUTES,
        answers.UNANSWERED,
        follow_ups.DUE,
        decrees.LAPSING,
        decrees.VACANT,
        appointments.APPOINTMENT,
        appointments.QUALIFICATION,
        duties.OFFERED,
        duties.AHEAD,
        silence.SILENT,
        stipends.RELEASED,
        stipends.PAID,
        work.ENDED,
    )
}
RULES[digests.NAME] = digests.digest_of(RULES)
