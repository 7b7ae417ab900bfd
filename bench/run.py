"""What `python -m bench` runs beside its PostgreSQL: fill the database, then take the figures."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import django
import orjson

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench import harness, plans, servers, sheet_figures, stipend_figures  # noqa: E402
from bench.burst import draining  # noqa: E402
from bench.generate import generate, is_made  # noqa: E402
from bench.generate.plan import Plan  # noqa: E402
from config.static_files import fingerprint, is_collected  # noqa: E402

STIPENDS = "stipends"


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def fill(plan: Plan) -> None:
    call_command("prepare_data")
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        if is_made(cursor, plan):
            say(f"the nation at factor {plan.factor:g} is there already")
            return
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET work_mem = '128MB'")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        generate(cursor, plan, say=say)
    connection.close()


def collect_static_files() -> None:
    note = servers.folder() / "static.sha256"
    if not is_collected(note):
        call_command("collectstatic", "--noinput", "--verbosity", "0")
        note.write_text(fingerprint(), encoding="ascii")


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--factor", type=float, default=1.0)
    words.add_argument("--only", default="")
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--seconds", type=float, default=1.5)
    asked = words.parse_args()
    if asked.only == STIPENDS:  # they make their own people, and need no nation
        call_command("prepare_data")
        list_of_honoraria(asked.factor)
        return
    fill(Plan(asked.factor))
    collect_static_files()
    how = harness.How(settings.DATABASE_URL, asked.rounds, asked.seconds)
    figures = harness.measure(asked.only, how, say=say)
    sheets = sheet_figures.measure(asked.only, rounds=min(asked.rounds, 3), say=say)
    plans.show(asked.only or "plan", say=say)
    keep("http", figures, factor=asked.factor)
    keep("sheets", list(sheets.values()), factor=asked.factor)
    if any("burst".startswith(name.partition("-")[0]) for name in asked.only.split(",")):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        burst(asked.only, rounds=min(asked.rounds, 3))


def burst(only: str, *, rounds: int) -> None:
    """Measure the evening of a million reminders, in a copy of the nation."""
    words = [f"{rounds}", *(name.removeprefix("burst-") for name in only.split(","))]
    with draining.copied(settings.DATABASE_URL, "wksbm_bench_burst") as url:
        if servers.python("-m", "bench.burst.measuring", *words, env=servers.environment(url)):
            raise servers.BenchError("The evening was not measured; see above.")


def list_of_honoraria(factor: float) -> None:
    steps = stipend_figures.measure(lines=int(1_000_000 * factor), rounds=1, say=say)
    keep(STIPENDS, steps, factor=factor)


def keep(name: str, figures: Sequence[Any], **facts: object) -> None:
    """Write the figures where the next run, or a reader, can compare them."""
    if figures:
        content = {**facts, "figures": [asdict(figure) for figure in figures]}
        file = servers.folder() / f"{name}.json"
        file.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    main()
