"""What each row of a sheet of volunteers would make, fill or leave: planned for all together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.access import Can, codes_where
from common.dates import first_day, last_day, today
from people.importers.matching import Match, matches_of
from regions.codes import LENGTHS, Level, level_of
from spreadsheets.models import Import, ImportRow
from volunteers.importers.people import Crowd, MaybeSame, Somebody, is_twin
from volunteers.importers.world import (
    AppointmentKey,
    Asked,
    Pillars,
    World,
    decree_key,
    office_of,
    world_of,
)
from volunteers.models import Appointment, Pillar
from wksbm.importers.world import DecreeKey, Spans, overlap
from wksbm.models import Decree, Office
from wksbm.rules import same_name

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
        since = _day(values.get("since")) or _day(values.get("decree_date")) or today()
        return since, _day(values.get("until"))

    @property
    def since(self) -> date:
        return self.span[0] or today()

    @property
    def makes_tier(self) -> bool:
        return "tier" in self.fills

    @property
    def is_planned(self) -> bool:
        return self.action != Action.ASK and not self.conflicts


def plan_of(batch: Import, *, hold: bool = False) -> list[RowPlan]:
    """Compare every faultless row with the others and with what is known; nothing is written.

    `hold` locks the appointments that may be changed, until the transaction ends.
    """
    matches = matches_of(batch)
    rows = batch.rows.filter(faults=[]).order_by("number")
    plans = [RowPlan(row, matches[row.pk]) for row in rows]
    _place(plans, batch)
    _name_persons(plans)
    world = world_of(_asked(plans), hold=hold)
    decrees: dict[DecreeKey, DecreePlan] = {}
    planner = Planner(world)
    for plan in plans:
        if plan.is_planned:
            _plan_decree(plan, world, decrees)
        if plan.is_planned:
            planner.plan(plan)
    for plan in plans:
        _judge(plan)
    return plans


# --- Who and where -------------------------------------------------------------------------------


def _place(plans: list[RowPlan], batch: Import) -> None:
    """Find each row's pillar, the area it is for, and whether the user may appoint there."""
    pillars = Pillars(batch.region_id)
    kept = codes_where(batch.saved_by or batch.uploaded_by, Can.KEEP_ROSTER)
    for plan in plans:
        values = plan.row.values
        place = values["village"]
        plan.pillar = pillars.find(values["pillar"], place)
        if plan.pillar is None:
            near = ", ".join(pillars.near(values["pillar"]))
            plan.refuse("pillar", "pillar_unknown", text=values["pillar"], near=near)
        elif plan.pillar.holder != Pillar.Holder.PERSON:
            plan.refuse("pillar", "pillar_of_organisations", name=plan.pillar.short_name)
        else:
            _find_area(plan, plan.pillar)
        if plan.area and not any(plan.area.startswith(code) for code in kept):
            plan.refuse("pillar", "area_of_another")


def _find_area(plan: RowPlan, pillar: Pillar) -> None:
    """Take the area as told; one that is not told follows from the place and the pillar's level."""
    values = plan.row.values
    place = values["village"]
    told = values.get("area", "")
    width = LENGTHS[Level(pillar.level)] if pillar.level else len(told or place)
    if len(told) > width:
        plan.refuse("area", "area_of_other_level", level=pillar.level)
        return
    plan.area = told
    if len(told) < width:
        if len(place) < width or not place.startswith(told):
            plan.refuse("village", "village_missing", pillar=pillar.short_name)
            return
        plan.area = place[:width]
    plan.region = place
    if not place.startswith(plan.area):
        # Who lives elsewhere serves in the area all the same.
        plan.region = plan.area
        plan.notes.append(["village", _("Di luar wilayah pengangkatan: dicatat di wilayah itu.")])


def _name_persons(plans: list[RowPlan]) -> None:
    crowd = Crowd()
    _refuse_niks_of_two(plans)
    for plan in plans:
        refused = plan.match.refused
        if refused:
            plan.refuse("nik" if refused == "nik_of_another" else "name", refused)
        elif plan.match.is_open:
            plan.action = Action.ASK
        if plan.is_planned:
            try:
                plan.person = crowd.find(plan.row, plan.match)
            except MaybeSame as same:
                plan.refuse("name", "maybe_row", first=same.first)


def _refuse_niks_of_two(plans: list[RowPlan]) -> None:
    names: dict[str, set[str]] = defaultdict(set)
    for plan in plans:
        for nik in plan.row.keys.get("nik", [])[:1]:
            names[nik].add(plan.row.keys["bare"])
    for plan in plans:
        if any(len(names[nik]) > 1 for nik in plan.row.keys.get("nik", [])[:1]):
            plan.refuse("nik", "nik_of_two_in_sheet")


