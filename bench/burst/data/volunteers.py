"""Qualifications that come to their ends, and the duty roster of each kecamatan."""

from __future__ import annotations

from typing import Final

import psycopg

from bench.generate.loading import loading

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
# A duty for three in each kecamatan and week: thirteen weeks that are over, and three to come.
DUTIES: Final = """
    CREATE UNLOGGED TABLE bench.duty AS
    SELECT row_number() OVER () AS d, place, week,
           tstzrange(starts_at, starts_at + interval '8 hours') AS period
      FROM (
          SELECT place, week,
                 date_trunc('day', now()) + interval '1 hour'
                     + interval '1 day' * (7 * week + bench.dice(hashtext(place), 131, 7))
                     AS starts_at
            FROM (SELECT DISTINCT left(code, 8) AS place FROM bench.village) AS places,
                 generate_series(-13, 2) AS week
      ) AS planned
"""
DUTY_ROWS: Final = """
    INSERT INTO volunteers_duty (id, version, created_at, updated_at, region_id, kind, title,
        place, period, seats, note, cancelled_because)
    OVERRIDING SYSTEM VALUE
    SELECT d, 1, now(), now(), place, 'watch', 'Piket', 'Posko', period, 3, '', ''
      FROM bench.duty
"""
# Whoever serves in the kecamatan in turn. Of what is over eight in ten took it on; of what lies
# ahead half, and a quarter has not answered yet. It was offered up to ten days ago.
ASSIGNMENTS: Final = """
    INSERT INTO volunteers_assignment (version, created_at, updated_at, region_id, duty_id,
        person_id, period, status, answered_at, reason)
    SELECT 1, offered_at, offered_at, place, d, n, period, status,
           CASE WHEN status <> 'offered' THEN offered_at END, ''
      FROM (
          SELECT place, d, n, period,
                 CASE WHEN week >= 0 THEN now() - interval '1 hour' * bench.dice(d, 132, 240)
                      ELSE lower(period) - interval '10 days' END AS offered_at,
                 CASE WHEN bench.dice(d * 3 + seat, 133, 20)
                           < CASE WHEN week < 0 THEN 16 ELSE 10 END THEN 'accepted'
                      WHEN week >= 0 AND bench.dice(d * 3 + seat, 133, 20) < 15 THEN 'offered'
                      ELSE 'declined' END AS status
            FROM bench.duty
           CROSS JOIN generate_series(0, 2) AS seat
            JOIN (
                SELECT left(code, 8) AS place, n,
                       count(*) OVER (PARTITION BY left(code, 8)) AS many,
                       row_number() OVER (PARTITION BY left(code, 8) ORDER BY n) - 1 AS k
                  FROM (SELECT DISTINCT n, code FROM bench.volunteer) AS serving
            ) AS who USING (place)
           WHERE k = (3 * (week + 13) + seat) %% many AND (many >= 3 OR seat = 0)
      ) AS offered
"""
TABLES: Final = ("volunteers_qualification", "volunteers_duty", "volunteers_assignment")


def make(cursor: psycopg.Cursor) -> None:
    cursor.execute(DUTIES)
    with loading(cursor, *TABLES):
        cursor.execute(KIND)
        (kind,) = cursor.fetchone() or (None,)
        cursor.execute(QUALIFICATIONS, {"kind": kind})
        cursor.execute(DUTY_ROWS)
        cursor.execute(ASSIGNMENTS, ())
