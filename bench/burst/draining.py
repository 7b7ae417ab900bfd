"""The evening drained by two processes, ours and bare, each in a copy of its own."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bench import servers
from bench.burst.turn import READY
from config.embedded.place import ROOT

WORKERS: Final = 2
SAMPLE_EVERY: Final = 0.25
PATIENCE: Final = 7_200.0
SHORT: Final = 8.0  # of a channel that is called for each: nobody waits for a million
COPY: Final = "wksbm_bench_copy"
MILLION: Final = 1_000_000


@dataclass(frozen=True)
class Side:
    name: str
    module: str
    how: str
    seconds: float = PATIENCE  # at most
    floor: str = ""


SIDES: Final = (
    Side("burst-drain-bare", "floor", "bare"),
    Side("burst-drain", "ours", "inbox", floor="burst-drain-bare"),
    Side("burst-null-bare", "floor", "bare-null", SHORT),
    Side("burst-null", "ours", "null", SHORT, floor="burst-null-bare"),
)
WRONG: Final = """
    SELECT (SELECT count(*) FROM notifications_delivery WHERE state = 'sent'),
           (SELECT count(*) FROM notifications_delivery WHERE state NOT IN ('sent', 'planned')),
           (SELECT count(*) FROM notifications_attempt WHERE state = 'accepted'),
           (SELECT count(*) FROM (SELECT FROM notifications_attempt
                                   GROUP BY delivery_id HAVING count(*) > 1) AS doubled)
"""


@dataclass(frozen=True)
class Draining:
    """What both processes did together, and PostgreSQL for them.

    `times` is how many of the floor's rows one costs, by the clock and by what was computed: the
    second stays steady where other programs share the machine.
    """

    name: str
    rows: int
    seconds: float
    cpu_seconds: float  # of the two processes
    postgres_cpu_seconds: float
    first_mb: float  # resident, of the larger process, after a tenth of its time
    peak_mb: float
    times: float | None = None
    times_cpu: float | None = None

    @property
    def per_second(self) -> float:
        return self.rows / self.seconds

    @property
    def cpu_a_row(self) -> float:
        return (self.cpu_seconds + self.postgres_cpu_seconds) / self.rows

    def line(self) -> str:
        cells = (
            self.name,
            f"{self.rows:,}",
            f"{self.seconds:.1f}",
            f"{self.per_second:,.0f}",
            f"{MILLION / self.per_second:,.0f}",
            "" if self.times is None else f"**{self.times:.2f}**",
            "" if self.times_cpu is None else f"**{self.times_cpu:.2f}**",
            f"{self.cpu_seconds:.1f} + {self.postgres_cpu_seconds:.1f}",
            f"{self.first_mb:.0f}",
            f"{self.peak_mb:.0f}",
        )
        return f"| {' | '.join(cells)} |"


HEAD: Final = (
    "| draining | rows | seconds | rows/s | s a million | x bare SQL | x by CPU "
    "| CPU s: both + PostgreSQL | MB after a tenth | peak MB |"
)


def measure(url: str, now: datetime, *, rounds: int, say: Callable[[str], None]) -> list[Draining]:
    """Drain copies of this database, each side in turn, as often as asked; a table of medians."""
    told: dict[str, list[Draining]] = {side.name: [] for side in SIDES}
    for _round in range(rounds):
        for side in SIDES:
            with copied(url) as copy:
                told[side.name].append(_drained(side, copy, now))
    say(HEAD)
    say(f"|{' --- |' * (HEAD.count('|') - 1)}")
    figures = []
    for side in SIDES:
        times = times_cpu = None
        if side.floor:
            pairs = [*zip(told[side.floor], told[side.name], strict=True)]
            times = statistics.median(low.per_second / high.per_second for low, high in pairs)
            if all(low.cpu_a_row for low, _high in pairs):
                times_cpu = statistics.median(high.cpu_a_row / low.cpu_a_row for low, high in pairs)
        figures.append(_median(told[side.name], times, times_cpu))
        say(figures[-1].line())
    return figures


@contextmanager
def copied(url: str, name: str = COPY) -> Iterator[str]:
    """Give a copy of a database that nobody is connected to; it is dropped afterwards."""
    original = str(conninfo_to_dict(url)["dbname"])
    names = {"copy": sql.Identifier(name), "original": sql.Identifier(original)}
    drop = sql.SQL("DROP DATABASE IF EXISTS {copy}").format(**names)
    make = sql.SQL("CREATE DATABASE {copy} TEMPLATE {original} STRATEGY file_copy")
    with psycopg.connect(url, dbname=servers.MAINTENANCE, autocommit=True) as line:
        line.execute(drop)
        line.execute(make.format(**names))
        try:
            yield make_conninfo(url, dbname=name)
        finally:
            line.execute(drop)


def _drained(side: Side, url: str, now: datetime) -> Draining:
    words = [sys.executable, "-m", f"bench.burst.{side.module}", side.how]
    words += [now.isoformat(), str(side.seconds)]
    workers = [_begun(words, url) for _number in range(WORKERS)]
    computed = 0.0
    try:
        for worker in workers:
            if worker.stdout.readline() != READY:
                raise servers.BenchError(f"{side.name} did not begin; see above.")
        computed = servers.postgres_cpu_seconds()
        for worker in workers:
            worker.stdin.write("\n")
            worker.stdin.flush()
        samples = _sampled(workers)
        computed = servers.postgres_cpu_seconds() - computed
        answers = [json.loads(worker.stdout.readline() or "null") for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()
    if None in answers:
        raise servers.BenchError(f"{side.name} broke off; see above.")
    _check(side, url, answers)
    return Draining(
        side.name,
        sum(answer["ended"] for answer in answers),
        max(answer["seconds"] for answer in answers),
        sum(answer["cpu_seconds"] for answer in answers),
        computed,
        first_mb=samples[len(samples) // 10],
        peak_mb=max(samples),
    )


def _sampled(workers: list[Any]) -> list[float]:
    """Return what the larger of them held, in MB, again and again until both have ended."""
    samples = [0.0]
    while any(worker.poll() is None for worker in workers):
        samples.append(max(_resident(worker.pid) for worker in workers))
        time.sleep(SAMPLE_EVERY)
    return samples


def _resident(pid: int) -> float:
    """Return what a process holds (Linux; elsewhere nothing is known)."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    lines = (line.split() for line in text.splitlines() if line.startswith("VmRSS:"))
    return next((int(words[1]) / 1024 for words in lines), 0.0)


