"""What a rule's SELECT is asked with: the time that it looks at, and of which subjects."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from notifications.rules import Rule


def window(
    rule: Rule, now: datetime, until: datetime, *, subjects: list[str] | None = None
) -> dict[str, Any]:
    """Return the parameters of rules/base.py.

    How far ahead the rule's farthest step lies, in any place, is asked here and told as a number:
    PostgreSQL then knows how much lies in that time before it decides how to look for it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT notifications_farthest(%s)", [rule.name])
        (farthest,) = cursor.fetchone()
    return {"now": now, "until": until, "farthest": farthest, "subjects": subjects}
