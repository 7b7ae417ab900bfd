"""One clock per run: the database's, or the one that was passed in, and the time since."""

from datetime import datetime, timedelta
from time import monotonic

from django.db import connection


def database_now() -> datetime:
    """Return the database's time: machines may disagree, the rows have one clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    found: datetime = now
    return found


class Clock:
    def __init__(self, now: datetime | None) -> None:
        self._start = now or database_now()
        self._began = monotonic()

    def now(self) -> datetime:
        return self._start + self.elapsed()

    def elapsed(self) -> timedelta:
        return timedelta(seconds=monotonic() - self._began)
