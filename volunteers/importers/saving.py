"""The planned rows become persons, decrees and appointments: one insert for each sort."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected

from common import vault
from common.dates import last_day, term
from common.errors import RuleBroken
from people.models import Person, Presence
from spreadsheets.models import Import, ImportRow
from spreadsheets.services.bulk import write_rows
from volunteers.importers.people import FACTS, Somebody
from volunteers.importers.planning import plan_of
from volunteers.importers.plans import DecreePlan, RowPlan
from volunteers.models import Appointment, TierStep
from wksbm.importers.world import DecreeKey, OfficeKey
from wksbm.models import Decree, Office
from wksbm.rules import same_name

KEPT = {ImportRow.Action.CREATE, ImportRow.Action.UPDATE}
AT_ONCE = 1000


def save_rows(batch: Import) -> None:
    """Write what the check in this very transaction found; note on every row what it made.

    Raises taken_meanwhile where somebody else wrote the same at this moment: nothing is saved.
    """
    plans = [plan for plan in plan_of(batch, hold=True) if plan.action in KEPT]
    for plan in plans:
        plan.row.made = {}
    try:
        with transaction.atomic():
            _write_persons(plans)
            _fill_persons(plans)
            _note_presences(plans)
            decrees = _issue_decrees(plans)
            _end_renewed(plans)
            _appoint(plans, decrees)
            _fill_appointments(plans, decrees)
            _write_tiers(plans)
    except (IntegrityError, OperationalError) as error:
        if isinstance(error, OperationalError) and not isinstance(
            error.__cause__, DeadlockDetected
        ):
            raise
        raise RuleBroken(
            "taken_meanwhile",
            _("Orang lain baru saja menyimpan data yang sama. Periksa lagi, lalu simpan."),
        ) from error
    for plan in plans:
        plan.row.target = plan.person.pk if plan.person else None
    write_rows([plan.row for plan in plans], ["made", "target"])


# --- Persons -------------------------------------------------------------------------------------


def _write_persons(plans: Sequence[RowPlan]) -> None:
    """Write down who is new, once each, under the key that was reserved for the row."""
    new = [plan for plan in plans if plan.person and plan.person.maker is plan.row]
    Person.objects.bulk_create(
        (_person(plan.person) for plan in new if plan.person), batch_size=AT_ONCE
    )
    for plan in new:
        plan.row.made["person"] = plan.row.reserved


def _person(somebody: Somebody) -> Person:
    facts = {key: somebody.fact(key) for key in FACTS}
    person = Person(
        pk=somebody.pk,
        name=somebody.rows[0].values["name"],
        **{key: value for key, value in facts.items() if value},
    )
    row = somebody.teller("nik")
    if row is not None:
        person.write_nik(_nik(row))
    return person


def _nik(row: ImportRow) -> str:
    return vault.unseal(b64decode(row.values["nik"]["sealed"]), purpose=Person.NIK, of=row.reserved)


def _fill_persons(plans: Sequence[RowPlan]) -> None:
    """Write what was empty of those who are known; whoever was changed meanwhile waits."""
    filling = [plan for plan in plans if {*FACTS, "nik"} & set(plan.person_fills)]
    keys = {plan.person.pk for plan in filling if plan.person}
    known = Person.objects.select_for_update().in_bulk(keys)
    for plan in filling:
        if plan.person is None:
            continue
        person = known[plan.person.pk]
        facts = [key for key in plan.person_fills if key in FACTS]
        for key in facts:
            setattr(person, key, plan.row.values[key])
        if "nik" in plan.person_fills:
            person.write_nik(_nik(plan.row))
        person.version += 1
        person.updated_at = timezone.now()
        filled = [key for key in plan.person_fills if key in {*FACTS, "nik"}]
        plan.row.made |= {"filled": filled, "version": person.version}
    columns = [*FACTS, "nik_sealed", "nik_index", "version", "updated_at"]
    Person.objects.bulk_update(known.values(), columns, batch_size=AT_ONCE)


def _note_presences(plans: Sequence[RowPlan]) -> None:
    """Let all be seen where the sheet places them and where they serve."""
    wanted = {
        (plan.person.pk, place): plan
        for plan in reversed(plans)
        if plan.person
        for place in (plan.row.values["village"], plan.region)
    }
    persons = {person for person, _place in wanted}
    there = set(Presence.objects.filter(person__in=persons).values_list("person_id", "region_id"))
    made = Presence.objects.bulk_create(
        Presence(person_id=person, region_id=place)
        for person, place in wanted
        if (person, place) not in there
    )
    for presence in made:
        plan = wanted[presence.person_id, presence.region_id]
        plan.row.made.setdefault("presences", []).append(presence.pk)


# --- Decrees -------------------------------------------------------------------------------------


def _issue_decrees(plans: Sequence[RowPlan]) -> dict[DecreeKey, Decree]:
    """Name the offices and record the decrees that are not known yet, once each."""
    told = [plan.decree for plan in plans if plan.decree]
    decrees = {one.key: one.known for one in told if one.known}
    new = [(plan, plan.decree) for plan in plans if plan.decree and plan.decree.maker is plan.row]
    offices = _name_offices([one for _plan, one in new])
    made = Decree.objects.bulk_create(_decree(one, offices[one.key[0]]) for _plan, one in new)
    for decree, (plan, one) in zip(made, new, strict=True):
        decrees[one.key] = decree
        plan.row.made["decree"] = decree.pk
    return decrees


def _name_offices(planned: Iterable[DecreePlan]) -> dict[OfficeKey, Office]:
    wanted = {one.key[0]: one for one in planned}
    known = Office.objects.filter(region__in={code for code, _name in wanted})
    offices = {(office.region_id, same_name(office.name)): office for office in known}
    missing = {
        key: Office(region_id=key[0], kind=one.kind, name=one.office_name)
        for key, one in wanted.items()
        if key not in offices
    }
    Office.objects.bulk_create(missing.values())
    return offices | missing


def _decree(planned: DecreePlan, office: Office) -> Decree:
    return Decree(
        region_id=office.region_id,
        issuer=office,
        kind=Decree.Kind.APPOINTMENT,
        number=planned.number,
        subject=f"Pengangkatan {planned.pillar}"[:300],  # the paper's language
        enacted_on=planned.key[2],
        term=term(*planned.term),
    )


# --- Appointments --------------------------------------------------------------------------------


def _end_renewed(plans: Sequence[RowPlan]) -> None:
    """Let those that are renewed end the day before."""
    renewed = [(plan, plan.ends) for plan in plans if plan.ends]
    for plan, old in renewed:
        _note_before(plan, old, ["until", "ended_kind"])
        old.term = term(old.since, plan.since - timedelta(days=1))
        old.ended_kind = Appointment.Ending.RENEWED
    _write([old for _plan, old in renewed], ["term", "ended_kind"])


def _appoint(plans: Sequence[RowPlan], decrees: dict[DecreeKey, Decree]) -> None:
    new = [plan for plan in plans if plan.known is None]
    made = Appointment.objects.bulk_create(
        (_appointment(plan, decrees) for plan in new), batch_size=AT_ONCE
    )
    for appointment, plan in zip(made, new, strict=True):
        plan.row.made["appointment"] = appointment.pk


def _appointment(plan: RowPlan, decrees: dict[DecreeKey, Decree]) -> Appointment:
    values, keys = plan.row.values, plan.row.keys
    old = plan.ends
    paid = keys.get("honorarium") or (old.honorarium if old else Appointment.Honorarium.UNPAID)
    waived = values["waived"] == "yes" if "waived" in values else bool(old and old.stipend_waived)
    return Appointment(
        person_id=plan.person_pk,
        pillar=plan.pillar,
        region_id=plan.region,
        area_id=plan.area,
        term=term(*plan.span),
        decree=decrees[plan.decree.key] if plan.decree else None,
        number=values.get("number") or (old.number if old else ""),
        honorarium=paid,
        stipend_waived=waived and paid == Appointment.Honorarium.PAID,
        # What the village said of them this semester still holds.
        confirmed_on=old.confirmed_on if old else None,
        confirmed_by_id=old.confirmed_by_id if old else None,
        answer=old.answer if old else "",
    )


def _fill_appointments(plans: Sequence[RowPlan], decrees: dict[DecreeKey, Decree]) -> None:
    """Write the number, the decree and the end that those who serve already lacked."""
    filling = [(plan, plan.known) for plan in plans if plan.known and set(plan.fills) - {"tier"}]
    for plan, known in filling:
        _note_before(plan, known, [name for name in plan.fills if name != "tier"])
        if "number" in plan.fills:
            known.number = plan.row.values["number"]
        if "decree_number" in plan.fills and plan.decree:
            known.decree = decrees[plan.decree.key]
        if "until" in plan.fills:
            known.term = term(known.since, date.fromisoformat(plan.row.values["until"]))
    _write([known for _plan, known in filling], ["number", "decree", "term"])


def _note_before(plan: RowPlan, one: Appointment, names: Iterable[str]) -> None:
    """Note how an appointment stood, for the undo, and count its version up."""
    until = last_day(one.term)
    stood: dict[str, Any] = {
        "number": one.number,
        "decree_number": one.decree_id,
        "until": until and until.isoformat(),
        "ended_kind": one.ended_kind,
    }
    one.version += 1
    one.updated_at = timezone.now()
    plan.row.made["changed"] = {
        "appointment": one.pk,
        "version": one.version,
        "before": {name: stood[name] for name in names},
    }


def _write(rows: Sequence[Appointment], fields: Iterable[str]) -> None:
    Appointment.objects.bulk_update(rows, [*fields, "version", "updated_at"], batch_size=AT_ONCE)


def _write_tiers(plans: Sequence[RowPlan]) -> None:
    """Write down the tier of those of whom none is known, from the day that they serve by it."""
    new = [plan for plan in plans if plan.makes_tier]
    made = TierStep.objects.bulk_create(
        TierStep(
            person_id=plan.person_pk,
            pillar=plan.pillar,
            region_id=plan.region,
            tier=plan.row.values["tier"],
            since=plan.since,
            evidence=plan.row.values.get("decree_number", ""),
        )
        for plan in new
    )
    for step, plan in zip(made, new, strict=True):
        plan.row.made["tier"] = step.pk
