"""Meetings, the least: each body has a series, with one meeting planned; one fills a hall."""

from __future__ import annotations

import psycopg

from bench.generate.loading import loading
from bench.generate.plan import Plan

SERIES = """
    INSERT INTO meetings_series (id, version, created_at, updated_at, region_id, wksbm_id, purpose,
        rrule, starts_on, at, zone, place, made_until, on_holiday, in_ramadan, must_follow, kind_id)
    SELECT b, 1, now(), now(), code, b, 'Pertemuan rutin', 'FREQ=DAILY;INTERVAL=35', on_day,
           '13:00', time_zone, 'Balai desa', on_day, 'keep', 'keep', false, 'pertemuan_rutin'
    FROM (
        SELECT b, body.code, time_zone, current_date + bench.dice(b, 81, 35) AS on_day
        FROM bench.body JOIN bench.village USING (v)
    ) x
"""
MEETINGS = """
    INSERT INTO meetings_meeting (id, version, created_at, updated_at, region_id, wksbm_id,
        series_id, original_date, purpose, place, "on", at, zone, starts_at, revision, by_hand,
        status, cancelled_because, discussed, decided, guests, logged_as, kind_id, circle, note,
        visitors, agenda, led_by, minuted_by, guest_women, without_quorum, approved_as,
        reopened_because)
    SELECT gen_random_uuid(), 1, now(), now(), region_id, wksbm_id, id, starts_on, purpose, place,
           starts_on, at, zone, (starts_on + at) AT TIME ZONE zone, 0, false, 'planned', '', '', '',
           0, '', 'pertemuan_rutin', 'all', '', '', '[]', '', '', 0, false, '', ''
    FROM meetings_series
"""

# In the village where meetings are written while it is measured, twenty people can come.
HALL = """
    INSERT INTO people_presence (person_id, region_id, since)
    SELECT p.id, w.region_id, now()
    FROM (
        SELECT id, region_id FROM wksbm_wksbm WHERE region_id LIKE '16.06%' ORDER BY id LIMIT 1
    ) w, (SELECT id FROM people_person ORDER BY id LIMIT 25) p
    ON CONFLICT DO NOTHING
"""


def make(cursor: psycopg.Cursor, _plan: Plan) -> None:
    with loading(cursor, "meetings_series", "meetings_meeting"):
        cursor.execute(SERIES)
        cursor.execute(MEETINGS)
    cursor.execute(HALL)
