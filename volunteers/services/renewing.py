"""The next term: for one, or for all whom one decree names. The old row stays readable."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import first_day, last_day, term
from common.errors import RuleBroken
from common.inserts import insert
from common.races import constraints_speak
from people.models import Person
from people.services import hold, hold_all, refuse_gone
from volunteers.models import Appointment
from volunteers.services.appointing import end_at, refuse_decree, refuse_pillar
from wksbm.models import Decree
from wksbm.rules import term_between

MOST_AT_ONCE = 500
Chair = tuple[int, str]  # a pillar in an area


@transaction.atomic
def renew_appointment(
    appointment: Appointment,
    *,
    since: date,
    until: date | None = None,
    decree: Decree | None = None,
    version: int | None = None,
    actor: User,
) -> Appointment:
    """Begin the next term by a new row, with the same number and pay; the old one ends before it.

    Raises renewed_too_early, already_renewed, already_ended, decree_beyond_issuer, person_died,
    pillar_not_in_use, stale_version.
    """
    require(actor, Can.KEEP_ROSTER, on=appointment.area)
    refuse_decree(decree, appointment.area)
    hold(appointment.person)
    held = Appointment.objects.select_for_update(no_key=True).get(pk=appointment.pk)
    _refuse_renewal(held, since)
    end_at(held, since - timedelta(days=1), Appointment.Ending.RENEWED, "", version)
    return insert(_next(held, term_between(since, until), decree))


@transaction.atomic
def renew_appointments(
    appointments: Collection[Appointment],
    *,
    since: date,
    until: date | None = None,
    decree: Decree | None = None,
    actor: User,
) -> list[Appointment]:
    """Renew many by one decree, all or none; who cannot be renewed is named. At most 500.

    As `renew_appointment` for each, in the same few statements however many. Raises ValidationError
    on `appointments`, one fault for each person; decree_beyond_issuer.
    """
    for area in {one.area_id: one.area for one in appointments}.values():
        require(actor, Can.KEEP_ROSTER, on=area)
        refuse_decree(decree, area)
    if not 1 <= len(appointments) <= MOST_AT_ONCE:
        raise ValidationError(
            {"appointments": _("Pilih 1 sampai %(most)d orang.") % {"most": MOST_AT_ONCE}}
        )
    coming = term_between(since, until)
    rows = _held(appointments)
    faults = [*_broken(rows, since), *_overlaps(rows, coming)]
    if faults:
        raise ValidationError({"appointments": faults})
    new = [_next(row, coming, decree) for row in rows]
    for row in rows:
        last = last_day(row.term)
        ends = since - timedelta(days=1)
        row.term = term(first_day(row.term), ends if last is None else min(ends, last))
        row.ended_kind, row.ended_because = Appointment.Ending.RENEWED, ""
        row.version, row.updated_at = row.version + 1, timezone.now()
    fields = ["term", "ended_kind", "ended_because", "version", "updated_at"]
    with constraints_speak(new[0]):
        Appointment.objects.bulk_update(rows, fields)
        return Appointment.objects.bulk_create(new)


def _held(appointments: Iterable[Appointment]) -> list[Appointment]:
    """Lock the persons, then their appointments, each in one order: two who renew never cross."""
    persons = hold_all({one.person_id for one in appointments})
    locked = Appointment.objects.select_for_update(no_key=True, of=("self",))
    chosen = locked.filter(pk__in=[one.pk for one in appointments])
    rows = list(chosen.select_related("pillar").order_by("pk"))
    for row in rows:
        row.person = persons[row.person_id]
    return rows


def _broken(rows: Iterable[Appointment], since: date) -> list[ValidationError]:
    """Return what the rules of one renewal say of each."""
    faults = []
    for row in rows:
        try:
            refuse_gone(row.person)
            _refuse_renewal(row, since)
        except RuleBroken as error:
            faults.append(_fault(row.person, str(error)))
    return faults


def _overlaps(rows: list[Appointment], coming: DateRange) -> list[ValidationError]:
    """Return who is there already for the coming term, or whose only chair somebody else has.

    What the database refuses, said of each by name before it is asked.
    """
    there = Appointment.objects.filter(term__overlap=coming).exclude(pk__in=[r.pk for r in rows])
    same = Q(person__in=[row.person_id for row in rows])
    sole = Q(is_sole=True, area__in=[row.area_id for row in rows])
    taken: set[tuple[int, Chair]] = set()
    filled: set[Chair] = set()
    for person, pillar, area, is_sole in there.filter(same | sole).values_list(
        "person_id", "pillar_id", "area_id", "is_sole"
    ):
        taken.add((person, (pillar, area)))
        if is_sole:
            filled.add((pillar, area))
    faults = []
    for row in rows:
        chair = (row.pillar_id, row.area_id)
        if (row.person_id, chair) in taken:
            faults.append(_fault(row.person, _words("volunteers_appointment_once")))
        elif row.is_sole and chair in filled:
            faults.append(_fault(row.person, _words("volunteers_appointment_sole")))
        taken.add((row.person_id, chair))
        filled.add(chair)
    return faults


def _words(constraint: str) -> str:
    found = next(one for one in Appointment._meta.constraints if one.name == constraint)
    return str(found.violation_error_message)


def _fault(person: Person, words: str) -> ValidationError:
    return ValidationError(f"{person.name}: {words}", code="not_renewed")


def _refuse_renewal(appointment: Appointment, since: date) -> None:
    refuse_pillar(appointment.pillar, since)
    start, last = first_day(appointment.term), last_day(appointment.term)
    if appointment.ended_kind == Appointment.Ending.RENEWED:
        raise RuleBroken("already_renewed", _("Penugasan ini sudah diperpanjang."))
    if start is not None and since <= start:
        raise RuleBroken(
            "renewed_too_early", _("Masa baru harus mulai setelah masa yang sekarang mulai.")
        )
    died = appointment.person.died_on
    if died is not None and died <= since:
        raise RuleBroken("person_died", _("Orang ini tercatat sudah meninggal."))
    if last is not None and appointment.ended_kind and last < since:
        raise RuleBroken("already_ended", _("Masa tugas ini sudah berakhir lebih dahulu."))


def _next(appointment: Appointment, coming: DateRange, decree: Decree | None) -> Appointment:
    return Appointment(
        person_id=appointment.person_id,
        pillar_id=appointment.pillar_id,
        region_id=appointment.region_id,
        area_id=appointment.area_id,
        term=coming,
        decree=decree,
        number=appointment.number,
        honorarium=appointment.honorarium,
        stipend_waived=appointment.stipend_waived,
        is_sole=appointment.is_sole,
        confirmed_on=appointment.confirmed_on,
        confirmed_by_id=appointment.confirmed_by_id,
        answer=appointment.answer,
    )
