"""What PostgreSQL must be told before many rows are written at once."""

from django.db import connection


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
