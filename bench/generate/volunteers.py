"""Volunteers: who serves in which pillar, by which decree, with tiers where the pillar has them.

Three PSM live in every village and a woman leader in six of ten, a TKSK in every kecamatan, and
Tagana of each regency in not quite half of its villages; one in three has an earlier term.
"""

from __future__ import annotations

import psycopg

from bench.generate.loading import loading, set_sequence
from bench.generate.plan import Plan

AGENCIES = """
    INSERT INTO wksbm_office (region_id, kind, name)
    SELECT DISTINCT left(code, 5), 'social_agency', 'Kepala Dinas Sosial ' || left(code, 5)
    FROM bench.village
"""

# The village head appoints for the village, the agency for the regency and its kecamatan. Of a
# hundred decrees 80 are in force, five of the others lapse soon, nine have lapsed and six are
# awaited; one office in three has renewed an older one.
DECREES = """
    CREATE UNLOGGED TABLE bench.roster_decree AS
    SELECT (SELECT max(id) FROM wksbm_decree) + row_number() OVER (ORDER BY place, nth DESC) AS d,
           place, issuer, nth, enacted, daterange(enacted, enacted + 1095) AS term
    FROM (
        SELECT place, issuer, nth,
               CASE WHEN nth = 2 THEN current_date - 2190 - dice
                    WHEN state < 5 THEN current_date - 1095 + 1 + dice % 58
                    WHEN state < 14 THEN current_date - 1095 - 1 - dice
                    ELSE current_date - dice END AS enacted
        FROM (
            SELECT place, issuer, bench.dice(issuer, 91, 100) AS state,
                   bench.dice(issuer, 92, 1000) AS dice
            FROM (SELECT code AS place, v AS issuer FROM bench.village
                  UNION ALL
                  SELECT region_id, id FROM wksbm_office WHERE kind = 'social_agency') offices
        ) x
        JOIN generate_series(1, 2) nth
            ON nth = 1 AND state NOT BETWEEN 14 AND 19
            OR nth = 2 AND bench.dice(issuer, 93, 3) = 0
    ) dated
"""
DECREE_ROWS = """
    INSERT INTO wksbm_decree (id, version, created_at, updated_at, region_id, issuer_id, kind,
        number, subject, signed_by, capacity, enacted_on, term, cost_source, scan, scan_name,
        scan_type, scan_sha256, scan_original, scan_original_sha256)
    SELECT d, 1, now(), now(), place, issuer, 'appointment',
           format('%s/%s/KEP/%s', 100 + bench.dice(d, 94, 800), d, extract(year FROM enacted)),
           'Pengangkatan Relawan Sosial', 'Pejabat Rekaan', 'holder', enacted, term, '',
           '', '', '', '', '', ''
    FROM bench.roster_decree
"""
CHANGES = """
    INSERT INTO wksbm_decreechange (newer_id, older_id, kind, effective_on)
    SELECT newer.d, older.d, 'supersedes', newer.enacted
    FROM bench.roster_decree newer JOIN bench.roster_decree older USING (place)
    WHERE newer.nth = 1 AND older.nth = 2
"""

# Whom it is that serves is decided by chance among those who are present in the village.
SERVING = """
    CREATE UNLOGGED TABLE bench.volunteer AS
    WITH villager AS (
        SELECT n, code, sex,
               row_number() OVER (PARTITION BY code ORDER BY bench.dice(n, 95, 1000000), n) AS k
        FROM bench.person
    ), chosen AS (
        SELECT n, code, code AS area, 'psm' AS pillar FROM villager WHERE k <= 3
        UNION ALL
        SELECT n, code, code, 'women_leader' FROM villager WHERE k = 4 AND sex = 'female'
        UNION ALL
        SELECT n, code, left(code, 5), 'tagana' FROM villager WHERE k = 5
        UNION ALL
        (SELECT DISTINCT ON (left(code, 8)) n, code, left(code, 8), 'tksk'
         FROM villager WHERE k = 4 ORDER BY left(code, 8), bench.dice(n, 96, 1000000), n)
    )
    SELECT n, code, area, pillar,
           CASE WHEN area = code THEN code ELSE left(code, 5) END AS place
    FROM chosen
"""

