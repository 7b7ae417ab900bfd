"""The floor behind the same granian as our service: a bare WSGI handler that asks nobody's rights.

Each probe's SQL under the probe's name, prepared: nobody could do less and still answer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import orjson
import psycopg
from psycopg_pool import ConnectionPool

from bench.floor import answer
from bench.probes import PROBES

STATEMENTS = {f"/{probe.name}": probe.sql for probe in PROBES}

# What the service sets for a search, set once here.
FORGIVING = "-c pg_trgm.word_similarity_threshold=0.4 -c pg_trgm.similarity_threshold=0.5"

_pool: ConnectionPool[psycopg.Connection] = ConnectionPool(
    os.environ["DATABASE_URL"],
    min_size=4,
    max_size=8,
    kwargs={"autocommit": True, "prepare_threshold": 0, "options": FORGIVING},
    open=True,
)


def application(
    environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], object]
) -> Iterable[bytes]:
    with _pool.connection() as line:
        body = answer(line, STATEMENTS[environ["PATH_INFO"]], _sent(environ))
    length = ("Content-Length", str(len(body)))
    start_response("200 OK", [("Content-Type", "application/json"), length])
    return [body]


def _sent(environ: dict[str, Any]) -> dict[str, Any] | None:
    """Return what was posted as the statement's values, minutes and meeting beside each other."""
    if environ["REQUEST_METHOD"] != "POST":
        return None
    sent = orjson.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    return {**sent, **sent.pop("minutes", {})}
