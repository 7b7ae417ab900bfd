"""`make bench ONLY=burst`: an evening with a million reminders (FACTOR 1), planned and drained.

Runs as a process of its own in a copy of the nation, `python -m bench.burst.measuring ROUNDS`. With
`ONLY=burst-rest` nothing is drained: planning alone, and a round that has nothing to write.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import timedelta

import django
import orjson

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from bench import servers  # noqa: E402
from bench.burst import data, draining, planning, resting, statements  # noqa: E402
from common.dates import today  # noqa: E402

REST = "rest"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(rounds: str, *shown: str) -> None:
    when = data.starts_at(today())
    now = when - data.BEFORE + timedelta(seconds=1)
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        data.make(cursor, when)
    statements.show(now, shown, say=say)
    planned = planning.measure(now, rounds=int(rounds), say=say)
    content = {"planning": [asdict(one) for one in planned]}
    if REST not in shown:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        drained = draining.measure(settings.DATABASE_URL, now, rounds=int(rounds), say=say)
        content |= {"draining": [asdict(one) for one in drained]}
    rested = resting.measure(now, rounds=int(rounds), say=say)
    content |= {"resting": [asdict(one) for one in rested]}
    file = servers.folder() / "burst.json"
    file.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    main(*sys.argv[1:])
