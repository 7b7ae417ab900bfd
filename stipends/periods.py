"""Which months of a scheme come next: what a run is offered to pay."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet

from common.dates import first_day, last_day
from common.months import Month
from common.terms import LastDay
from stipends.models import Run, Scheme


def next_period(scheme: Scheme, paid_until: date | None, today: date) -> tuple[Month, Month]:
    """Return the first and the last month of the scheme's next payment.

    After what was paid last; without that, the last whole period that is over today. Periods of
    several months begin in January (quarters, thirds, halves of a year).
    """
    months = scheme.months_at_once or 1
    if paid_until is not None:
        first = Month.of(paid_until).after
    else:
        first = _aligned(Month.of(today), months)
        while _last(first, months).last > today:
            first = _aligned(first.before, months)
        begins = first_day(scheme.term)
        if begins is not None and first.first < begins:
            first = Month.of(begins)
    return first, _within(scheme, _last(_aligned(first, months), months), first)


def with_paid_until(schemes: QuerySet[Scheme]) -> Any:
    """Annotate each with `paid_until`: the last day that a live run of it pays, or None."""
    live = ~Q(runs__state=Run.State.CANCELLED)
    return schemes.annotate(paid_until=Max(LastDay("runs__period"), filter=live))


def paid_until(scheme: Scheme) -> date | None:
    """Return the last day that a live run of the scheme pays; None where there is none."""
    until: date | None = scheme.runs.live().aggregate(until=Max(LastDay("period")))["until"]
    return until


def _aligned(month: Month, months: int) -> Month:
    return Month(month.year, (month.number - 1) // months * months + 1)


def _last(first: Month, months: int) -> Month:
    last = first
    for _more in range(months - 1):
        last = last.after
    return last


def _within(scheme: Scheme, last: Month, first: Month) -> Month:
    ends = last_day(scheme.term)
    return max(first, min(last, Month.of(ends))) if ends else last
