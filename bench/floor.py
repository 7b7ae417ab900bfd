"""The floor's answer: a statement's rows as JSON, by psycopg and orjson, and nothing around it."""

from __future__ import annotations

from typing import Any

import orjson
import psycopg


def answer(line: psycopg.Connection, statement: str, values: dict[str, Any] | None = None) -> bytes:
    cursor = line.execute(statement.encode(), values)
    names = [column.name for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    return orjson.dumps({"next": None, "results": rows}, default=str)
