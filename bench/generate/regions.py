"""The villages that take part: whole regencies, the measured one first, the rest by chance."""

from __future__ import annotations

import psycopg

from bench.generate.plan import Plan

REGENCY = "16.06"  # Musi Banyuasin, 242 villages: what its agency sees is measured
PROVINCE = "33"  # Jawa Tengah, 8,563 villages: the largest

VILLAGES = """
    CREATE UNLOGGED TABLE bench.village AS
    SELECT row_number() OVER (
               ORDER BY left(code, 5) <> %(regency)s, hashtext(left(code, 5)), code
           ) AS v,
           code, name, kind, time_zone
    FROM regions_region
    WHERE level = 'village' AND active_until IS NULL
    ORDER BY v
    LIMIT %(villages)s;
    ALTER TABLE bench.village ADD PRIMARY KEY (v);
    ANALYZE bench.village;
"""


def make(cursor: psycopg.Cursor, plan: Plan) -> None:
    for statement in VILLAGES.split(";"):
        if statement.strip():
            cursor.execute(statement, {"regency": REGENCY, "villages": plan.villages})
