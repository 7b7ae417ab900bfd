"""Rows by their keys, by a statement that the ORM writes once and PostgreSQL plans once.

For lists that are asked all day: writing and planning a statement with its joins costs more than
its fifty rows. Which rows they are, and who may see them, is asked before, in the usual way.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, F, Func, QuerySet, Value
from django.db.models.expressions import Combinable

_KEYS: list[int] = []  # stands in a statement's parameters for the keys that are asked for


class _OneOf(Func):
    """`key = ANY (array)`: one text for any number of keys."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


class Written(NamedTuple):
    sql: str
    before: tuple[Any, ...]
    after: tuple[Any, ...]

    def rows(self, keys: Iterable[int]) -> dict[int, tuple[Any, ...]]:
        """Return the columns of these rows by key; who is gone meanwhile is left out.

        Prepared, with the values beside the text, which Django's own cursor writes into it.
        """
        connection.ensure_connection()
        with psycopg.Cursor(connection.connection) as cursor:
            cursor.execute(self.sql.encode(), (*self.before, list(keys), *self.after), prepare=True)
            return {key: tuple(row) for key, *row in cursor}


def write(rows: QuerySet[Any], columns: Iterable[str | Combinable]) -> Written:
    """Write down the statement for these columns, of rows whose keys are bigint.

    No column may need a conversion in Python: JSON, sealed and compressed ones do.
    """
    keys = Value(_KEYS, output_field=ArrayField(BigIntegerField()))
    found = rows.filter(_OneOf(F("pk"), keys)).order_by().values_list("pk", *columns)
    compiler = found.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    expressions = [chosen[0] for chosen in compiler.select]
    if compiler.get_converters(expressions):
        raise TypeError("A column needs a conversion that this does not make.")
    at = next(i for i, value in enumerate(params) if value == _KEYS)
    return Written(sql, tuple(params[:at]), tuple(params[at + 1 :]))
