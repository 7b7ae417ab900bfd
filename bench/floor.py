"""The floor: psycopg and orjson in a bare WSGI handler, behind the same granian. No rights.

It asks each probe's SQL, prepared, and answers with its rows: nobody could do less and answer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import orjson
import psycopg
from psycopg_pool import ConnectionPool

from bench.probes import PROBES

STATEMENTS = {f"/{probe.name}": probe.sql for probe in PROBES}

_pool: ConnectionPool[psycopg.Connection] = ConnectionPool(
    os.environ["DATABASE_URL"],
    min_size=4,
    max_size=8,
    kwargs={"autocommit": True, "prepare_threshold": 0},
    open=True,
)


def answer(line: psycopg.Connection, statement: str) -> bytes:
    cursor = line.execute(statement)
    names = [column.name for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    return orjson.dumps({"next": None, "results": rows}, default=str)


def application(
    environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], object]
) -> Iterable[bytes]:
    with _pool.connection() as line:
        body = answer(line, STATEMENTS[environ["PATH_INFO"]])
    start_response(
        "200 OK",
        [("Content-Type", "application/json"), ("Content-Length", str(len(body)))],
    )
    return [body]
