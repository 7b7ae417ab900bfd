"""Writing a table fast: its own triggers off, its plain indexes made after the rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

# Those that no constraint stands on. Unique and exclusion constraints stay and check every row.
PLAIN_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid = %s::regclass AND NOT indisunique
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = indexrelid)
"""


@contextmanager
def loading(cursor: psycopg.Cursor, *tables: str) -> Iterator[None]:
    """Load these tables without the history's triggers, and tell the planner of them at the end.

    The owner may switch off the triggers that pgtrigger made; foreign keys and checks hold.
    """
    later: list[str] = []
    for table in tables:
        cursor.execute(_alter(table, "DISABLE TRIGGER USER"))
        cursor.execute(PLAIN_INDEXES, [table])
        for name, definition in cursor.fetchall():
            later.append(definition)
            cursor.execute(f"DROP INDEX {name}")
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # in a transaction, ALTER would refuse
    for definition in later:
        cursor.execute(definition)
    for table in tables:
        cursor.execute(_alter(table, "ENABLE TRIGGER USER"))
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def set_sequence(cursor: psycopg.Cursor, table: str) -> None:
    """Let the next row that the service writes follow those that named their keys."""
    cursor.execute(
        sql.SQL("SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {}").format(
            sql.Identifier(table)
        ),
        [table],
    )


def _alter(table: str, words: str) -> sql.Composed:
    return sql.SQL("ALTER TABLE {} " + words).format(sql.Identifier(table))
