"""Which unsealed rows cannot have come by themselves, by what earlier seals know."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from audit.models import Seal
from audit.tables import Table

REMEMBERED = 60  # seals; a transaction that is older than all of these is judged by none
LONGEST = timedelta(days=1)  # no transaction of ours lasts longer, so no row is dated earlier


@dataclass(frozen=True)
class Condition:
    sql: str
    values: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Past:
    """What the last seals of this server said."""

    server: str
    before: int | None  # all transactions before it had ended at the last seal
    seals: list[dict[str, Any]]
    is_first_here: bool  # no seal yet, or the data were restored into another server

    @classmethod
    def read(cls) -> Past:
        server = server_identity()
        facts = [
            json.loads(statement)
            for statement in Seal.objects.order_by("-number").values_list("statement", flat=True)[
                :REMEMBERED
            ]
        ]
        here = []
        for fact in facts:
            if fact["server"] != server:
                break
            here.append(fact)
        return cls(server, here[0]["before"] if here else None, here, not here)

    @property
    def from_elsewhere(self) -> str:
        """Let restored rows in, whose transactions another server numbered."""
        return "OR t.xid >= %s::text::xid8" if self.is_first_here else ""

    def suspicion(self, table: Table, alias: str) -> Condition:
        """Return the condition on an unsealed row that says: not by an ordinary transaction.

        - Its transaction had ended when the last seal was made, which would have covered it.
        - Its transaction began after a seal, but its number was given out before it.
        - Its transaction began after a seal, but it says that it was written long before.
        """
        if self.is_first_here:
            return Condition("(FALSE)")
        afters = [str(fact["after"]) for fact in self.seals]
        ids = [fact["tables"].get(table.name, {"last_id": 0})["last_id"] for fact in self.seals]
        times = [datetime.fromisoformat(fact["sealed_at"]) - LONGEST for fact in self.seals]
        return Condition(
            f"""({alias}.xid < %s::text::xid8 OR EXISTS (
                SELECT FROM (
                    SELECT * FROM unnest(%s::text[], %s::bigint[], %s::timestamptz[])
                        AS known(after, last_id, earliest)
                    WHERE known.after::xid8 <= {alias}.xid
                    ORDER BY known.after::xid8 DESC LIMIT 1
                ) known
                WHERE {alias}.{table.pk} <= known.last_id
                OR {alias}.{table.written_at} < known.earliest
            ))""",  # noqa: S608 (names of our own tables and columns)
            [str(self.before), afters, ids, times],
        )


def server_identity() -> str:
    """Return the number of this database server's data: a restored dump lives in another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        return str(cursor.fetchone()[0])
