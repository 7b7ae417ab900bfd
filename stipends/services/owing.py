"""What lines come to: what reached people, and what was added after the release and is owed yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from stipends.models import LedgerEntry, Line, LineState, Settlement

Lines = QuerySet[Line] | Sequence[Line]


class Sums(NamedTuple):
    """Whole rupiah."""

    gross: int = 0
    tax: int = 0

    @property
    def net(self) -> int:
        return self.gross - self.tax

    def plus(self, other: Sums) -> Sums:
        return Sums(self.gross + other.gross, self.tax + other.tax)

    def minus(self, other: Sums) -> Sums:
        return Sums(self.gross - other.gross, self.tax - other.tax)


def ledger_of(line: Line) -> Sums:
    """Return all that the ledger has of a line."""
    return _sum(LedgerEntry.objects.filter(line=line))


def owed_of(line: Line) -> Sums:
    """Return what was added to a line after its release and is not settled."""
    added = _sum(LedgerEntry.objects.added().filter(line=line))
    return added.minus(_sum(Settlement.objects.filter(line=line)))


def owed_by_line(lines: Lines) -> dict[int, Sums]:
    """Return what is owed of each of these lines; of the others nothing is."""
    found: defaultdict[int, Sums] = defaultdict(Sums)
    for line, sums in _by_line(LedgerEntry.objects.added().filter(line__in=lines)):
        found[line] = found[line].plus(sums)
    for line, sums in _by_line(Settlement.objects.filter(line__in=found.keys())):
        found[line] = found[line].minus(sums)
    return {line: sums for line, sums in found.items() if sums != Sums()}


def received_by_line(lines: Lines) -> dict[int, Sums]:
    """Return what reached people of those of these lines that are paid, less what came back."""
    found: defaultdict[int, Sums] = defaultdict(Sums)
    for rows in (
        LedgerEntry.objects.received().filter(line__in=lines),
        settled().filter(line__in=lines),
    ):
        for line, sums in _by_line(rows):
            found[line] = found[line].plus(sums)
    return dict(found)


def due_by_line(lines: Lines) -> dict[int, Sums]:
    """Return what each of these lines itself comes to by now, paid or not: as its list has it.

    With what was corrected before the release, less what came back.
    """
    return dict(_by_line(LedgerEntry.objects.on_the_list().filter(line__in=lines)))


def settled() -> QuerySet[Settlement]:
    """Keep the settlements of paid lines: money that people have, beside the ledger's."""
    return Settlement.objects.filter(line__standing__state=LineState.State.PAID)


def net_owed() -> Combinable:
    """Return what is owed of the line that a query is at: net, whole rupiah."""
    added = LedgerEntry.objects.added().filter(line=OuterRef("pk"))
    return _net(added) - _net(Settlement.objects.filter(line=OuterRef("pk")))


def _net(rows: QuerySet[Any]) -> Coalesce:
    sums = rows.order_by().values("line").annotate(sum=Sum("net")).values("sum")
    return Coalesce(Subquery(sums), 0)


def _sum(rows: QuerySet[Any]) -> Sums:
    sums = rows.aggregate(gross=Sum("gross", default=0), tax=Sum("tax", default=0))
    return Sums(**sums)


def _by_line(rows: QuerySet[Any]) -> list[tuple[int, Sums]]:
    grouped = rows.order_by().values("line_id").annotate(of_gross=Sum("gross"), of_tax=Sum("tax"))
    return [(one["line_id"], Sums(one["of_gross"], one["of_tax"])) for one in grouped]
