"""An evening on which a million reminders are due, in a copy of the nation, and what else is told.

Everybody can sign in, each body meets two or three times at one instant, most villages have met
before, and qualifications come to their ends; the other rules then have something to find.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import psycopg

from bench.generate.loading import loading

AHEAD: Final = timedelta(days=2)
STARTS_AT: Final = time(11, 30, tzinfo=UTC)  # 18.30 in Jakarta, 20.30 in Jayapura: not quiet
BEFORE: Final = timedelta(hours=2)  # the last step of the nation's plan

USERS: Final = """
    INSERT INTO accounts_user (username, name, phone, email, password, session_salt, is_active,
        is_staff, is_superuser, created_at)
    SELECT 'person-' || id, name, '', '', '!', '', true, false, false, now() FROM people_person
"""
# A quarter has the rows of an update only: the table is written once more, in the same order.
SIGNED_UP: Final = """
    UPDATE people_person AS p SET user_id = u.id
      FROM accounts_user AS u WHERE u.username = 'person-' || p.id
"""
MEETINGS: Final = """
    INSERT INTO meetings_meeting (id, version, created_at, updated_at, region_id, wksbm_id,
        purpose, place, "on", at, zone, starts_at, revision, by_hand, status, cancelled_because,
        discussed, decided, guests, logged_as, logged_at, logged_by_id, kind_id, circle, note,
        visitors, agenda, led_by, minuted_by, guest_women, without_quorum, approved_as,
        reopened_because)
    SELECT gen_random_uuid(), 1, now(), now(), code, b, purpose, 'Balai desa',
           (starts_at AT TIME ZONE time_zone)::date, (starts_at AT TIME ZONE time_zone)::time,
           time_zone, starts_at, 0, false, status, '', '', '', 0, '',
           CASE status WHEN 'held' THEN now() END,
           CASE status WHEN 'held' THEN (SELECT min(id) FROM accounts_user) END,
           'pertemuan_rutin', 'all', '', '', '[]', '', '', 0, false, '', ''
      FROM (
          SELECT b, body.code, time_zone, 'Pertemuan ke-' || nth AS purpose, 'planned' AS status,
                 %(starts_at)s::timestamptz AS starts_at
            FROM bench.body JOIN bench.village USING (v)
            JOIN generate_series(1, 3) AS nth ON nth <= 2 OR bench.dice(b, 111, 20) < 9
          UNION ALL
          SELECT b, body.code, time_zone, 'Pertemuan lalu', 'held',
                 now() - interval '1 day' * (5 + 30 * nth + bench.dice(b, 112, 30))
            FROM bench.body JOIN bench.village USING (v)
            JOIN generate_series(0, 5) AS nth ON nth > bench.dice(b, 113, 20) - 15
      ) AS met
"""
KIND: Final = """
    INSERT INTO volunteers_qualificationkind (version, created_at, updated_at, code, name, months)
    VALUES (1, now(), now(), 'bench', 'Pelatihan rekaan', 24) RETURNING id
"""
QUALIFICATIONS: Final = """
    INSERT INTO volunteers_qualification (version, created_at, updated_at, region_id, person_id,
        kind_id, term, certificate, granted_by, withdrawn_because)
    SELECT 1, now(), now(), code, n, %(kind)s,
           daterange(current_date - 730 + days, current_date + days), '', '', ''
      FROM (SELECT DISTINCT n, code, bench.dice(n, 114, 800) - 70 AS days FROM bench.volunteer
             WHERE bench.dice(n, 115, 3) = 0) AS held
"""
EXTRA: Final = ("accounts_user", "people_person", "meetings_meeting", "volunteers_qualification")


def starts_at(today: date) -> datetime:
    """Return when all of them meet."""
    return datetime.combine(today + AHEAD, STARTS_AT)


def make(cursor: psycopg.Cursor, when: datetime) -> None:
    with loading(cursor, *EXTRA):
        cursor.execute("TRUNCATE meetings_meeting CASCADE")
        cursor.execute(USERS)
        cursor.execute("ANALYZE accounts_user")
        cursor.execute(SIGNED_UP)
        cursor.execute(MEETINGS, {"starts_at": when})
        cursor.execute(KIND)
        (kind,) = cursor.fetchone() or (None,)
        cursor.execute(QUALIFICATIONS, {"kind": kind})
    cursor.execute("ANALYZE")
