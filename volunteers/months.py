"""Months, each said by its first day: from "2026-05" and back, and as a term."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.formats import date_format

from common.dates import term

_WRITTEN = re.compile(r"^(20[0-9]{2})-(0[1-9]|1[0-2])$")
# Reports of a month are brought in the first weeks of the next: till then that month is looked at.
COLLECTED_UNTIL = 20


def month_of(day: date) -> date:
    """Return the first day of the day's month."""
    return day.replace(day=1)


def last_of(month: date) -> date:
    return month.replace(day=days_in(month))


def days_in(month: date) -> int:
    return monthrange(month.year, month.month)[1]


def month_term(month: date) -> DateRange:
    return term(month_of(month), last_of(month))


def months_before(month: date, count: int) -> date:
    at = month.year * 12 + month.month - 1 - count
    return date(at // 12, at % 12 + 1, 1)


def month_collected(on: date) -> date:
    """Return the month whose reports are collected on a day."""
    return months_before(month_of(on), 1 if on.day <= COLLECTED_UNTIL else 0)


def read_month(text: str) -> date | None:
    """Return the month of "2026-05"; None where it is none."""
    found = _WRITTEN.match(text)
    return date(int(found[1]), int(found[2]), 1) if found else None


def written_month(month: date) -> str:
    return f"{month:%Y-%m}"


def said_month(month: date) -> str:
    return date_format(month, "F Y")
