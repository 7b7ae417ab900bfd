"""The rows that were checked become persons, or fill what was empty: a few statements for all."""

from __future__ import annotations

from base64 import b64decode
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from common import vault
from common.dates import today
from people.importers.sheet import SEALS
from people.importers.statements import COLUMNS
from spreadsheets.models import Import, ImportRow

# Who saves persons from a sheet is alone with that: what was checked then still holds.
ALONE: Final = "SELECT pg_advisory_xact_lock(7301002)"
HOLD: Final = """
SELECT 1 FROM people_person p JOIN spreadsheets_importrow r ON r.target = p.id
WHERE r.batch_id = %s ORDER BY p.id FOR UPDATE OF p
"""
CHUNK: Final = 2000
_NAMED: Final = [key for key in COLUMNS if key not in {"birth_date", "village"}]

CREATE: Final = f"""
WITH made AS (
    INSERT INTO people_person
        (id, name, bare_name, birth_date, birth_date_is_uncertain, village_id, other_phones,
         nik_sealed, nik_index, version, created_at, updated_at, {", ".join(_NAMED)})
    SELECT reserved, values->>'name', keys->>'bare', (values->>'birth_date')::date, FALSE,
        CASE WHEN NOT keys ? 'placed' THEN values->>'village' END, '{{}}',
        decode(values->'nik'->>'sealed', 'base64'),
        decode(keys->'nik'->>0, 'hex'), 1, %(now)s, %(now)s,
        {", ".join(f"coalesce(values->>'{key}', '')" for key in _NAMED)}
    FROM spreadsheets_importrow
    WHERE batch_id = %(batch)s AND action = 'create'
    ORDER BY number
    ON CONFLICT (nik_index) DO NOTHING
    RETURNING id
)
UPDATE spreadsheets_importrow r
SET target = made.id, made = '{{"version": 1}}'
FROM made WHERE r.batch_id = %(batch)s AND r.action = 'create' AND r.reserved = made.id
"""  # noqa: S608 (the names of columns are ours)

# A NIK that somebody wrote down between the check and this moment.
TAKEN: Final = """
UPDATE spreadsheets_importrow
SET action = 'fail', conflicts = '[{"field": "nik", "code": "nik_taken_meanwhile"}]'
WHERE batch_id = %(batch)s AND action = 'create' AND target IS NULL
"""

_FILLED: Final = ", ".join(
    f"{column} = CASE WHEN r.fills ? '{key}' THEN"
    f" (r.values->>'{key}'){'::date' if key == 'birth_date' else ''} ELSE p.{column} END"
    for key, column in COLUMNS.items()
)
FILL: Final = f"""
WITH filled AS (
    UPDATE people_person p
    SET {_FILLED},
        nik_sealed = coalesce(sealed.nik, p.nik_sealed),
        nik_index = CASE WHEN sealed.nik IS NULL THEN p.nik_index
            ELSE decode(r.keys->'nik'->>0, 'hex') END,
        version = p.version + 1, updated_at = %(now)s
    FROM spreadsheets_importrow r
    JOIN outcome o ON o.id = r.id
    LEFT JOIN sealed ON sealed.id = r.id
    WHERE r.batch_id = %(batch)s AND r.action = 'update' AND p.id = r.target
        AND p.version = o.version
    RETURNING r.id, p.version
)
UPDATE spreadsheets_importrow r
SET made = jsonb_build_object('version', filled.version, 'filled', r.fills)
FROM filled WHERE r.id = filled.id
"""  # noqa: S608 (the names of columns are ours)

CHANGED: Final = """
UPDATE spreadsheets_importrow
SET action = 'fail', conflicts = '[{"field": "name", "code": "changed_meanwhile"}]'
WHERE batch_id = %(batch)s AND action = 'update' AND NOT made ? 'version'
"""

