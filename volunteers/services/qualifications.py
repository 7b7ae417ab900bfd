"""Granting, renewing and withdrawing what a person is qualified for."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.versions import save_version
from people.models import Person
from people.services import nearest_presence, note_presence
from volunteers.models import Qualification, QualificationKind
from volunteers.services.kinds import refuse_elsewhere
from wksbm.rules import term_between


@transaction.atomic
def grant_qualification(
    person: Person,
    *,
    kind: QualificationKind,
    since: date,
    until: date | None = None,
    certificate: str = "",
    granted_by: str = "",
    actor: User,
) -> Qualification:
    """Note that the person holds it since a day; without a last day the kind's months count.

    It is kept where the actor knows the person. Raises person_erased, person_merged; twice from
    one day is refused by the database (422).
    """
    presence = nearest_presence(person, actor, can=Can.KEEP_ROSTER)
    require(actor, Can.KEEP_ROSTER, on=presence)
    note_presence(person, presence.region)
    refuse_elsewhere(kind, presence.region, field="kind")
    return insert(
        Qualification(
            region_id=presence.region_id,
            person=person,
            kind=kind,
            term=kind.term_from(since) if until is None else term_between(since, until),
            certificate=tidy(certificate),
            granted_by=tidy(granted_by),
        )
    )


@transaction.atomic
def renew_qualification(
    qualification: Qualification,
    *,
    since: date,
    until: date | None = None,
    certificate: str = "",
    granted_by: str = "",
    actor: User,
) -> Qualification:
    """Grant the same anew from a day: a new row, the old one stays as its certificate says.

    Raises qualification_withdrawn, holds_for_life, renewed_too_early.
    """
    require(actor, Can.KEEP_ROSTER, on=qualification)
    note_presence(qualification.person, qualification.region)
    if qualification.withdrawn_on is not None:
        raise RuleBroken("qualification_withdrawn", _("Kualifikasi ini sudah dicabut."))
    if qualification.last_day is None:
        raise RuleBroken("holds_for_life", _("Kualifikasi ini berlaku seumur hidup."))
    if qualification.first_day is not None and since <= qualification.first_day:
        raise RuleBroken(
            "renewed_too_early", _("Perpanjangan mulai setelah kualifikasi yang lama mulai.")
        )
    kind = qualification.kind
    return insert(
        Qualification(
            region_id=qualification.region_id,
            person_id=qualification.person_id,
            kind=kind,
            term=kind.term_from(since) if until is None else term_between(since, until),
            certificate=tidy(certificate),
            granted_by=tidy(granted_by) or qualification.granted_by,
        )
    )


@transaction.atomic
def withdraw_qualification(
    qualification: Qualification,
    *,
    on: date,
    reason: str,
    version: int | None = None,
    actor: User,
) -> Qualification:
    """Let it count no more from this day; one noted by mistake is withdrawn from its first day.

    Raises qualification_withdrawn, already_ended, withdrawn_too_early, stale_version.
    """
    require(actor, Can.KEEP_ROSTER, on=qualification)
    if qualification.withdrawn_on is not None:
        raise RuleBroken("qualification_withdrawn", _("Kualifikasi ini sudah dicabut."))
    first, last = qualification.first_day, qualification.last_day
    if last is not None and last < on:
        raise RuleBroken("already_ended", _("Kualifikasi ini sudah habis lebih dahulu."))
    if first is not None and on < first:
        raise RuleBroken("withdrawn_too_early", _("Tanggal ini mendahului masa berlakunya."))
    qualification.withdrawn_on = on
    qualification.withdrawn_because = tidy(reason)
    return save_version(qualification, ["withdrawn_on", "withdrawn_because"], version=version)
