"""An evening on which a million reminders are due, in a copy of the nation, and what else is told.

Everybody can sign in, each body meets two or three times at one instant, most villages have met
before and gave tasks, qualifications come to their ends, duties lie ahead, long work has ended and
a month of honoraria is on its way: every rule then reads what a nation has of its kind. As in
bench/generate: statements over whole tables, a file for each app, decided by hashes.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import psycopg

from bench.burst.data import accounts, jobs, meetings, stipends, volunteers

AHEAD: Final = timedelta(days=2)
STARTS_AT: Final = time(11, 30, tzinfo=UTC)  # 18.30 in Jakarta, 20.30 in Jayapura: not quiet
BEFORE: Final = timedelta(hours=2)  # the last step of the nation's plan


def starts_at(today: date) -> datetime:
    """Return when all of them meet."""
    return datetime.combine(today + AHEAD, STARTS_AT)


def make(cursor: psycopg.Cursor, when: datetime) -> None:
    accounts.make(cursor)
    meetings.make(cursor, when)
    volunteers.make(cursor)
    jobs.make(cursor, when)
    stipends.make(cursor)
    cursor.execute("ANALYZE")
