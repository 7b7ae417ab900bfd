"""The meetings of the evening and of half a year before, who answered, and the tasks they gave."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import psycopg

from bench.generate.loading import loading

MEETINGS: Final = """
    INSERT INTO meetings_meeting (id, version, created_at, updated_at, region_id, wksbm_id,
        purpose, place, "on", at, zone, starts_at, revision, by_hand, status, cancelled_because,
        discussed, decided, guests, logged_as, logged_at, logged_by_id, kind_id, circle, note,
        visitors, agenda, led_by, minuted_by, guest_women, without_quorum, approved_as,
        reopened_because)
    SELECT gen_random_uuid(), 1, made, made, code, b, purpose, 'Balai desa',
           (starts_at AT TIME ZONE time_zone)::date, (starts_at AT TIME ZONE time_zone)::time,
           time_zone, starts_at, 0, false, status, '', '', '', 0, '',
           CASE status WHEN 'held' THEN now() END,
           CASE status WHEN 'held' THEN (SELECT min(id) FROM accounts_user) END,
           'pertemuan_rutin', 'all', '', '', '[]', '', '', 0, false, '', ''
      FROM (
          SELECT b, body.code, time_zone, 'Pertemuan ke-' || nth AS purpose, 'planned' AS status,
                 %(starts_at)s::timestamptz AS starts_at,
                 now() - interval '1 day' * (4 + bench.dice(b, 116, 30)) AS made
            FROM bench.body JOIN bench.village USING (v)
            JOIN generate_series(1, 3) AS nth ON nth <= 2 OR bench.dice(b, 111, 20) < 9
          UNION ALL
          SELECT b, body.code, time_zone, 'Pertemuan lalu', 'held',
                 now() - interval '1 day' * (5 + 30 * nth + bench.dice(b, 112, 30)), now()
            FROM bench.body JOIN bench.village USING (v)
            JOIN generate_series(0, 5) AS nth ON nth > bench.dice(b, 113, 20) - 15
      ) AS met
"""
# One body in fourteen met in the last fifty days too, and has not written it down.
UNLOGGED: Final = """
    INSERT INTO meetings_meeting (id, version, created_at, updated_at, region_id, wksbm_id,
        purpose, place, "on", at, zone, starts_at, revision, by_hand, status, cancelled_because,
        discussed, decided, guests, logged_as, kind_id, circle, note, visitors, agenda, led_by,
        minuted_by, guest_women, without_quorum, approved_as, reopened_because)
    SELECT gen_random_uuid(), 1, now(), now(), code, b, 'Belum dicatat', 'Balai desa',
           met, '13:00', time_zone, (met + time '13:00') AT TIME ZONE time_zone, 0, false,
           'planned', '', '', '', 0, '', 'pertemuan_rutin', 'all', '', '', '[]', '', '', 0, false,
           '', ''
      FROM (SELECT b, body.code, time_zone, current_date - bench.dice(b, 117, 50) AS met
              FROM bench.body JOIN bench.village USING (v)
             WHERE bench.dice(b, 118, 14) = 0) AS forgotten
"""
# What the history's triggers would have written of what is planned: rules ask when it was known.
KNOWN: Final = """
    INSERT INTO meetings_meetingevent ({columns}, pgh_created_at, pgh_label, pgh_obj_id)
    SELECT {columns}, created_at, 'insert', id FROM meetings_meeting WHERE status = 'planned'
"""
KEPT: Final = """
    SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = 'meetings_meetingevent'
       AND column_name IN (SELECT column_name FROM information_schema.columns
                            WHERE table_schema = 'public' AND table_name = 'meetings_meeting')
"""
# Of ten chairs seven have said whether they come, of ten others two.
ANSWERS: Final = """
    INSERT INTO meetings_invitation (id, version, created_at, updated_at, meeting_id, person_id,
        name, phone, origin, left_out, answer, reason, deputy_name, deputy_phone, answered_at,
        answered_how)
    SELECT gen_random_uuid(), 1, now(), now(), m.id, seat.holder_id, '', '', '', false,
           CASE bench.dice(dealt, 119, 5) WHEN 0 THEN 'not_coming' ELSE 'coming' END, '', '', '',
           now(), 'link'
      FROM meetings_meeting AS m
      JOIN wksbm_seat AS seat ON seat.wksbm_id = m.wksbm_id AND seat.term @> m."on"
     CROSS JOIN LATERAL (SELECT seat.holder_id * 3 + right(m.purpose, 1)::int AS dealt) AS by_number
     WHERE m.starts_at = %(starts_at)s
       AND bench.dice(dealt, 120, 10) < CASE seat.post WHEN 'chair' THEN 7 ELSE 2 END
"""
# Every second meeting gave a task to one of the board, for two to six weeks: most are done, of
# those whose day has passed 15 in a hundred are not.
TASKS: Final = """
    INSERT INTO meetings_followup (id, version, created_at, updated_at, region_id, wksbm_id,
        meeting_id, task, owner_id, owner_name, due_on, asked_by_id, needs_verifying, status,
        evidence, picture, picture_sha256, done_on, done_by_id, dropped_because)
    SELECT gen_random_uuid(), 1, now(), now(), region_id, wksbm_id, id, 'Tugas rekaan', owner, '',
           due_on, asked_by, false, CASE WHEN is_open THEN 'open' ELSE 'closed' END,
           CASE WHEN is_open THEN '' ELSE 'Sudah' END, '', '',
           CASE WHEN NOT is_open THEN "on" + 7 END, CASE WHEN NOT is_open THEN asked_by END, ''
      FROM (
          SELECT m.id, m.region_id, m.wksbm_id, m."on", seat.holder_id AS owner, m.logged_by_id
                     AS asked_by, due_on,
                 bench.dice(dealt, 121, 100) < CASE WHEN due_on < current_date THEN 15 ELSE 60 END
                     AS is_open
            FROM meetings_meeting AS m
           CROSS JOIN LATERAL (
                     SELECT m.wksbm_id * 1000 + (current_date - m."on") AS dealt
                 ) AS by_number
           CROSS JOIN LATERAL (
                     SELECT m."on" + 14 + bench.dice(dealt, 122, 30) AS due_on
                 ) AS until
            JOIN wksbm_seat AS seat ON seat.wksbm_id = m.wksbm_id
             AND seat.post = (ARRAY['chair', 'secretary', 'treasurer'])
                             [1 + bench.dice(dealt, 123, 3)]
           WHERE m.status = 'held' AND bench.dice(dealt, 124, 2) = 0
      ) AS given
"""


def make(cursor: psycopg.Cursor, when: datetime) -> None:
    cursor.execute("TRUNCATE meetings_meeting CASCADE")
    with loading(cursor, "meetings_meeting"):
        cursor.execute(MEETINGS, {"starts_at": when})
        cursor.execute(UNLOGGED)
    cursor.execute(KEPT)
    (columns,) = cursor.fetchone() or ("",)
    with loading(cursor, "meetings_meetingevent", "meetings_invitation", "meetings_followup"):
        cursor.execute(KNOWN.format(columns=columns))
        cursor.execute(ANSWERS, {"starts_at": when})
        cursor.execute(TASKS)
