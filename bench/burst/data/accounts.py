"""Everybody who is known can sign in."""

from __future__ import annotations

from typing import Final

import psycopg

from bench.generate.loading import loading

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


def make(cursor: psycopg.Cursor) -> None:
    with loading(cursor, "accounts_user", "people_person"):
        cursor.execute(USERS)
        cursor.execute("ANALYZE accounts_user")
        cursor.execute(SIGNED_UP)
