"""Money and months in the words of pages and files."""

from __future__ import annotations

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.formats import date_format

from common.dates import first_day, last_day
from common.months import Month


def said_rupiah(amount_idr: int | None) -> str:
    """Say "Rp1.250.000", "\u2212Rp50.000" for what was taken back; "" where no amount is known.

    The sign is the real minus: after a hyphen a narrow screen begins a new line.
    """
    if amount_idr is None:
        return ""
    sign = "\u2212" if amount_idr < 0 else ""
    return f"{sign}Rp{abs(amount_idr):,}".replace(",", ".")


def said_period(of: DateRange) -> str:
    """Say "Agustus 2026", "Juli\u2013September 2026", "November 2025\u2013Januari 2026"."""
    first, last = first_day(of), last_day(of)
    if first is None:
        return ""
    if last is None:
        return f"{Month.of(first).label}\u2013"
    return said_months(Month.of(first), Month.of(last))


def said_months(first: Month, last: Month) -> str:
    """Say the months from one to another, both included."""
    if first == last:
        return first.label
    start = date_format(first.first, "F") if first.year == last.year else first.label
    return f"{start}\u2013{last.label}"
