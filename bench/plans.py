"""The plans of PostgreSQL for what our addresses really ask: `make bench ONLY=plan`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.harness import known_probes, signed_in, token_header
from bench.probes import PAGE, Probe

SHOWN: Final = (
    "persons-page-kabupaten",
    "persons-page-provinsi",
    "search-page-kabupaten",
    "search-page-nasional",
)


def show(only: str, *, say: Callable[[str], None]) -> None:
    """Print how the statement of each address that fetches a page is carried out."""
    for probe, path in known_probes():
        if probe.name in SHOWN and f"plan-{probe.name}".startswith(only):
            statement = _of_a_page(probe, path)
            say(f"\n{probe.name}: {path}\n\n{statement}\n")
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {statement}")
                say("\n".join(f"    {line}" for (line,) in cursor.fetchall()))


def _of_a_page(probe: Probe, path: str) -> str:
    browser = Client(
        headers={"Host": "localhost", **({} if probe.by_page else token_header(probe))}
    )
    if probe.by_page:
        browser.cookies = signed_in(probe.who)
    browser.get(path)  # what is kept in memory is read
    with CaptureQueriesContext(connection) as asked:
        browser.get(path)
    pages = [query["sql"] for query in asked if query["sql"].endswith(f"LIMIT {PAGE + 1}")]
    return str(pages[0])
