"""Bodies, the decrees that form them, and their boards."""

from __future__ import annotations

import psycopg

from bench.generate.loading import loading, set_sequence
from bench.generate.plan import BOARD, Plan

# Every village has one; the others are of a hamlet or an RW, in villages chosen by chance.
# They are numbered by chance too: a nation does not fill up from west to east.
BODIES = """
    CREATE UNLOGGED TABLE bench.body AS
    SELECT row_number() OVER (ORDER BY hashint8extended(m, 11)) AS b, m, v.v, v.code, v.kind,
           v.name AS village,
           CASE WHEN m <= %(villages)s THEN 'village'
                WHEN bench.dice(m, 12, 2) = 0 THEN 'rw' ELSE 'hamlet' END AS level,
           row_number() OVER (PARTITION BY v.v ORDER BY m) AS k
    FROM generate_series(1, %(bodies)s) m
    JOIN bench.village v
        ON v.v = CASE WHEN m <= %(villages)s THEN m ELSE 1 + bench.dice(m, 13, %(villages)s) END
"""

NAMES = """
    INSERT INTO wksbm_wksbm (id, version, created_at, updated_at, region_id, level, unit, name,
        founded_on)
    SELECT b, 1, made, made, code, level,
           CASE level WHEN 'rw' THEN 'RW ' || lpad(k::text, 3, '0')
                      WHEN 'hamlet' THEN 'Dusun ' || k ELSE '' END,
           CASE level WHEN 'village' THEN 'WKSBM ' || village
                ELSE 'WKSBM ' || (ARRAY['Mekar Sari', 'Sari Manunggal', 'Melati', 'Harapan',
                    'Bina Sejahtera', 'Guyub Rukun', 'Kasih Ibu', 'Sumber Rejeki'])
                    [1 + bench.dice(b, 14, 8)] || ' ' || k END,
           date '2007-01-01' + bench.dice(b, 15, 6000)
    FROM (SELECT *, now() - bench.dice(b, 16, 900) * interval '1 day' AS made FROM bench.body) x
"""

OFFICES = """
    INSERT INTO wksbm_office (id, region_id, kind, name)
    SELECT v, code, CASE kind WHEN 'kelurahan' THEN 'lurah' ELSE 'village_head' END,
           CASE kind WHEN 'kelurahan' THEN 'Lurah ' ELSE 'Kepala Desa ' END || name
    FROM bench.village
"""

# Of a hundred bodies, 88 have a decree in force, four of them lapse soon, seven's has lapsed and
# five have none. One in ten has an older one, which the present one supersedes.
DECREES = """
    CREATE UNLOGGED TABLE bench.decree AS
    SELECT row_number() OVER (ORDER BY b, nth DESC) AS d, b, nth, v, code,
           enacted, daterange(enacted, enacted + 365 * years) AS term
    FROM (
        SELECT b, v, code, nth, years,
               CASE WHEN nth = 2 THEN current_date - 365 * (years + 3) - dice
                    WHEN state < 4 THEN current_date - 365 * years + 1 + dice % 58
                    WHEN state < 11 THEN current_date - 365 * years - 1 - dice
                    ELSE current_date - dice END AS enacted
        FROM (SELECT b, v, code, bench.dice(b, 21, 100) AS state, bench.dice(b, 22, 1000) AS dice,
                     3 + 2 * bench.dice(b, 23, 2) AS years
              FROM bench.body) bodies
        JOIN generate_series(1, 2) nth ON nth = 1 OR bench.dice(b, 24, 10) = 0
        WHERE state < 95
    ) x
"""

DECREE_ROWS = """
    INSERT INTO wksbm_decree (id, version, created_at, updated_at, region_id, issuer_id, kind,
        number, subject, signed_by, capacity, enacted_on, term, cost_source, scan, scan_name,
        scan_type, scan_sha256, scan_original, scan_original_sha256)
    SELECT d, 1, now(), now(), code, v, 'formation',
           format('%s/%s/KPTS/%s', 140 + bench.dice(d, 25, 48), b, extract(year FROM enacted)),
           'Pembentukan Pengurus WKSBM', 'Pejabat Rekaan', 'holder', enacted, term, 'apbdes',
           '', '', '', '', '', ''
    FROM bench.decree
"""

MANDATES = """
    INSERT INTO wksbm_mandate (region_id, decree_id, wksbm_id)
    SELECT code, d, b FROM bench.decree
"""

CHANGES = """
    INSERT INTO wksbm_decreechange (newer_id, older_id, kind, effective_on)
    SELECT newer.d, older.d, 'supersedes', newer.enacted
    FROM bench.decree newer JOIN bench.decree older USING (b)
    WHERE newer.nth = 1 AND older.nth = 2
"""

SEATS = """
    INSERT INTO wksbm_seat (version, created_at, updated_at, region_id, wksbm_id, post, section,
        holder_id, term, decree_id, tie_to_head, ended_because)
    SELECT 1, now(), now(), p.code, p.b,
           (%(posts)s::text[])[p.place],
           CASE (%(posts)s::text[])[p.place] WHEN 'section' THEN 'Pendataan' ELSE '' END, p.n,
           coalesce(d.term, daterange(current_date - 200, NULL)), d.d,
           CASE WHEN p.place = 1 AND bench.dice(p.n, 31, 2) = 0 THEN 'spouse' ELSE '' END, ''
    FROM bench.person p
    LEFT JOIN bench.decree d ON d.b = p.b AND d.nth = 1
    WHERE p.place IS NOT NULL
    ORDER BY p.n
"""

MEMBERS = """
    INSERT INTO wksbm_membership (version, created_at, updated_at, region_id, wksbm_id, person_id,
        term)
    SELECT 1, now(), now(), code, b, n, daterange(current_date - 30 - bench.dice(n, 32, 900), NULL)
    FROM bench.person
    WHERE place IS NULL
"""


def make(cursor: psycopg.Cursor, plan: Plan) -> None:
    cursor.execute(BODIES, {"villages": plan.villages, "bodies": plan.bodies})
    cursor.execute("ALTER TABLE bench.body ADD PRIMARY KEY (b)")
    cursor.execute("ANALYZE bench.body")
    with loading(cursor, "wksbm_wksbm", "wksbm_office"):
        cursor.execute(NAMES)
        cursor.execute(OFFICES)
    cursor.execute(DECREES)
    cursor.execute("CREATE INDEX ON bench.decree (b)")
    cursor.execute("ANALYZE bench.decree")
    with loading(cursor, "wksbm_decree", "wksbm_mandate", "wksbm_decreechange"):
        cursor.execute(DECREE_ROWS)
        cursor.execute(MANDATES)
        cursor.execute(CHANGES)
    for table in ("wksbm_wksbm", "wksbm_office", "wksbm_decree"):
        set_sequence(cursor, table)


def make_boards(cursor: psycopg.Cursor, _plan: Plan) -> None:
    """Seat the people that there are by now: the first of each body."""
    with loading(cursor, "wksbm_seat", "wksbm_membership"):
        cursor.execute(SEATS, {"posts": list(BOARD)})
        cursor.execute(MEMBERS)