def _begun(words: list[str], url: str) -> Any:
    """Start a process of ours, with a line to it and one from it."""
    env, pipe = servers.environment(url), subprocess.PIPE
    return subprocess.Popen(words, env=env, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)  # noqa: S603


def _check(side: Side, url: str, answers: list[dict[str, float]]) -> None:
    """Refuse a figure of what was lost or doubled."""
    with psycopg.connect(url) as line:
        sent, elsewhere, accepted, doubled = line.execute(WRONG).fetchone() or (0, 0, 0, 0)
        left = line.execute(
            "SELECT count(*) FROM notifications_delivery WHERE state = 'planned'"
        ).fetchone()
    told = sum(answer["ended"] for answer in answers)
    if (
        sent != accepted
        or sent != told
        or doubled
        or elsewhere
        or (side.seconds == PATIENCE and left != (0,))
    ):
        facts = f"{told=} {sent=} {accepted=} {doubled=} {elsewhere=} {left=}"
        raise servers.BenchError(f"{side.name} lost or doubled something: {facts}")


def _median(rounds: list[Draining], times: float | None, times_cpu: float | None) -> Draining:
    def middle(fact: str) -> float:
        return float(statistics.median(getattr(one, fact) for one in rounds))

    return Draining(
        rounds[0].name,
        round(middle("rows")),
        middle("seconds"),
        middle("cpu_seconds"),
        middle("postgres_cpu_seconds"),
        middle("first_mb"),
        max(one.peak_mb for one in rounds),
        times,
        times_cpu,
    )
