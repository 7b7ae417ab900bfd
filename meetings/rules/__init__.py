"""When a series meets, in the village's local dates, and how that is said in words."""

from meetings.rules.agenda import LONGEST_TITLE, MOST_ITEMS, items_of
from meetings.rules.counting import Counts, counted
from meetings.rules.javanese import PASARAN, first_on, pasaran, said_javanese
from meetings.rules.patterns import (
    AHEAD,
    LAST,
    NTHS,
    SELAPANAN,
    WEEKDAYS,
    Pattern,
    check_rrule,
    choices_of,
    next_dates,
    occurrences,
    parsed,
    rrule_of,
    start_instant,
    still_to_come,
)
from meetings.rules.shifting import Calendar, Placed, placed
from meetings.rules.words import follows_pasaran, said, said_date, said_time, skips

__all__ = [
    "AHEAD",
    "LAST",
    "LONGEST_TITLE",
    "MOST_ITEMS",
    "NTHS",
    "PASARAN",
    "SELAPANAN",
    "WEEKDAYS",
    "Calendar",
    "Counts",
    "Pattern",
    "Placed",
    "check_rrule",
    "choices_of",
    "counted",
    "first_on",
    "follows_pasaran",
    "items_of",
    "next_dates",
    "occurrences",
    "parsed",
    "pasaran",
    "placed",
    "rrule_of",
    "said",
    "said_date",
    "said_javanese",
    "said_time",
    "skips",
    "start_instant",
    "still_to_come",
]
