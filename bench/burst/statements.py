"""How long each rule's SELECT takes on the nation, and on request how it is carried out."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from django.db import connection

from notifications.rules import RULES, Rule
from notifications.services.planning import AHEAD
from notifications.services.windows import window

HEAD: Final = "| SELECT of | rows | ms | rows a fortnight before | ms |"
EARLIER: Final = timedelta(days=14)  # nothing of the evening is due yet


def show(now: datetime, shown: Collection[str], *, say: Callable[[str], None]) -> None:
    """Print a table of all rules; of those in `shown` ("plan-seat_vacant") the plan as well."""
    say(HEAD)
    say("| --- | --- | --- | --- | --- |")
    for rule in RULES.values():
        cells = " | ".join(_cost(rule, at) for at in (now, now - EARLIER))
        say(f"| {rule.name} | {cells} |")
    for rule in RULES.values():
        if f"plan-{rule.name}" in shown:
            lines = _explained("(ANALYZE, BUFFERS)", rule, now)
            say("\n".join(["", rule.name, "", *(f"    {line}" for line in lines), ""]))


def _cost(rule: Rule, now: datetime) -> str:
    answer = _explained("(ANALYZE, FORMAT json)", rule, now)[0]
    plan = (orjson.loads(answer) if isinstance(answer, str) else answer)[0]
    return f"{plan['Plan']['Actual Rows']:,.0f} | {plan['Execution Time']:,.0f}"


def _explained(how: str, rule: Rule, now: datetime) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {how} {rule.select}", window(rule, now, now + AHEAD))
        return [line for (line,) in cursor.fetchall()]
