"""The nation, invented: made inside PostgreSQL by statements over whole tables, in minutes.

Each app has a file here with one function, `make(cursor, plan)`. Whoever adds an app adds its file
and a line to STEPS. What a row becomes is decided by a hash of its number (`bench.dice`), so two
runs of one factor make the same nation, on every machine.

History: the triggers are off while this writes (`loading`). They would write every row twice, and
no address measured here reads the history; what is measured afterwards writes with them on.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from bench.generate import accounts, meetings, people, regions, volunteers, wksbm
from bench.generate.plan import Plan

STEPS: tuple[tuple[str, Callable[[psycopg.Cursor, Plan], None]], ...] = (
    ("regions", regions.make),
    ("accounts", accounts.make),
    ("bodies", wksbm.make),
    ("people", people.make),
    ("boards", wksbm.make_boards),
    ("meetings", meetings.make),
    ("volunteers", volunteers.make),
)

PREPARE = """
    DROP SCHEMA IF EXISTS bench CASCADE;
    CREATE SCHEMA bench;
    -- A number below `sides`, always the same for the same n and salt.
    CREATE FUNCTION bench.dice(n bigint, salt int, sides int) RETURNS int
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN ((hashint8extended(n, salt) & 9223372036854775807) % sides)::int;
"""


def is_made(cursor: psycopg.Cursor, plan: Plan) -> bool:
    """Whether the database holds just this: made by these files, at this factor."""
    cursor.execute("SELECT to_regclass('bench.made') IS NOT NULL")
    if not (cursor.fetchone() or (False,))[0]:
        return False
    cursor.execute("SELECT fingerprint FROM bench.made")
    return cursor.fetchone() == (_fingerprint(plan),)


def generate(
    cursor: psycopg.Cursor, plan: Plan, *, say: Callable[[str], None] = lambda _text: None
) -> None:
    """Fill a database that has tables and regions, and nobody in it."""
    cursor.execute(PREPARE)
    for name, make in STEPS:
        began = time.monotonic()
        make(cursor, plan)
        say(f"{name} made in {time.monotonic() - began:.1f} s")
    cursor.execute("CREATE TABLE bench.made (fingerprint text, made_at timestamptz DEFAULT now())")
    cursor.execute("INSERT INTO bench.made VALUES (%s)", [_fingerprint(plan)])


def _fingerprint(plan: Plan) -> str:
    digest = hashlib.sha256(repr(plan).encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