# What belongs to a new person is known by the person; only what a known one gets is noted.
PRESENT: Final = """
WITH noted AS (
    INSERT INTO people_presence (person_id, region_id, since)
    SELECT DISTINCT target, values->>'village', %(now)s::timestamptz
    FROM spreadsheets_importrow
    WHERE batch_id = %(batch)s AND (action = 'create' OR action = 'update' AND fills ? 'here')
    ON CONFLICT (person_id, region_id) DO NOTHING
    RETURNING id, person_id
)
UPDATE spreadsheets_importrow r SET made = r.made || jsonb_build_object('presence', noted.id)
FROM noted WHERE r.batch_id = %(batch)s AND r.target = noted.person_id AND r.action = 'update'
"""

CARDS: Final = """
WITH noted AS (
    INSERT INTO people_familycard
        (person_id, number_sealed, number_index, term, version, created_at, updated_at)
    SELECT r.target, coalesce(sealed.kk, decode(r.values->'kk'->>'sealed', 'base64')),
        decode(r.keys->'kk'->>0, 'hex'), daterange(%(on)s, NULL), 1, %(now)s, %(now)s
    FROM spreadsheets_importrow r LEFT JOIN sealed ON sealed.id = r.id
    WHERE r.batch_id = %(batch)s AND r.keys ? 'kk'
        AND (r.action = 'create' OR r.action = 'update' AND r.fills ? 'kk')
    RETURNING id, person_id
)
UPDATE spreadsheets_importrow r SET made = r.made || jsonb_build_object('card', noted.id)
FROM noted WHERE r.batch_id = %(batch)s AND r.target = noted.person_id AND r.action = 'update'
"""

ACCOUNTS: Final = """
WITH noted AS (
    INSERT INTO people_bankaccount
        (person_id, bank_code, number_sealed, number_index, holder_name, term, version,
         created_at, updated_at)
    SELECT r.target, r.values->>'bank',
        coalesce(sealed.account, decode(r.values->'account'->>'sealed', 'base64')),
        decode(r.keys->'account'->>0, 'hex'), r.values->>'account_holder',
        daterange(%(on)s, NULL), 1, %(now)s, %(now)s
    FROM spreadsheets_importrow r LEFT JOIN sealed ON sealed.id = r.id
    WHERE r.batch_id = %(batch)s AND r.keys ? 'account'
        AND (r.action = 'create' OR r.action = 'update' AND r.fills ? 'account')
    RETURNING id, person_id
)
UPDATE spreadsheets_importrow r SET made = r.made || jsonb_build_object('account', noted.id)
FROM noted WHERE r.batch_id = %(batch)s AND r.target = noted.person_id AND r.action = 'update'
"""

# A table that lives as long as the transaction: numbers sealed anew for who is known already.
SEALED: Final = """
CREATE TEMP TABLE sealed (id bigint PRIMARY KEY, nik bytea, kk bytea, account bytea)
ON COMMIT DROP
"""


def lock(batch: Import) -> None:
    """Wait until nobody else saves persons from a sheet, and hold the persons that rows name."""
    with connection.cursor() as cursor:
        cursor.execute(ALONE)
        cursor.execute(HOLD, [batch.pk])


def save_rows(batch: Import) -> None:
    """Write what the check in this very transaction found; mark what became of every row."""
    facts: dict[str, Any] = {"batch": batch.pk, "now": timezone.now(), "on": today()}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS sealed")
        cursor.execute(SEALED)
        _seal_for_known(batch, cursor)
        for statement in (CREATE, TAKEN, FILL, CHANGED, PRESENT, CARDS, ACCOUNTS):
            cursor.execute(statement, facts)


def _seal_for_known(batch: Import, cursor: Any) -> None:
    """Seal numbers for those who get them: staged ones are bound to a key that stays unused."""
    rows = batch.rows.filter(action=ImportRow.Action.UPDATE, fills__has_any_keys=list(SEALS))
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = chunk[-1].pk
        with cursor.copy("COPY sealed (id, nik, kk, account) FROM STDIN") as copy:
            for row in chunk:
                copy.write_row((row.pk, *(_anew(row, key) for key in SEALS)))


def _anew(row: ImportRow, key: str) -> bytes | None:
    if key not in row.fills or row.target is None:
        return None
    purpose = SEALS[key]
    number = vault.unseal(b64decode(row.values[key]["sealed"]), purpose=purpose, of=row.reserved)
    return vault.seal(number, purpose=purpose, of=row.target)
