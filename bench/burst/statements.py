"""How long each rule's SELECT takes on the nation, and on request how it is carried out."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Final

import orjson
from django.db import connection

from notifications.rules import RULES
from notifications.services.planning import AHEAD

HEAD: Final = "| SELECT of | rows | ms |"


def show(now: datetime, shown: Collection[str], *, say: Callable[[str], None]) -> None:
    """Print a table of all rules; of those in `shown` ("plan-seat_vacant") the plan as well."""
    facts = {"now": now, "until": now + AHEAD, "subjects": None}
    say(HEAD)
    say("| --- | --- | --- |")
    for rule in RULES.values():
        found = _explained("(ANALYZE, FORMAT json)", rule.select, facts)
        answer = found[0]
        plan = (orjson.loads(answer) if isinstance(answer, str) else answer)[0]
        say(f"| {rule.name} | {plan['Plan']['Actual Rows']:,.0f} | {plan['Execution Time']:,.0f} |")
    for rule in RULES.values():
        if f"plan-{rule.name}" in shown:
            lines = _explained("(ANALYZE, BUFFERS)", rule.select, facts)
            say("\n".join(["", rule.name, "", *(f"    {line}" for line in lines), ""]))


def _explained(how: str, select: str, facts: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {how} {select}", facts)
        return [line for (line,) in cursor.fetchall()]
