"""Who asks: one user for each size of region, each with a token."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import psycopg

from accounts.keys import TOKEN_PREFIX, hashed
from bench.generate.plan import Plan
from bench.generate.regions import PROVINCE, REGENCY

# Name: role and region ("" is the nation; the kecamatan is the regency's first).
USERS: Final = {
    "kecamatan": ("tksk", f"{REGENCY}.01"),
    "kabupaten": ("district_officer", REGENCY),
    "provinsi": ("district_officer", PROVINCE),
    "nasional": ("auditor", ""),
}


def token(name: str) -> str:
    """Return the key of a user's token: known to everybody, and good for the bench alone."""
    return f"{TOKEN_PREFIX}bench-{name}"


def make(cursor: psycopg.Cursor, _plan: Plan) -> None:
    since = date.today() - timedelta(days=400)  # noqa: DTZ011 (any day long past)
    for name, (role, region) in USERS.items():
        cursor.execute(
            """
            INSERT INTO accounts_user (username, name, phone, email, password, session_salt,
                is_active, is_staff, is_superuser, created_at)
            VALUES (%s, %s, '', '', '!', '', true, false, false, now()) RETURNING id
            """,
            [f"bench-{name}", f"Bench {name}"],
        )
        user = (cursor.fetchone() or (0,))[0]
        cursor.execute(
            """
            INSERT INTO accounts_grant (user_id, role, region_id, period, granted_at)
            VALUES (%s, %s, %s, daterange(%s, NULL), now())
            """,
            [user, role, region or None, since],
        )
        cursor.execute(
            """
            INSERT INTO accounts_apitoken (user_id, name, prefix, key_hash, scopes, created_at,
                expires_at)
            VALUES (%s, 'bench', 'wks_bench', %s, '{read,write}', now(), now() + '1 year')
            """,
            [user, hashed(token(name))],
        )
