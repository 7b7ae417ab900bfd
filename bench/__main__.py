"""`make bench`: the nation invented once, then every figure of bench/ taken. FACTOR, ONLY."""

from __future__ import annotations

import argparse
import os
import sys

import psycopg

from bench import servers
from bench.generate import is_made
from bench.generate.plan import Plan


def main() -> int:
    words = argparse.ArgumentParser(prog="make bench", description=__doc__)
    words.add_argument("--factor", type=float, default=1.0, help="1 is the nation")
    words.add_argument("--only", default="", help="figures whose names begin so, or so")
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--seconds", type=float, default=1.5, help="of each side of each round")
    asked = words.parse_args()
    try:
        with servers.alone():
            return _honoraria() if asked.only == "stipends" else _nation(asked.factor)
    except servers.BenchError as error:
        return int(bool(sys.stderr.write(f"{error}\n")))
    except KeyboardInterrupt:
        return 130


def _nation(factor: float) -> int:
    with servers.database() as url:
        os.environ.update(servers.environment(url))
        _empty_unless_made(url, Plan(factor))
        return servers.python("-m", "bench.run", *sys.argv[1:], env=servers.environment(url))


def _honoraria() -> int:
    """Measure honoraria among people of their own, whom nobody needs afterwards."""
    with servers.database(servers.STIPENDS) as url:
        servers.make_anew(url)
        try:
            return servers.python("-m", "bench.run", *sys.argv[1:], env=servers.environment(url))
        finally:
            servers.drop(url)


def _empty_unless_made(url: str, plan: Plan) -> None:
    """Drop what another factor or an older generator made, and what was left half made."""
    with psycopg.connect(url) as line:
        kept = is_made(line.cursor(), plan)
    if not kept:
        servers.make_anew(url)


if __name__ == "__main__":
    sys.exit(main())
