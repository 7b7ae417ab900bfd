"""What the ledger says of a run's lines until an instant: sums in whole rupiah, and what went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.dates import wall_time
from common.errors import RuleBroken
from stipends.models import LedgerEntry, Run

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True)
class Sum:
    """`reversed_because`: the line was taken back, so that nothing is left of it."""

    gross: int = 0
    tax: int = 0
    is_adjusted: bool = False
    reversed_because: str = ""

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.gross + other.gross, self.tax + other.tax)

    @property
    def net(self) -> int:
        return self.gross - self.tax

    @property
    def is_reversed(self) -> bool:
        return self.reversed_because != ""


def sums_of(
    entries: QuerySet[LedgerEntry],
    until: Callable[[int], datetime | None] = lambda _line: None,
) -> dict[int, Sum]:
    """Return each line's sums: its claim, and what corrected it until the line's instant.

    Without an instant until now. A deposit in the treasury is a correction like any other.
    """
    told = entries.order_by("pk")
    found: dict[int, Sum] = {}
    for line, kind, gross, tax, at, because in told.values_list(
        "line_id", "kind", "gross", "tax", "at", "correction__because"
    ):
        last = until(line)
        if kind != LedgerEntry.Kind.CLAIM and last is not None and at > last:
            continue
        before = found.get(line, Sum())
        found[line] = Sum(
            gross=before.gross + gross,
            tax=before.tax + tax,
            is_adjusted=before.is_adjusted or kind == LedgerEntry.Kind.ADJUSTMENT,
            reversed_because=because if kind == LedgerEntry.Kind.REVERSAL else "",
        )
    return found


def refuse_unapproved(run: Run) -> None:
    """Refuse to print what nobody approved. Raises run_not_approved."""
    if run.state not in {Run.State.APPROVED, Run.State.RELEASED, Run.State.CLOSED}:
        raise RuleBroken(
            "run_not_approved",
            _("Surat pembayaran dicetak setelah daftarnya disetujui."),
        )


def signed_on(run: Run) -> date:
    """Return the day whose officials sign: the SP2D's, until then the approval's."""
    if run.sp2d_on is not None:
        return run.sp2d_on
    at = run.approved_at
    assert at is not None, "an approved run has its instant"  # noqa: S101 (a constraint)
    return wall_time(at, run.region.tz).date()
