"""The evening planned: our statement of the rule, turn by turn with the bare SQL of its rows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from bench.burst.data import BEFORE
from notifications.rules import RULES
from notifications.services.planning import plan_rule

RULE: Final = "meeting_ahead"

# What somebody would write who knows that there is one plan, no quiet hour, no wish and no group.
BARE: Final = """
    INSERT INTO notifications_delivery (region_id, rule, occasion, step, person_id, due_at,
        not_after, next_try_at, state, reason, subject, body, link, planned_at)
    SELECT m.region_id, 'meeting_ahead', 'meeting:' || m.id || ':' || m.revision, '2_hours',
           invited.person_id, m.starts_at - %(before)s::interval, m.starts_at,
           m.starts_at - %(before)s::interval, 'planned', '', '', '', '', %(now)s
      FROM meetings_meeting AS m
      JOIN (
               SELECT wksbm_id, holder_id AS person_id, term FROM wksbm_seat
               UNION ALL
               SELECT wksbm_id, person_id, term FROM wksbm_membership
           ) AS invited ON invited.wksbm_id = m.wksbm_id AND invited.term @> m."on"
     WHERE m.status = 'planned' AND m.starts_at > %(now)s
       AND m.starts_at - %(before)s::interval <= %(now)s
    ON CONFLICT DO NOTHING
"""
SAME: Final = """
    SELECT count(*), sum(hashtextextended(
               concat_ws('|', region_id, rule, occasion, step, person_id, due_at, not_after,
                         next_try_at, state), 0))
      FROM notifications_delivery WHERE rule = 'meeting_ahead'
"""


@dataclass(frozen=True)
class Planning:
    """One way to plan, in medians of the rounds."""

    name: str
    rows: int
    seconds: float
    times: float | None = None  # of the bare SQL's time

    def line(self) -> str:
        times = "" if self.times is None else f"**{self.times:.2f}**"
        per_second = self.rows / self.seconds
        return f"| {self.name} | {self.rows:,} | {self.seconds:.2f} | {per_second:,.0f} | {times} |"


HEAD: Final = "| planning | rows | seconds | rows/s | x bare SQL |"


def measure(now: datetime, *, rounds: int, say: Callable[[str], None]) -> list[Planning]:
    """Plan as often as asked, each time taken back; what stays is planned by us once more."""
    pairs, rows = [], 0
    for _round in range(rounds):
        bare, bare_rows = _taken_back(lambda: _bare(now))
        ours, our_rows = _taken_back(lambda: _plan(now))
        if bare_rows != our_rows:
            raise AssertionError(f"not the same rows: {bare_rows}, {our_rows}")
        pairs.append((bare, ours))
        rows = int(bare_rows[0])
    _plan(now)
    _vacuum()
    again = [_timed(lambda: _plan(now)) for _round in range(rounds)]
    floor = statistics.median(bare for bare, _ours in pairs)
    figures = [
        Planning("burst-plan-bare", rows, floor),
        Planning(
            "burst-plan",
            rows,
            statistics.median(ours for _bare, ours in pairs),
            statistics.median(ours / bare for bare, ours in pairs),
        ),
        _beside("burst-plan-again", rows, again, floor),
    ]
    say(HEAD)
    say(f"|{' --- |' * (HEAD.count('|') - 1)}")
    for figure in figures:
        say(figure.line())
    return figures


def _beside(name: str, rows: int, seconds: Sequence[float], floor: float) -> Planning:
    middle = statistics.median(seconds)
    return Planning(name, rows, middle, middle / floor)


def _bare(now: datetime) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        facts: dict[str, Any] = {"now": now, "before": BEFORE}
        cursor.execute(BARE, facts)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _plan(now: datetime) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        plan_rule(RULES[RULE], now)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _taken_back(work: Callable[[], None]) -> tuple[float, tuple[Any, ...]]:
    """Return how long it took, and a sum of the rows that came of it."""
    with transaction.atomic():
        seconds = _timed(work)
        with connection.cursor() as cursor:
            cursor.execute(SAME)
            rows: tuple[Any, ...] = cursor.fetchone()
        transaction.set_rollback(True)
    _vacuum()
    return seconds, rows


def _vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE notifications_delivery")
