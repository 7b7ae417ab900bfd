"""The chart of fairness, drawn on the server: no script, and its table says the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from stipends.services.fairness import Group
from stipends.words import said_rupiah

# In the units of the drawing; it is as wide as a small phone, so that its letters stay readable.
WIDTH: Final = 340
HEAD: Final = 16
BAR: Final = 18
ROW: Final = 66
THIN: Final = 3
MOST_ROWS: Final = 16


@dataclass(frozen=True)
class Bar:
    """A pillar: who is paid and who is not, and from the least to the most that somebody got."""

    name: str
    said: str
    money: str
    top: int
    paid: int
    unpaid: int
    least_x: int | None
    median_x: int | None
    most_x: int | None

    @property
    def text_y(self) -> int:
        return self.top + HEAD - 4

    @property
    def bar_y(self) -> int:
        return self.top + HEAD

    @property
    def line_y(self) -> int:
        return self.top + HEAD + BAR + 8

    @property
    def tick_y(self) -> int:
        return self.line_y - 4

    @property
    def money_y(self) -> int:
        return self.line_y + 16

    @property
    def span(self) -> int:
        return max((self.most_x or 0) - (self.least_x or 0), 2)


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def height(self) -> int:
        return ROW * len(self.bars)

    @property
    def bar_height(self) -> int:
        return BAR


def chart_of(groups: list[Group]) -> Chart:
    """Draw the pillars with most people first: widths in proportion to people, and to rupiah."""
    shown = sorted(groups, key=lambda group: (-group.posts, group.name))[:MOST_ROWS]
    people = max((group.posts for group in shown), default=1)
    money = max((group.most or 0 for group in shown), default=0) or 1
    return Chart([_bar(at, group, people, money) for at, group in enumerate(shown)])


def _bar(at: int, group: Group, people: int, money: int) -> Bar:
    def along(sum_: int | None) -> int | None:
        return None if sum_ is None else (WIDTH - THIN) * sum_ // money

    spread = [said_rupiah(sum_) for sum_ in (group.least, group.median, group.most)]
    return Bar(
        name=group.name,
        said=f"{group.paid}/{group.posts}",
        money=" · ".join(spread) if group.paid else "Rp0",
        top=at * ROW,
        paid=WIDTH * group.paid // people,
        unpaid=WIDTH * group.unpaid // people,
        least_x=along(group.least),
        median_x=along(group.median),
        most_x=along(group.most),
    )
