"""Rows beside the appointments that are there already, and beside earlier rows of the sheet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from common.dates import first_day, last_day
from volunteers.importers.people import Somebody, is_twin
from volunteers.importers.plans import Action, RowPlan, day_of
from volunteers.importers.world import AppointmentKey, World, decree_key
from volunteers.models import Appointment, Pillar
from wksbm.importers.world import Spans, overlap


@dataclass
class Taken:
    """A term that a row of this sheet takes."""

    plan: RowPlan
    span: Spans


class Planner:
    """Compares rows with the appointments that are there, and with those of earlier rows."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.by_person: dict[tuple[Any, AppointmentKey], list[Taken]] = defaultdict(list)
        self.sole: dict[AppointmentKey, list[Taken]] = defaultdict(list)
        self.tiers: set[tuple[Any, int]] = set()
        self.ends: dict[int, date] = {}  # of appointments that an earlier row ends

    def plan(self, plan: RowPlan) -> None:
        person, pillar = plan.person, plan.pillar
        if person is None or pillar is None or self._was_said(plan, person):
            return
        there = self.world.of_persons[person.known, plan.key] if person.known else []
        self._compare(plan, [one for one in there if overlap(self._span(one), plan.span)])
        if pillar.is_sole and plan.known is None:
            self._refuse_sole(plan, person)
        self._plan_tier(plan, person, pillar)
        died_on = self.world.died.get(person.pk)
        if died_on and died_on <= plan.since:
            plan.refuse("name", "person_died")
        if not plan.conflicts:
            self._take(plan, person)

    def _was_said(self, plan: RowPlan, person: Somebody) -> bool:
        """Whether an earlier row asks for the same; two that differ are refused."""
        here = self.by_person[person.identity, plan.key]
        before = next((one for one in here if overlap(one.span, plan.span)), None)
        if before is None:
            return False
        if is_twin(before.plan.row, plan.row):
            plan.action = Action.SKIP
        else:
            plan.refuse("pillar", "twice_in_sheet", first=before.plan.row.number)
        return True

    def _take(self, plan: RowPlan, person: Somebody) -> None:
        """Note the term for later rows, and what the row fills of a known person, once."""
        self.by_person[person.identity, plan.key].append(Taken(plan, plan.span))
        if plan.pillar and plan.pillar.is_sole:
            self.sole[plan.key].append(Taken(plan, plan.span))
        if person.known:
            plan.person_fills = [key for key in plan.match.fills if key not in person.filled]
            person.filled.update(plan.person_fills)
            plan.differs += [key for key in plan.match.differs if key not in plan.differs]

    def _compare(self, plan: RowPlan, there: list[Appointment]) -> None:
        """Find the appointment that the row is about, if it is there, and what it adds to it."""
        if not there:
            return
        known = next((one for one in there if one.is_serving(plan.since)), there[-1])
        other = plan.decree and known.decree and decree_key(known.decree) != plan.decree.key
        if other and len(there) == 1 and _begins(known) < plan.since and not known.ended_kind:
            plan.ends = known
            self.ends[known.pk] = plan.since - timedelta(days=1)
            return
        plan.known = known
        values, keys = plan.row.values, plan.row.keys
        _compare(plan, "number", values.get("number"), known.number)
        until = day_of(values.get("until"))
        is_open = not known.ended_kind and known.pk not in self.ends
        _compare(plan, "until", until, known.until, is_open=is_open)
        if "until" in plan.fills and until:
            self.ends[known.pk] = until
        if plan.decree:
            there_is = decree_key(known.decree) if known.decree else None
            _compare(plan, "decree_number", plan.decree.key, there_is)
        if values.get("since") and day_of(values["since"]) != known.since:
            plan.differs.append("since")
        if keys.get("honorarium", known.honorarium) != known.honorarium:
            plan.differs.append("honorarium")
        if values.get("waived") and (values["waived"] == "yes") != known.stipend_waived:
            plan.differs.append("waived")

    def _span(self, one: Appointment) -> Spans:
        return first_day(one.term), self.ends.get(one.pk, last_day(one.term))

    def _refuse_sole(self, plan: RowPlan, person: Somebody) -> None:
        for one in self.world.sole[plan.key]:
            if one != plan.ends and overlap(self._span(one), plan.span):
                plan.refuse("pillar", "sole_taken", name=one.person.name)
                return
        for taken in self.sole[plan.key]:
            if taken.plan.person is not person and overlap(taken.span, plan.span):
                plan.refuse("pillar", "sole_taken_by_row", first=taken.plan.row.number)
                return

    def _plan_tier(self, plan: RowPlan, person: Somebody, pillar: Pillar) -> None:
        tier = plan.row.values.get("tier")
        if not tier:
            return
        if not pillar.has_tiers:
            plan.refuse("tier", "without_tiers", pillar=pillar.short_name)
            return
        known = self.world.tiers.get((person.known, pillar.pk)) if person.known else None
        if known is not None:
            if known.tier != tier:
                plan.differs.append("tier")
        elif (person.identity, pillar.pk) not in self.tiers:
            self.tiers.add((person.identity, pillar.pk))
            plan.fills.append("tier")


def _compare(plan: RowPlan, name: str, told: Any, there: Any, *, is_open: bool = True) -> None:
    if not told or told == there:
        return
    (plan.fills if not there and is_open else plan.differs).append(name)


def _begins(appointment: Appointment) -> date:
    return first_day(appointment.term) or date.min