def _asked(plans: list[RowPlan]) -> Asked:
    planned = [plan for plan in plans if plan.is_planned]
    days = {_day(plan.row.values.get("decree_date")) for plan in planned}
    return Asked(
        persons={plan.person.known for plan in planned if plan.person and plan.person.known},
        keys={plan.key for plan in planned},
        days={day for day in days if day},
        places={plan.row.values["village"] for plan in planned} | {plan.area for plan in planned},
    )


# --- By which decree -----------------------------------------------------------------------------


def _plan_decree(plan: RowPlan, world: World, decrees: dict[DecreeKey, DecreePlan]) -> None:
    values = plan.row.values
    if not values.get("decree_number") or plan.pillar is None:
        return
    number = values["decree_number"]
    enacted_on = date.fromisoformat(values["decree_date"])
    issuer = _issuer(plan, world, same_name(number), enacted_on)
    if issuer is None:
        return
    kind, code, name = issuer
    key = ((code, same_name(name)), same_name(number), enacted_on)
    fresh = DecreePlan(key, kind, name, number, plan.pillar.name, [], world.decrees.get(key))
    plan.decree = decrees.setdefault(key, fresh)
    plan.decree.spans.append(plan.span)


def _issuer(
    plan: RowPlan, world: World, number: str, enacted_on: date
) -> tuple[str, str, str] | None:
    """Return kind, region and name of the issuing office: as told, else as it is known already.

    Only for a village is it clear who issues.
    """
    told = plan.row.keys.get("office")
    known = world.numbered[number, enacted_on]
    if not told and len(known) == 1:
        issuer = known[0].issuer
        return issuer.kind, issuer.region_id, issuer.name
    if not told and level_of(plan.area) != Level.VILLAGE:
        plan.refuse("office", "issuer_missing")
        return None
    is_urban = plan.area.rsplit(".", maxsplit=1)[-1].startswith("1")
    usual = Office.Kind.LURAH if is_urban else Office.Kind.VILLAGE_HEAD
    kind = told or usual
    office = office_of(plan.row.values["village"], kind)
    if office is None:
        plan.refuse("office", "issuer_elsewhere")
        return None
    return kind, *office


# --- The appointment -----------------------------------------------------------------------------


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
        if person is None or pillar is None:
            return
        here = self.by_person[person.identity, plan.key]
        before = next((one for one in here if overlap(one.span, plan.span)), None)
        if before is not None:
            if is_twin(before.plan.row, plan.row):
                plan.action = Action.SKIP
            else:
                plan.refuse("pillar", "twice_in_sheet", first=before.plan.row.number)
            return
        there = self.world.of_persons[person.known, plan.key] if person.known else []
        self._compare(plan, [one for one in there if overlap(self._span(one), plan.span)])
        if pillar.is_sole and plan.known is None:
            self._refuse_sole(plan, person)
        self._plan_tier(plan, person, pillar)
        if plan.conflicts:
            return
        here.append(Taken(plan, plan.span))
        if pillar.is_sole:
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
        until = _day(values.get("until"))
        is_open = not known.ended_kind and known.pk not in self.ends
        _compare(plan, "until", until, known.until, is_open=is_open)
        if "until" in plan.fills and until:
            self.ends[known.pk] = until
        if plan.decree:
            there_is = decree_key(known.decree) if known.decree else None
            _compare(plan, "decree_number", plan.decree.key, there_is)
        if values.get("since") and _day(values["since"]) != known.since:
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
            plan.refuse("tier", "no_tiers", pillar=pillar.short_name)
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


def _judge(plan: RowPlan) -> None:
    """Say what becomes of the row; the first one that is saved makes whom and what several name."""
    if plan.conflicts:
        plan.action = Action.FAIL
        return
    if plan.action in {Action.ASK, Action.SKIP} or plan.person is None:
        return
    if plan.known is None:
        plan.action = Action.CREATE
    else:
        plan.action = Action.UPDATE if plan.fills or plan.person_fills else Action.SKIP
    if plan.action == Action.SKIP:
        return
    if plan.person.known is None and plan.person.maker is None:
        plan.person.maker = plan.row
    if plan.decree and plan.decree.known is None and plan.decree.maker is None:
        plan.decree.maker = plan.row


def _begins(appointment: Appointment) -> date:
    return first_day(appointment.term) or date.min


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
