"""Long work that has ended: two imports or exports a body in the year before the evening."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import psycopg

from bench.generate.loading import loading

# One in ten failed; most took a minute to an hour, one in six was over before anybody looked away.
JOBS: Final = """
    INSERT INTO jobs_job (kind, user_id, title, arguments, status, done, in_last_step, link, result,
        result_name, result_type, fault, attempts, created_at, started_at, finished_at)
    SELECT 'bench', p.user_id, 'Ekspor rekaan', '{}',
           CASE bench.dice(n, 141, 10) WHEN 0 THEN 'failed' ELSE 'done' END, 100, false, '', '',
           '', '', '', 1, asked_at, asked_at,
           asked_at + interval '1 second' * bench.dice(n, 142, CASE n %% 6 WHEN 0 THEN 60
                                                                    ELSE 3600 END)
      FROM generate_series(1, (SELECT 2 * count(*) FROM bench.body)) AS n
     CROSS JOIN LATERAL (
               SELECT %(before)s::timestamptz - interval '1 minute' * bench.dice(n, 143, 525600)
                          AS asked_at
           ) AS began
      JOIN people_person AS p
        ON p.id = 1 + bench.dice(n, 144, (SELECT count(*)::int FROM bench.person))
"""


def make(cursor: psycopg.Cursor, when: datetime) -> None:
    with loading(cursor, "jobs_job"):
        cursor.execute(JOBS, {"before": when - timedelta(hours=4)})
