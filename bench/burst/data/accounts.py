"""Everybody who is known can sign in; some hold roles, as coordinators, TKSK and officers do."""

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
# One of each village coordinates there; a kecamatan has a TKSK, a regency two officers.
GRANTS: Final = """
    INSERT INTO accounts_grant (user_id, role, region_id, period, granted_at)
    SELECT p.user_id, role, region_id, daterange(current_date - 300, NULL), now()
      FROM (
          SELECT min(n) AS n, 'village_coordinator' AS role, code AS region_id
            FROM bench.person GROUP BY code
          UNION ALL
          SELECT DISTINCT n, 'tksk', area FROM bench.volunteer WHERE pillar = 'tksk'
          UNION ALL
          SELECT max(n), 'district_officer', left(code, 5) FROM bench.person GROUP BY left(code, 5)
          UNION ALL
          SELECT max(n) - 1, 'district_officer', left(code, 5)
            FROM bench.person GROUP BY left(code, 5)
      ) AS given
      JOIN people_person AS p ON p.id = given.n
"""


def make(cursor: psycopg.Cursor) -> None:
    with loading(cursor, "accounts_user", "people_person"):
        cursor.execute(USERS)
        cursor.execute("ANALYZE accounts_user")
        cursor.execute(SIGNED_UP)
    with loading(cursor, "accounts_grant"):
        cursor.execute(GRANTS)
