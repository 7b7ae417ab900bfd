"""What each row of a sheet of volunteers would make, fill or leave: planned for all together."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _

from accounts.access import Can, codes_where
from people.importers.matching import matches_of
from regions.codes import LENGTHS, Level, level_of
from spreadsheets.models import Import
from volunteers.importers.comparing import Planner
from volunteers.importers.people import Crowd, MaybeSame
from volunteers.importers.plans import Action, DecreePlan, RowPlan, day_of
from volunteers.importers.world import Asked, Pillars, World, office_of, world_of
from volunteers.models import Appointment, Pillar
from wksbm.importers.world import DecreeKey
from wksbm.models import Office
from wksbm.rules import same_name


def plan_of(batch: Import, *, hold: bool = False) -> list[RowPlan]:
    """Compare every faultless row with the others and with what is known; nothing is written.

    `hold` locks the appointments that may be changed, until the transaction ends.
    """
    matches = matches_of(batch)
    rows = batch.rows.filter(faults=[]).order_by("number")
    plans = [RowPlan(row, matches[row.pk]) for row in rows]
    _place(plans, batch)
    _recognise(plans)
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
            plan.refuse("pillar", "not_a_persons_pillar", name=plan.pillar.short_name)
        elif not plan.pillar.is_in_use(plan.since):
            plan.refuse("pillar", "pillar_not_in_use")
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
        plan.refuse("area", "wrong_level", level=pillar.level)
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


def _recognise(plans: list[RowPlan]) -> None:
    """Take who serves there already under such a name for the one meant: a list comes every year.

    Nothing is filled in of them: the name alone says too little for that.
    """
    asked = [plan for plan in plans if plan.match.is_open and not plan.conflicts]
    candidates = {pk for plan in asked for pk in plan.match.candidates}
    serving = set(
        Appointment.objects.filter(person__in=candidates)
        .values_list("person", "pillar", "area")
        .distinct()
    )
    for plan in asked:
        found = [pk for pk in plan.match.candidates if (pk, *plan.key) in serving]
        if len(found) == 1:
            plan.match = plan.match._replace(person=found[0], candidates=[], is_open=False)


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
    days = {day_of(plan.row.values.get("decree_date")) for plan in planned}
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
    office = office_of(plan.row.values["village"], kind, world)
    if office is None or not plan.area.startswith(office[0]):
        plan.refuse("office", "decree_beyond_issuer")
        return None
    return kind, *office


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