# By the numbers the nation is mixed: it does not fill up from west to east.
TERMS = """
    CREATE UNLOGGED TABLE bench.appointment AS
    SELECT row_number() OVER (ORDER BY hashint8extended(n, 97), pillar, nth DESC) AS a, x.*
    FROM (
        SELECT w.n, w.code, w.area, w.pillar, now_by.d, 1 AS nth,
               coalesce(now_by.enacted, current_date - 200) AS since, NULL::date AS until,
               bench.dice(w.n, 98, 33) = 0 AS has_left
        FROM bench.volunteer w
        LEFT JOIN bench.roster_decree now_by ON now_by.place = w.place AND now_by.nth = 1
        UNION ALL
        SELECT w.n, w.code, w.area, w.pillar, earlier.d, 2, earlier.enacted,
               coalesce(now_by.enacted, current_date - 200), false
        FROM bench.volunteer w
        JOIN bench.roster_decree earlier ON earlier.place = w.place AND earlier.nth = 2
        LEFT JOIN bench.roster_decree now_by ON now_by.place = w.place AND now_by.nth = 1
    ) x
"""

# TKSK are paid, a quarter of the Tagana, one in ten of the others; one in twenty of them waives it.
APPOINTMENTS = """
    INSERT INTO volunteers_appointment (id, version, created_at, updated_at, region_id, person_id,
        pillar_id, area_id, term, decree_id, number, honorarium, stipend_waived, is_sole,
        confirmed_on, confirmed_by_id, answer, ended_kind, ended_because)
    SELECT a, 1, made, made, t.code, n, p.id, area,
           daterange(since, CASE WHEN has_left THEN since + 1 + bench.dice(n, 99, served + 1)
                                 ELSE until END),
           d, CASE t.pillar WHEN 'tagana' THEN format('%s.%s', left(t.code, 5), n) ELSE '' END,
           CASE WHEN is_paid THEN 'paid' ELSE 'unpaid' END,
           is_paid AND bench.dice(n, 102, 20) = 0, p.is_sole,
           said_on, CASE WHEN said_on IS NOT NULL THEN officer.id END,
           CASE WHEN said_on IS NULL THEN '' WHEN bench.dice(n, 104, 50) = 0 THEN 'moved'
                ELSE 'active' END,
           CASE WHEN nth = 2 THEN 'renewed' WHEN has_left THEN 'resigned' ELSE '' END, ''
    FROM bench.appointment t
    JOIN volunteers_pillar p ON p.code = t.pillar
    JOIN accounts_user officer ON officer.username = 'bench-kabupaten'
    CROSS JOIN LATERAL (
        SELECT current_date - since AS served,
               now() - bench.dice(a, 100, 900) * interval '1 day' AS made,
               bench.dice(n, 101, 100) < CASE t.pillar WHEN 'tksk' THEN 100 WHEN 'tagana' THEN 25
                   ELSE 10 END AS is_paid,
               CASE WHEN nth = 1 AND bench.dice(n, 103, 10) < 7
                    THEN current_date - bench.dice(n, 105, 300) END AS said_on
    ) x
    ORDER BY a
"""

# Every Tagana begins as Muda; a third became Madya, a tenth Utama.
TIERS = """
    INSERT INTO volunteers_tierstep (version, created_at, updated_at, region_id, person_id,
        pillar_id, tier, since, evidence)
    SELECT 1, now(), now(), w.code, w.n, p.id, step.tier,
           current_date - 400 * (5 - step.nth) - bench.dice(w.n, 106, 300), ''
    FROM bench.volunteer w
    JOIN volunteers_pillar p ON p.code = w.pillar AND p.has_tiers
    JOIN (VALUES (1, 'muda', 30), (2, 'madya', 10), (3, 'utama', 3)) step (nth, tier, often)
        ON bench.dice(w.n, 107, 30) < step.often
"""


def make(cursor: psycopg.Cursor, _plan: Plan) -> None:
    cursor.execute(AGENCIES)
    for statement in (DECREES, SERVING, TERMS):
        cursor.execute(statement)
    with loading(cursor, "wksbm_decree", "wksbm_decreechange"):
        cursor.execute(DECREE_ROWS)
        cursor.execute(CHANGES)
    with loading(cursor, "volunteers_appointment", "volunteers_tierstep"):
        cursor.execute(APPOINTMENTS)
        cursor.execute(TIERS)
    for table in ("wksbm_decree", "volunteers_appointment"):
        set_sequence(cursor, table)
