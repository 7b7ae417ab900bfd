"""What each row of a sheet of bodies would make, fill or leave: planned for all rows together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from common.dates import today
from spreadsheets.models import Import, ImportRow
from wksbm.importers.world import DecreeKey, Spans, World, office_of, overlap, span_of, world_of
from wksbm.models import Decree, Seat, Wksbm
from wksbm.rules import draft_name, same_name

# What of a body the first row that tells it decides.
FACTS = ("level", "unit", "founded_on")


@dataclass
class BodyPlan:
    """One body, whichever rows speak of it; one not `known` is founded by its first good row."""

    village: str
    name: str
    first: ImportRow
    known: Wksbm | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    founder: ImportRow | None = None
    filled: set[Any] = field(default_factory=set)

    @property
    def key(self) -> tuple[str, str]:
        return self.village, same_name(self.name)

    @property
    def pk(self) -> int:
        if self.known:
            return self.known.pk
        return (self.founder or self.first).reserved


@dataclass
class DecreePlan:
    key: DecreeKey
    kind: str
    office_name: str
    number: str
    until: date | None
    subject: str
    known: Decree | None


@dataclass
class SeatPlan:
    """A seat that a row asks for. `known` is there already; `holder` is None for somebody new."""

    body: BodyPlan
    told: dict[str, Any]
    span: Spans
    known: Seat | None = None
    holder: int | None = None

    @property
    def person_key(self) -> tuple[Any, ...]:
        """Return what makes two new holders of a sheet one person."""
        if self.told["phone"]:
            return self.body.village, self.told["bare"], self.told["phone"]
        return *self.body.key, self.told["bare"]


@dataclass
class RowPlan:
    row: ImportRow
    body: BodyPlan | None = None
    decree: DecreePlan | None = None
    seats: list[SeatPlan] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    candidates: list[int] = field(default_factory=list)
    fills: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    action: str = ImportRow.Action.CREATE

    def refuse(self, name: str, code: str, /, **args: Any) -> None:
        self.conflicts.append({"field": name, "code": code, "args": args})


def plan_of(batch: Import) -> list[RowPlan]:
    """Compare every faultless row with the others and with what is known; nothing is written."""
    rows = list(batch.rows.filter(faults=[]).order_by("number"))
    world = world_of(row.values["village"] for row in rows)
    plans = [RowPlan(row) for row in rows]
    bodies: dict[tuple[str, str], BodyPlan] = {}
    taken: dict[tuple[str, str], list[SeatPlan]] = defaultdict(list)
    for plan in plans:
        _plan_body(plan, world, bodies)
        if plan.body is not None:
            _plan_decree(plan, world)
            for told in plan.row.keys["seats"]:
                _plan_seat(plan, told, world, taken)
    for plan in plans:
        _judge(plan, world)
    return plans


def _plan_body(plan: RowPlan, world: World, bodies: dict[tuple[str, str], BodyPlan]) -> None:
    values, village = plan.row.values, plan.row.values["village"]
    there = world.bodies[village]
    name = values.get("body", "")
    if not name:
        begun = [found.name for key, found in bodies.items() if key[0] == village]
        names = {same_name(one): one for one in (*begun, *(body.name for body in there))}
        if len(names) > 1:
            plan.refuse("body", "which_body")
            return
        name = next(iter(names.values()), draft_name(world.names[village]))
    key = (village, same_name(name))
    known = next((body for body in there if same_name(body.name) == key[1]), None)
    if known is None and key not in bodies:
        known = _chosen(plan, there, world.names[village])
        if plan.candidates and not plan.row.choice:
            plan.action = ImportRow.Action.ASK
            return
    body = bodies.setdefault(key, BodyPlan(village, name, plan.row, known))
    for fact in FACTS:
        value = values.get(fact)
        if value and body.facts.setdefault(fact, value) != value:
            plan.refuse(fact, "differs_from_row", first=body.first.number)
    plan.body = body


def _chosen(plan: RowPlan, there: Sequence[Wksbm], village_name: str) -> Wksbm | None:
    """Return the body that somebody said the row is. One that bears a draft's name may be it."""
    drafts = [body for body in there if same_name(body.name) == same_name(draft_name(village_name))]
    plan.candidates = [body.pk for body in drafts]
    if plan.row.choice == ImportRow.SAME:
        return next((body for body in drafts if body.pk == plan.row.chosen), None)
    return None


