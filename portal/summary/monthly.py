"""A region's month for the head of its agency: what was held, what was not, who needs a visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from common.dates import today
from common.months import Month, last_months
from meetings.summaries import (
    MonthFigures,
    Seen,
    Tally,
    Work,
    figures,
    follow_ups_of,
    silent_for,
    tallies,
    together,
    villages_in,
    work_by_group,
)
from portal.summary import bodies
from portal.summary.bodies import LOOKED_BACK, BodyRow
from portal.summary.villages import GroupRow, named
from wksbm.models import Wksbm
from wksbm.summary import count_by_state, villages_by_decree_state

SILENT_MONTHS = 3


@dataclass(frozen=True)
class GroupLine:
    group: GroupRow
    work: Work


@dataclass(frozen=True)
class Monthly:
    """All that a report of a month says; counted when it is asked for, kept nowhere."""

    month: Month
    total: Tally
    work: Work
    lines: list[GroupLine]
    trend: list[MonthFigures]
    decrees: dict[str, int]
    follow_ups: dict[str, int]
    silent: list[BodyRow]
    silent_count: int

    @property
    def figures(self) -> MonthFigures:
        return self.trend[-1]

    @property
    def before(self) -> MonthFigures:
        return self.trend[-2]

    @property
    def most_held(self) -> int:
        """Return the height of the trend's scale."""
        return max(1, *(month.held for month in self.trend))


def monthly_of(seen: Seen, code: str, month: Month, now: datetime, *, most: int) -> Monthly:
    """Gather a region's month in the same few queries however many villages it has.

    `most` is how many of the silent bodies are listed.
    """
    on = min(month.last, today())
    groups = tallies(villages_in(seen, code, month, now), code)
    work = work_by_group(seen, code, month, now)
    silent = silent_bodies(seen, code, on, now)
    listed = bodies.rows_of(silent, on, most)
    first = last_months(month.first, LOOKED_BACK)[-1]
    return Monthly(
        month=month,
        total=together(groups),
        work=Work(*(sum(counts) for counts in zip(*work.values(), strict=True))),
        lines=[GroupLine(row, work.get(row.code, Work())) for row in named(groups)],
        trend=figures(seen, code, first, month),
        decrees=count_by_state(villages_by_decree_state([code], on=on)),
        follow_ups=follow_ups_of(seen, code, month, on=on),
        silent=listed,
        silent_count=len(listed) if len(listed) < most else silent.count(),
    )


def silent_bodies(seen: Seen, code: str, on: date, now: datetime) -> Any:
    recorded = bodies.record_until(seen(Wksbm).filter(region__code__startswith=code), on, now)
    return recorded.filter(silent_for(SILENT_MONTHS, on))
