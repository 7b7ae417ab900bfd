"""Calendar months and quarters, as people choose them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

_WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Month:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> Month | None:
        """Read "2026-11"; None if it is no month."""
        found = _WRITTEN.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else None

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.after.first - timedelta(days=1)

    @property
    def before(self) -> Month:
        return Month.of(self.first - timedelta(days=1))

    @property
    def after(self) -> Month:
        return Month.of(self.first + timedelta(days=31))

    @property
    def quarter_first(self) -> date:
        return date(self.year, (self.number - 1) // 3 * 3 + 1, 1)

    @property
    def label(self) -> str:
        return date_format(self.first, "F Y")

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"


def last_months(today: date, count: int = 12) -> list[Month]:
    """Return this month and those before it, the newest first."""
    months = [Month.of(today)]
    while len(months) < count:
        months.append(months[-1].before)
    return months
