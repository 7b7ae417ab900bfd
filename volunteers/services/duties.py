"""Duties: planned, changed, moved, cancelled, repeated."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.races import constraints_speak
from common.versions import save_version
from people.models import Person
from regions.models import Region
from volunteers.models import Assignment, AssignmentQuerySet, Duty, Pillar, QualificationKind
from volunteers.services.obstacles import busy_at
from volunteers.times import period_between

MOST_WEEKS: Final = 26
_HELD: Final = (Assignment.Status.OFFERED, Assignment.Status.ACCEPTED)


@transaction.atomic
def plan_duty(
    region: Region,
    *,
    kind: str,
    title: str,
    place: str,
    on: date,
    at: time,
    until_at: time,
    until_on: date | None = None,
    seats: int = 1,
    pillar: Pillar | None = None,
    needs: Iterable[QualificationKind] = (),
    note: str = "",
    actor: User,
) -> Duty:
    """Plan a duty at wall times of the region's zone; also one that is past and was not noted.

    Without `until_on` a duty that ends at or before `at` ends the next morning. Raises
    ValidationError too_far, ends_before_start, too_long.
    """
    require(actor, Can.PLAN_DUTIES, on=region)
    start, end = period_between(on, at, until_at=until_at, until_on=until_on, zone=region.tz)
    duty = insert(
        Duty(
            region=region,
            kind=kind,
            title=tidy(title),
            place=tidy(place),
            period=DateTimeTZRange(start, end),
            seats=seats,
            pillar=pillar,
            note=note,
        )
    )
    duty.needs.set(needs)
    return duty


@transaction.atomic
def change_duty(
    duty: Duty,
    *,
    kind: str,
    title: str,
    place: str,
    seats: int,
    pillar: Pillar | None,
    needs: Iterable[QualificationKind],
    note: str,
    version: int | None = None,
    actor: User,
) -> Duty:
    """Change what a duty is and needs; its time is changed by moving it.

    Who has taken it keeps it. Raises duty_cancelled, fewer_seats, stale_version.
    """
    require(actor, Can.PLAN_DUTIES, on=duty)
    duty = hold_duty(duty.pk)
    taken = duty.assignments.taken().count()
    if seats < taken:
        words = ngettext(
            "%(n)d orang sudah bersedia: jumlah yang dibutuhkan tidak boleh kurang dari itu.",
            "%(n)d orang sudah bersedia: jumlah yang dibutuhkan tidak boleh kurang dari itu.",
            taken,
        )
        raise RuleBroken("fewer_seats", words % {"n": taken})
    duty.kind, duty.title, duty.place = kind, tidy(title), tidy(place)
    duty.seats, duty.pillar, duty.note = seats, pillar, note
    fields = ["kind", "title", "place", "seats", "pillar", "note"]
    save_version(duty, fields, version=version)
    duty.needs.set(needs)
    return duty


@transaction.atomic
def move_duty(
    duty: Duty,
    *,
    on: date,
    at: time,
    until_at: time,
    until_on: date | None = None,
    version: int | None = None,
    actor: User,
) -> Duty:
    """Move a duty to other wall times of its region; offers and who accepted move with it.

    Raises duty_cancelled, duty_served, double_booked (names who is on another duty then),
    stale_version; taken_meanwhile where somebody accepted another duty in the same moment.
    """
    require(actor, Can.PLAN_DUTIES, on=duty)
    duty = hold_duty(duty.pk)
    _refuse_served(duty)
    zone = duty.region.tz
    start, end = period_between(on, at, until_at=until_at, until_on=until_on, zone=zone)
    duty.period = DateTimeTZRange(start, end)
    _refuse_double_booked(duty)
    save_version(duty, ["period"], version=version)
    with constraints_speak(duty):
        _held(duty).update(period=duty.period, version=F("version") + 1, updated_at=timezone.now())
    return duty


@transaction.atomic
def cancel_duty(duty: Duty, *, because: str, version: int | None = None, actor: User) -> Duty:
    """Cancel a duty and say why. Nobody's time is held by it any longer.

    Offers are withdrawn, and so is who had accepted. Raises duty_cancelled, duty_served,
    stale_version.
    """
    require(actor, Can.PLAN_DUTIES, on=duty)
    duty = hold_duty(duty.pk)
    _refuse_served(duty)
    now = timezone.now()
    duty.cancelled_at, duty.cancelled_because = now, tidy(because)
    save_version(duty, ["cancelled_at", "cancelled_because"], version=version)
    withdrawn = Assignment.Status.WITHDRAWN
    _held(duty).update(status=withdrawn, version=F("version") + 1, updated_at=now)
    return duty


@transaction.atomic
def repeat_duty(duty: Duty, *, weeks: int, actor: User) -> list[Duty]:
    """Copy a duty to the same hours of the coming weeks, without its people; return what is new.

    A week that has it already is left as it is, so repeating twice makes nothing twice. (No zone
    of the country shifts its clocks.) Raises duty_cancelled; ValidationError on `weeks`.
    """
    require(actor, Can.PLAN_DUTIES, on=duty)
    duty = hold_duty(duty.pk)
    if not 1 <= weeks <= MOST_WEEKS:
        words = _("Dari 1 sampai %(most)d minggu.") % {"most": MOST_WEEKS}
        raise ValidationError({"weeks": ValidationError(words, code="too_many")})
    made = [_copy(duty, timedelta(weeks=number)) for number in range(1, weeks + 1)]
    return [copy for copy in made if copy is not None]


def hold_duty(pk: int) -> Duty:
    """Return the duty, locked until the transaction ends: who counts its seats counts alone.

    Raises duty_cancelled.
    """
    held = Duty.objects.select_for_update(no_key=True, of=("self",)).select_related("region")
    duty = held.get(pk=pk)
    if duty.cancelled_at is not None:
        raise RuleBroken("duty_cancelled", _("Tugas ini sudah dibatalkan."))
    return duty


def hold_assignment(assignment: Assignment) -> tuple[Duty, Assignment]:
    """Return the duty and its assignment as they now are, both locked: in this order everywhere.

    Raises duty_cancelled.
    """
    duty = hold_duty(assignment.duty_id)
    held = Assignment.objects.select_for_update(no_key=True, of=("self",))
    return duty, held.select_related("person").get(pk=assignment.pk)


def _held(duty: Duty) -> AssignmentQuerySet:
    rows: AssignmentQuerySet = Assignment.objects.filter(duty=duty, status__in=_HELD)
    return rows


def _refuse_served(duty: Duty) -> None:
    if duty.assignments.filter(minutes__isnull=False).exists():
        raise RuleBroken(
            "duty_served", _("Jam tugas ini sudah dicatat: tugasnya sudah berlangsung.")
        )


def _refuse_double_booked(duty: Duty) -> None:
    names = Person.objects.filter(pk__in=busy_at(duty)).order_by("name")
    twice = ", ".join(names.values_list("name", flat=True))
    if twice:
        words = _("Pada waktu itu sudah bertugas di tempat lain: %(names)s.") % {"names": twice}
        raise RuleBroken("double_booked", words)


def _copy(duty: Duty, later: timedelta) -> Duty | None:
    period = DateTimeTZRange(duty.starts_at + later, duty.ends_at + later)
    same = {"region": duty.region, "kind": duty.kind, "title": duty.title, "place": duty.place}
    if Duty.objects.standing().filter(**same, period=period).exists():
        return None
    facts = {"seats": duty.seats, "pillar": duty.pillar, "note": duty.note}
    copy = insert(Duty(**same, **facts, period=period))
    copy.needs.set(duty.needs.all())
    return copy
