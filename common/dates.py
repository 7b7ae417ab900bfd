"""Days and terms: today where people live, and a term that is asked for a day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone


def today(zone: ZoneInfo | None = None) -> date:
    """Return today's date in the zone, or in the service's own."""
    return timezone.localdate(timezone=zone)


def term(start: date | None, end: date | None) -> DateRange:
    """Return the term from `start` to `end`, both days included; None is open."""
    return DateRange(start, end, "[]")


def first_day(of: DateRange) -> date | None:
    day: date | None = of.lower
    return day


def last_day(of: DateRange) -> date | None:
    """Return the last day that lies in the term: PostgreSQL stores the day after it."""
    if of.upper is None:
        return None
    return of.upper if of.upper_inc else date.fromordinal(of.upper.toordinal() - 1)


def covers(of: DateRange, day: date) -> bool:
    first, last = first_day(of), last_day(of)
    return (first is None or first <= day) and (last is None or day <= last)


def wall_time(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant as the clock on the village's wall shows it."""
    return timezone.localtime(instant, zone)
