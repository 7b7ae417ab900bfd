"""A round of planning that finds everything there: what the planner does every twenty seconds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from django.db import connection

from notifications.rules import RULES
from notifications.services.planning import plan, plan_rule

HEAD: Final = "| a round at rest | messages | ms |"
WHOLE: Final = "whole round"
MESSAGES: Final = "SELECT rule, count(*) FROM notifications_delivery GROUP BY rule"


@dataclass(frozen=True)
class Rest:
    """What one rule costs in a round, or all of them with what comes before and after."""

    name: str
    messages: int
    ms: float


def measure(now: datetime, *, rounds: int, say: Callable[[str], None]) -> list[Rest]:
    """Plan everything once, then again as often as asked: nothing may be written any more."""
    plan(now=now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE notifications_delivery")
        cursor.execute(MESSAGES)
        messages = dict(cursor.fetchall())
    figures = [
        Rest(name, messages.get(name, 0), _ms(partial(plan_rule, rule, now), rounds))
        for name, rule in RULES.items()
    ]
    figures.append(Rest(WHOLE, sum(messages.values()), _ms(partial(plan, now=now), rounds)))
    say(HEAD)
    say(f"|{' --- |' * (HEAD.count('|') - 1)}")
    for figure in figures:
        say(f"| {figure.name} | {figure.messages:,} | {figure.ms:,.0f} |")
    return figures


def _ms(work: Callable[[], object], rounds: int) -> float:
    return statistics.median(_timed(work) for _round in range(rounds))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)
