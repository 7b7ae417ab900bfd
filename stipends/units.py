"""What a line claims, as people say it: months, events, counts of things."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import ngettext

from common.months import Month
from stipends.words import said_months


def said_units(units: Iterable[str]) -> str:
    """Say months that follow each other as one span; events by their number."""
    months, events = set[Month](), 0
    for unit in units:
        month = _month_of(unit)
        if month is None:
            events += 1
        else:
            months.add(month)
    told = [said_months(span[0], span[-1]) for span in _spans(sorted(months))]
    if events:
        told.append(ngettext("%d kegiatan", "%d kegiatan", events) % events)
    return ", ".join(told)


def _month_of(unit: str) -> Month | None:
    """Read "2026-08", "kpm:2026-08" or "2026-08+17"; an event has no month."""
    return Month.read(unit.rpartition(":")[2].partition("+")[0])


def _spans(months: Iterable[Month]) -> list[list[Month]]:
    spans: list[list[Month]] = []
    for month in months:
        if spans and spans[-1][-1].after == month:
            spans[-1].append(month)
        else:
            spans.append([month])
    return spans
