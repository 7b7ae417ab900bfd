"""What PostgreSQL must be told before many rows are written at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from common.json import dumps

if TYPE_CHECKING:
    from spreadsheets.models import ImportRow

WRITE: Final = """
UPDATE spreadsheets_importrow r SET {columns} FROM written w WHERE r.id = w.id
"""


def count_rows_anew() -> None:
    """Let the planner see the rows that were just brought in. Cheap: it looks at a sample.

    Its guess after a COPY is one row, and it plans nested loops for it.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE spreadsheets_importrow")


def check_keys_at_once() -> None:
    """Have foreign keys checked by each statement, until the transaction ends.

    Checks that wait for the end make a list, which the history's trigger goes through for every
    row: 20,000 persons took eight times as long, and twice the rows four times.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def write_rows(rows: Iterable[ImportRow], columns: Sequence[str]) -> None:
    """Write these columns of rows, by COPY: Django's `bulk_update` names every row in its SQL.

    2,000 rows of seven columns took six seconds that way.
    """
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE written AS SELECT id, {names} FROM spreadsheets_importrow"  # noqa: S608 (the names of columns are ours)
            " WITH NO DATA"
        )
        with cursor.copy(f"COPY written (id, {names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((row.pk, *(_plain(getattr(row, name)) for name in columns)))
        cursor.execute(WRITE.format(columns=", ".join(f"{name} = w.{name}" for name in columns)))
        cursor.execute("DROP TABLE written")


def _plain(value: Any) -> Any:
    return dumps(value).decode() if isinstance(value, list | dict) else value
