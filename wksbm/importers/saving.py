"""The planned rows become bodies, offices, decrees, persons and seats: one insert for each sort."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from common.dates import term
from common.errors import RuleBroken
from people.models import Person, Presence
from spreadsheets.models import Import, ImportRow
from wksbm.importers.planning import BodyPlan, DecreePlan, RowPlan, SeatPlan, plan_of
from wksbm.importers.world import DecreeKey, OfficeKey
from wksbm.models import Decree, Mandate, Office, Seat, Wksbm

KEPT = {ImportRow.Action.CREATE, ImportRow.Action.UPDATE}


def save_rows(batch: Import) -> None:
    """Write what the check in this very transaction found; note on every row what it made.

    Raises taken_meanwhile where somebody else wrote the same at this moment: nothing is saved.
    """
    plans = [plan for plan in plan_of(batch) if plan.action in KEPT]
    for plan in plans:
        plan.row.made = {}
    try:
        with transaction.atomic():
            _found_bodies(plans)
            _fill_bodies(plans)
            decrees = _issue_decrees(plans)
            _seat_holders(plans, decrees)
    except IntegrityError as error:
        raise RuleBroken(
            "taken_meanwhile",
            _("Orang lain baru saja menyimpan data yang sama. Periksa lagi, lalu simpan."),
        ) from error
    for plan in plans:
        plan.row.target = plan.body.pk if plan.body else None
    rows = [plan.row for plan in plans]
    ImportRow.objects.bulk_update(rows, ["made", "target"], batch_size=1000)


def _found_bodies(plans: Iterable[RowPlan]) -> None:
    founding = [(plan, plan.body) for plan in plans if plan.body and plan.body.founder is plan.row]
    Wksbm.objects.bulk_create(
        Wksbm(
            pk=body.pk,
            region_id=body.village,
            name=body.name,
            **{fact: value for fact, value in body.facts.items() if value},
        )
        for _plan, body in founding
    )
    for plan, body in founding:
        plan.row.made["body"] = body.pk


def _fill_bodies(plans: Iterable[RowPlan]) -> None:
    for plan in plans:
        body = plan.body
        filled = [name for name in plan.fills if name != "decree_number"]
        if body and body.known and filled:
            values = {name: plan.row.values[name] for name in filled}
            before = {name: _plain(getattr(body.known, name)) for name in filled}
            Wksbm.objects.filter(pk=body.pk).update(
                **values, version=F("version") + 1, updated_at=timezone.now()
            )
            body.known.refresh_from_db()
            plan.row.made |= {
                "filled": before,
                "body_filled": body.pk,
                "version": body.known.version,
            }


def _issue_decrees(plans: Iterable[RowPlan]) -> dict[DecreeKey, Decree]:
    """Name offices, record decrees, and let them concern the bodies of the rows that name them."""
    told = [(plan, plan.decree) for plan in plans if plan.decree]
    offices = _name_offices([decree for _plan, decree in told])
    decrees = {decree.key: decree.known for _plan, decree in told if decree.known}
    fresh: dict[DecreeKey, Decree] = {}
    makers: dict[DecreeKey, RowPlan] = {}
    for plan, planned in told:
        if planned.key not in decrees:
            fresh[planned.key] = decrees[planned.key] = _decree(planned, offices[planned.key[0]])
            makers[planned.key] = plan
    Decree.objects.bulk_create(fresh.values())
    for key, plan in makers.items():
        plan.row.made["decree"] = fresh[key].pk
    mandates: dict[tuple[int, int], tuple[RowPlan, BodyPlan]] = {}
    for plan, planned in told:
        if plan.body:
            mandates.setdefault((decrees[planned.key].pk, plan.body.pk), (plan, plan.body))
    there = set(
        Mandate.objects.filter(decree__in={key for key, _body in mandates}).values_list(
            "decree_id", "wksbm_id"
        )
    )
    new = {key: made for key, made in mandates.items() if key not in there}
    made = Mandate.objects.bulk_create(
        Mandate(decree_id=decree, wksbm_id=body.pk, region_id=body.village)
        for (decree, _key), (_plan, body) in new.items()
    )
    for mandate, (plan, _body) in zip(made, new.values(), strict=True):
        plan.row.made.setdefault("mandates", []).append(mandate.pk)
    return decrees


def _name_offices(planned: Iterable[DecreePlan]) -> dict[OfficeKey, Office]:
    wanted = {decree.key[0]: decree for decree in planned if decree.known is None}
    regions = {code for code, _name in wanted}
    offices = {
        (office.region_id, office.name.casefold()): office
        for office in Office.objects.filter(region__in=regions)
    }
    missing = {
        key: Office(region_id=key[0], kind=decree.kind, name=decree.office_name)
        for key, decree in wanted.items()
        if key not in offices
    }
    Office.objects.bulk_create(missing.values())
    return offices | missing


def _decree(planned: DecreePlan, office: Office) -> Decree:
    return Decree(
        region_id=office.region_id,
        issuer=office,
        kind=Decree.Kind.FORMATION,
        number=planned.number,
        subject=planned.subject,
        enacted_on=planned.key[2],
        term=term(planned.key[2], planned.until),
    )


def _seat_holders(plans: Iterable[RowPlan], decrees: dict[DecreeKey, Decree]) -> None:
    asked = [(plan, seat) for plan in plans for seat in plan.seats]
    new = [(plan, seat) for plan, seat in asked if seat.known is None]
    holders = _holders(new)
    seats = Seat.objects.bulk_create(
        Seat(
            region_id=seat.body.village,
            wksbm_id=seat.body.pk,
            post=seat.told["post"],
            section=seat.told["section"],
            holder_id=seat.holder or holders[seat.person_key].pk,
            term=term(*seat.span),
            decree=decrees.get(plan.decree.key) if plan.decree else None,
        )
        for plan, seat in new
    )
    for made, (plan, _seat) in zip(seats, new, strict=True):
        plan.row.made.setdefault("seats", []).append(made.pk)
    _grant_awaited(asked, decrees)


def _holders(new: Iterable[tuple[RowPlan, SeatPlan]]) -> dict[tuple[Any, ...], Person]:
    """Write down the holders who are new, once each, and let all be seen in their villages."""
    first: dict[tuple[Any, ...], tuple[RowPlan, SeatPlan]] = {}
    present: dict[str, set[int]] = defaultdict(set)
    for plan, seat in new:
        if seat.holder is None:
            first.setdefault(seat.person_key, (plan, seat))
        else:
            present[seat.body.village].add(seat.holder)
    persons = Person.objects.bulk_create(
        Person(name=seat.told["name"], phone=seat.told["phone"]) for _plan, seat in first.values()
    )
    for person, (plan, seat) in zip(persons, first.values(), strict=True):
        plan.row.made.setdefault("persons", []).append(person.pk)
        present[seat.body.village].add(person.pk)
    Presence.objects.bulk_create(
        (
            Presence(person_id=pk, region_id=village)
            for village, keys in present.items()
            for pk in sorted(keys)
        ),
        ignore_conflicts=True,
    )
    return dict(zip(first, persons, strict=True))


def _grant_awaited(
    asked: Iterable[tuple[RowPlan, SeatPlan]], decrees: dict[DecreeKey, Decree]
) -> None:
    """Name the decree of seats that were there and awaited it."""
    for plan, seat in asked:
        if plan.decree and seat.known and seat.known.decree_id is None:
            Seat.objects.filter(pk=seat.known.pk, decree=None).update(
                decree=decrees[plan.decree.key],
                version=F("version") + 1,
                updated_at=timezone.now(),
            )
            granted = plan.row.made.setdefault("granted", {})
            granted[str(seat.known.pk)] = seat.known.version + 1


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
