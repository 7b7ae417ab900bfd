"""The villages of a month one by one, and counted by the regions above them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Case, F, When

from meetings.summaries import State, Tally, Villages
from portal.links import address
from portal.summary.greeting import greeting, phones_by_village
from regions.cache import names_of

if TYPE_CHECKING:
    from accounts.models import User

MOST_ROWS = 150
TONES = {
    State.MET: "ok",
    State.COMING: "",
    State.UNLOGGED: "warn",
    State.SILENT: "danger",
    State.NO_BODY: "",
}


@dataclass(frozen=True)
class VillageRow:
    """One village of the table."""

    code: str
    name: str
    above: str
    state: State
    last_met: date | None
    times: int
    greet_url: str = ""

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def url(self) -> str:
        return bodies_url(self.code)


@dataclass(frozen=True)
class GroupRow:
    """The villages below one region: a district's, a regency's."""

    name: str
    tally: Tally

    @property
    def code(self) -> str:
        return self.tally.code

    @property
    def met(self) -> int:
        return self.tally.by_state[State.MET]

    @property
    def url(self) -> str:
        return bodies_url(self.code)


def bodies_url(code: str) -> str:
    return address("wksbm:overview", region=code)


def named(groups: list[Tally]) -> list[GroupRow]:
    names = names_of(tally.code for tally in groups)
    return [GroupRow(names[tally.code].full_name, tally) for tally in groups]


def longest_without(user: User, villages: Villages, most: int = MOST_ROWS) -> list[VillageRow]:
    """List the villages, the longest without a meeting first; the silent can be greeted."""
    rows = rows_of(villages, most)
    silent = [row.code for row in rows if row.state == State.SILENT]
    phones = phones_by_village(user, silent)
    return [
        replace(row, greet_url=greeting(phones.get(row.code, ""), f"WKSBM {row.name}"))
        for row in rows
    ]


def rows_of(villages: Villages, most: int) -> list[VillageRow]:
    """List the villages in the same order, without anybody's number."""
    without_body_last = Case(When(state=State.NO_BODY, then=1), default=0)
    longest_first = F("last_met").asc(nulls_first=True)
    first = villages.order_by(without_body_last, longest_first, "code")[:most]
    found = list(first.values_list("code", "state", "last_met", "times"))
    names = names_of(code for code, *_rest in found)
    return [
        VillageRow(
            code=code,
            name=names[code].full_name,
            above=above.full_name if (above := names[code].parent) else "",
            state=State(state),
            last_met=last_met,
            times=times,
        )
        for code, state, last_met, times in found
    ]