def _plan_decree(plan: RowPlan, world: World) -> None:
    values = plan.row.values
    if not values.get("decree_number"):
        return
    kind, code, name = office_of(plan.row.values["village"], values.get("office"))
    office = (code, same_name(name))
    number, enacted_on = values["decree_number"], date.fromisoformat(values["decree_date"])
    key = (office, same_name(number), enacted_on)
    until = _day(values.get("decree_until"))
    known = world.decrees.get(key)
    subject = values.get("decree_subject") or "Pembentukan WKSBM"  # the paper's language
    plan.decree = DecreePlan(key, kind, name, number, until, subject, known)


def _plan_seat(
    plan: RowPlan, told: dict[str, Any], world: World, taken: dict[tuple[str, str], list[SeatPlan]]
) -> None:
    body = plan.body
    if body is None:
        return
    values = plan.row.values
    since = _day(values.get("since")) or _day(values.get("decree_date")) or today()
    until = _day(values.get("until")) or _day(values.get("decree_until"))
    seat = SeatPlan(body, told, (since, until))
    if body.known and body.known.dissolved_on and since >= body.known.dissolved_on:
        plan.refuse("body", "wksbm_dissolved")
        return
    seat.holder = _holder(plan, seat, world)
    board = world.seats[body.known.pk] if body.known else []
    there = [one for one in board if overlap(span_of(one), seat.span)]
    same_post = [one for one in there if (one.post, one.section) == _post(told)]
    seat.known = next((one for one in same_post if _is_holder(one, seat)), None)
    if seat.known is None and told["post"] in Seat.SINGLE_HOLDER and same_post:
        plan.refuse(told["field"], "seat_taken", name=same_post[0].holder.name)
    for other in taken[body.key]:
        if _post(other.told) != _post(told) or not overlap(other.span, seat.span):
            continue
        if other.person_key == seat.person_key:
            return  # said twice in the sheet
        if told["post"] in Seat.SINGLE_HOLDER:
            plan.refuse(told["field"], "seat_taken", name=other.told["name"])
    taken[body.key].append(seat)
    plan.seats.append(seat)


def _holder(plan: RowPlan, seat: SeatPlan, world: World) -> int | None:
    """Return who is meant: by name and phone, else who has served or belonged here by name."""
    told = seat.told
    if told["phone"]:
        found = world.called[seat.body.village, told["bare"], told["phone"]]
    else:
        known = seat.body.known
        found = world.serving[known.pk][told["bare"]] if known else set()
    if len(found) > 1:
        plan.refuse(told["field"], "two_matches")
    return next(iter(found)) if len(found) == 1 else None


def _judge(plan: RowPlan, world: World) -> None:
    """Say what becomes of the row; what several rows fill alike, the first of them fills."""
    body = plan.body
    if plan.conflicts:
        plan.action = ImportRow.Action.FAIL
        return
    if body is None:
        return
    if body.known is None and body.founder is None:
        body.founder = plan.row
    if body.known:
        _compare_facts(plan, body, body.known)
    if plan.decree and plan.decree.known:
        _compare_decree(plan, body, plan.decree.known, world)
    new_decree = plan.decree is not None and plan.decree.known is None
    makes = [seat for seat in plan.seats if seat.known is None]
    if body.founder is plan.row or makes or new_decree:
        plan.action = ImportRow.Action.CREATE
    else:
        plan.action = ImportRow.Action.UPDATE if plan.fills else ImportRow.Action.SKIP


def _compare_facts(plan: RowPlan, body: BodyPlan, known: Wksbm) -> None:
    for fact in FACTS:
        value, there = plan.row.values.get(fact), str(getattr(known, fact) or "")
        if not value or there == value:
            continue
        is_open = not there or (fact == "level" and not known.unit)
        if not is_open:
            plan.differs.append(fact)
        elif fact not in body.filled:
            body.filled.add(fact)
            plan.fills.append(fact)


def _compare_decree(plan: RowPlan, body: BodyPlan, known: Decree, world: World) -> None:
    told = plan.row.values.get("decree_until")
    if told and known.valid_until != _day(told):
        plan.differs.append("decree_until")
    awaiting = [seat for seat in plan.seats if seat.known and seat.known.decree_id is None]
    is_new_here = (known.pk, body.pk) not in world.mandates and known.pk not in body.filled
    if is_new_here or awaiting:
        body.filled.add(known.pk)
        plan.fills.append("decree_number")


def _is_holder(there: Seat, seat: SeatPlan) -> bool:
    if seat.holder is not None:
        return there.holder_id == seat.holder
    return there.holder.bare_name == seat.told["bare"] and not seat.told["phone"]


def _post(told: dict[str, Any]) -> tuple[str, str]:
    return told["post"], told["section"]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
