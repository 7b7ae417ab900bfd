"""Who serves in which pillar: appointed, changed, ended. Nothing is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import first_day, last_day, term
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.versions import save_version
from people.models import Person
from people.services import add_person, hold, note_presence
from regions.models import Region
from volunteers.models import Appointment, Pillar, TierStep
from volunteers.rules import area_for, refuse_level, refuse_outside
from wksbm.models import Decree
from wksbm.rules import term_between

CHANGEABLE = ("number", "honorarium", "stipend_waived", "decree", "region")


class NewPerson(NamedTuple):
    """Somebody who is not written down yet."""

    name: str
    phone: str = ""
    email: str = ""


@transaction.atomic
def appoint_volunteer(
    person: Person | NewPerson,
    *,
    pillar: Pillar,
    region: Region,
    area: Region | None = None,
    since: date,
    until: date | None = None,
    decree: Decree | None = None,
    number: str = "",
    honorarium: str = Appointment.Honorarium.UNPAID,
    stipend_waived: bool = False,
    actor: User,
) -> Appointment:
    """Let a person serve in a pillar, both days included. Without a decree it is awaited.

    `region` is where they serve from, `area` what they are appointed for: by default as wide as the
    pillar's level. Raises not_a_persons_pillar, pillar_not_in_use, wrong_level, outside_area,
    decree_beyond_issuer, person_died; overlaps, and a second of a sole pillar, are refused (422).
    """
    area = area or Region.objects.get(code=area_for(pillar, region))
    require(actor, Can.KEEP_ROSTER, on=area)
    refuse_pillar(pillar, since)
    refuse_level(pillar, area)
    refuse_outside(region, area)
    refuse_decree(decree, area)
    found = _present(person, region, actor)
    if found.died_on is not None and found.died_on <= since:
        raise RuleBroken("person_died", _("Orang ini tercatat sudah meninggal."))
    return insert(
        Appointment(
            person=found,
            pillar=pillar,
            region=region,
            area=area,
            term=term_between(since, until),
            decree=decree,
            number=tidy(number),
            honorarium=honorarium,
            stipend_waived=stipend_waived,
            is_sole=pillar.is_sole,  # the database sets it anyway; so its constraint has words
        )
    )


@transaction.atomic
def change_appointment(
    appointment: Appointment,
    *,
    changes: Mapping[str, Any],
    version: int | None = None,
    actor: User,
) -> Appointment:
    """Correct number, honorarium, waiver, decree or the place served from; not person or term.

    Raises outside_area, decree_beyond_issuer, stale_version.
    """
    require(actor, Can.KEEP_ROSTER, on=appointment.area)
    unknown = set(changes) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"An appointment has no {', '.join(sorted(unknown))} to be changed.")
    facts = dict(changes)
    if "number" in facts:
        facts["number"] = tidy(facts["number"])
    if "region" in facts:
        refuse_outside(facts["region"], appointment.area)
        note_presence(appointment.person, facts["region"])
    refuse_decree(facts.get("decree"), appointment.area)
    for name, value in facts.items():
        setattr(appointment, name, value)
    return save_version(appointment, list(facts), version=version)


@transaction.atomic
def end_appointment(
    appointment: Appointment,
    *,
    on: date,
    kind: str,
    reason: str = "",
    version: int | None = None,
    actor: User,
) -> Appointment:
    """Let the person serve until this day, included, and say why it ends.

    Raises already_ended, ends_too_early, stale_version.
    """
    require(actor, Can.KEEP_ROSTER, on=appointment.area)
    last = last_day(appointment.term)
    if last is not None and last < on:
        raise RuleBroken("already_ended", _("Masa tugas ini sudah berakhir lebih dahulu."))
    return end_at(appointment, on, kind, reason, version)


@transaction.atomic
def raise_tier(
    appointment: Appointment, *, tier: str, since: date, evidence: str = "", actor: User
) -> TierStep:
    """Note that the person reached a tier of the pillar on a day. Raises without_tiers."""
    require(actor, Can.KEEP_ROSTER, on=appointment.area)
    if not appointment.pillar.has_tiers:
        raise RuleBroken("without_tiers", _("Pilar ini tidak berjenjang."))
    hold(appointment.person)
    return insert(
        TierStep(
            person=appointment.person,
            pillar=appointment.pillar,
            region=appointment.region,
            tier=tier,
            since=since,
            evidence=tidy(evidence),
        )
    )


@transaction.atomic
def correct_tier(
    step: TierStep,
    *,
    tier: str,
    since: date,
    evidence: str = "",
    version: int | None = None,
    actor: User,
) -> TierStep:
    """Correct a step that was noted wrongly. Who keeps the area of the pillar's level may."""
    area = Region.objects.get(code=area_for(step.pillar, step.region))
    require(actor, Can.KEEP_ROSTER, on=area)
    step.tier, step.since, step.evidence = tier, since, tidy(evidence)
    return save_version(step, ["tier", "since", "evidence"], version=version)


def refuse_decree(decree: Decree | None, area: Region) -> None:
    """Refuse a decree of an office that does not stand above the area.

    Raises decree_beyond_issuer.
    """
    if decree is not None and not area.code.startswith(decree.region_id):
        raise RuleBroken(
            "decree_beyond_issuer", _("Pejabat penerbit SK ini tidak membawahi wilayah itu.")
        )


def refuse_pillar(pillar: Pillar, on: date) -> None:
    """Refuse what nobody can be appointed to. Raises not_a_persons_pillar, pillar_not_in_use."""
    if pillar.holder != Pillar.Holder.PERSON:
        raise RuleBroken(
            "not_a_persons_pillar", _("%s adalah lembaga, bukan orang.") % pillar.short_name
        )
    if not pillar.is_in_use(on):
        raise RuleBroken("pillar_not_in_use", _("Pilar ini tidak dipakai pada tanggal itu."))


def end_at(
    appointment: Appointment, on: date, kind: str, reason: str, version: int | None
) -> Appointment:
    """Write down the last day, never later than it was. Raises ends_too_early, stale_version."""
    first, last = first_day(appointment.term), last_day(appointment.term)
    if first is not None and on < first:
        raise RuleBroken("ends_too_early", _("Tanggal ini mendahului masa tugasnya."))
    appointment.term = term(first, on if last is None else min(on, last))
    appointment.ended_kind, appointment.ended_because = kind, tidy(reason)
    return save_version(appointment, ["term", "ended_kind", "ended_because"], version=version)


def _present(person: Person | NewPerson, region: Region, actor: User) -> Person:
    if isinstance(person, Person):
        note_presence(person, region)
        return person
    return add_person(person.name, phone=person.phone, email=person.email, at=region, actor=actor)
