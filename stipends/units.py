"""What a line claims, as people say it: months, events, counts of things."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.months import Month


class Span(NamedTuple):
    first: Month
    last: Month


def said_units(units: Iterable[str]) -> str:
    """Say months that follow each other as one span; events by their number."""
    months, events = set[Month](), 0
    for unit in units:
        month = _month_of(unit)
        if month is None:
            events += 1
        else:
            months.add(month)
    told = [_said(span) for span in _spans(sorted(months))]
    if events:
        told.append(ngettext("%d kegiatan", "%d kegiatan", events) % events)
    return ", ".join(told)


def said_months(units: Iterable[Month]) -> str:
    return ", ".join(_said(span) for span in _spans(sorted(set(units))))


def _month_of(unit: str) -> Month | None:
    """Read "2026-08", "kpm:2026-08" or "2026-08+17"; an event has no month."""
    return Month.read(unit.rpartition(":")[2].partition("+")[0])


def _spans(months: Iterable[Month]) -> list[Span]:
    spans: list[Span] = []
    for month in months:
        if spans and spans[-1].last.after == month:
            spans[-1] = Span(spans[-1].first, month)
        else:
            spans.append(Span(month, month))
    return spans


def _said(span: Span) -> str:
    if span.first == span.last:
        return span.first.label
    return _("%(first)s sampai %(last)s") % {"first": span.first.label, "last": span.last.label}
