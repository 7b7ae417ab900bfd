"""What a row of a sheet of volunteers asks for, and what is found of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from common.dates import today
from people.importers.matching import Match
from spreadsheets.models import ImportRow
from volunteers.importers.people import Somebody
from volunteers.importers.world import AppointmentKey
from volunteers.models import Appointment, Pillar
from wksbm.importers.world import DecreeKey, Spans
from wksbm.models import Decree

Action = ImportRow.Action


@dataclass
class DecreePlan:
    """A decree that rows name; one not `known` is recorded once, for all of them."""

    key: DecreeKey
    kind: str
    office_name: str
    number: str
    pillar: str
    spans: list[Spans]
    known: Decree | None = None
    maker: ImportRow | None = None

    @property
    def term(self) -> Spans:
        """From the day it was enacted, or counts back to, till the last row's end."""
        begins = min([self.key[2], *(since for since, _until in self.spans if since)])
        ends = [until for _since, until in self.spans]
        return begins, None if None in ends else max(filter(None, ends))


@dataclass
class RowPlan:
    row: ImportRow
    match: Match
    pillar: Pillar | None = None
    area: str = ""
    region: str = ""  # where they serve
    person: Somebody | None = None
    decree: DecreePlan | None = None
    known: Appointment | None = None
    ends: Appointment | None = None  # the appointment that this one renews
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    fills: list[str] = field(default_factory=list)  # of the known appointment
    person_fills: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)
    action: str = Action.CREATE

    def refuse(self, name: str, code: str, /, **args: Any) -> None:
        self.conflicts.append({"field": name, "code": code, "args": args})

    @property
    def key(self) -> AppointmentKey:
        return (self.pillar.pk if self.pillar else 0), self.area

    @property
    def span(self) -> Spans:
        values = self.row.values
        since = day_of(values.get("since")) or day_of(values.get("decree_date")) or today()
        return since, day_of(values.get("until"))

    @property
    def since(self) -> date:
        return self.span[0] or today()

    @property
    def person_pk(self) -> int:
        if self.person is None:
            raise LookupError(f"nobody was found for row {self.row.number}")
        return self.person.pk

    @property
    def makes_tier(self) -> bool:
        return "tier" in self.fills

    @property
    def is_planned(self) -> bool:
        return self.action != Action.ASK and not self.conflicts


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
