"""What a series does with a date that falls on a holiday or into Ramadan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Final

from common.dates import first_day, last_day
from meetings.models import Holiday, Series

FURTHEST: Final = 10  # days: so long no row of holidays is


@dataclass(frozen=True)
class Calendar:
    """The days off of a place, each with its name, and its days of Ramadan."""

    off: Mapping[date, str] = field(default_factory=dict)
    ramadan: frozenset[date] = frozenset()

    @classmethod
    def of(cls, holidays: Iterable[Holiday], since: date, until: date) -> Calendar:
        off: dict[date, str] = {}
        ramadan: set[date] = set()
        for holiday in holidays:
            days = _days(holiday, since, until)
            if holiday.kind == Holiday.Kind.RAMADAN:
                ramadan.update(days)
            else:
                off |= dict.fromkeys(days, holiday.name)
        return cls(off, frozenset(ramadan))


@dataclass(frozen=True)
class Placed:
    """Where a date of the rule comes to lie; `skipped` says why it is left out."""

    on: date
    at: time
    skipped: str = ""


def placed(series: Series, day: date, calendar: Calendar) -> Placed:
    """Return where the series puts a date of its rule."""
    at = series.at
    if day in calendar.ramadan:
        if series.in_ramadan == Series.InRamadan.SKIP:
            return Placed(day, at, "Ramadan")
        if series.in_ramadan == Series.InRamadan.OTHER_HOUR and series.ramadan_at:
            at = series.ramadan_at
    if day not in calendar.off or series.on_holiday == Series.OnHoliday.KEEP:
        return Placed(day, at)
    if series.on_holiday == Series.OnHoliday.SKIP:
        return Placed(day, at, calendar.off[day])
    step = timedelta(days=-1 if series.on_holiday == Series.OnHoliday.EARLIER else 1)
    moved = day
    for _try in range(FURTHEST):
        moved += step
        if moved not in calendar.off:
            return Placed(moved, at)
    return Placed(day, at, calendar.off[day])


def _days(holiday: Holiday, since: date, until: date) -> list[date]:
    first, last = first_day(holiday.days), last_day(holiday.days)
    if first is None or last is None:
        return []
    first, last = max(first, since), min(last, until)
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
