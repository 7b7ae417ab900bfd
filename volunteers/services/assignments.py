"""Who takes a duty: offered, accepted, declined, withdrawn, taken over by another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from common.versions import save_version
from people.models import Person
from people.services import note_presence
from volunteers.models import Assignment, Duty
from volunteers.own import is_own, require_own_or
from volunteers.services.duties import hold_assignment, hold_duty
from volunteers.services.obstacles import ABSENT, Obstacle, obstacles

Status = Assignment.Status
_OVER = (Status.DECLINED, Status.TAKEN_OVER, Status.WITHDRAWN)


@dataclass(frozen=True)
class Refusal:
    """Somebody to whom the duty was not offered, and why."""

    person: Person
    obstacles: list[Obstacle]

    def __str__(self) -> str:
        return f"{self.person.name} ({', '.join(one.words for one in self.obstacles)})"


@dataclass(frozen=True)
class Offered:
    """What came of offering a duty to many at once."""

    assignments: list[Assignment]
    refused: list[Refusal]


@transaction.atomic
def offer_duty(
    duty: Duty, *, persons: Collection[Person], though_absent: bool = False, actor: User
) -> Offered:
    """Offer a duty to many at once; who cannot is left out and named with the reasons.

    `though_absent` offers it also to who said to be away: they may change their mind, and they
    are asked, not ordered. No other obstacle is passed over. Raises duty_cancelled, and
    nobody_offered where nobody of them can.
    """
    require(actor, Can.PLAN_DUTIES, on=duty)
    duty = hold_duty(duty.pk)
    asked = sorted(persons, key=lambda person: person.pk)  # one order, so that no two wait in ring
    against = _against(duty, asked, though_absent=though_absent)
    assignments, refused = [], []
    for person in asked:
        if against[person.pk]:
            refused.append(Refusal(person, against[person.pk]))
        else:
            assignments.append(_new(duty, person, offered_by=actor))
    if not assignments:
        named = "; ".join(map(str, refused)) or _("tidak ada yang dipilih")
        words = _("Tidak ada yang dapat ditawari tugas ini: %(named)s.") % {"named": named}
        raise RuleBroken("nobody_offered", words)
    return Offered(assignments, refused)


@transaction.atomic
def accept_duty(assignment: Assignment, *, version: int | None = None, actor: User) -> Assignment:
    """Take the duty: by oneself until it ends, or noted by who plans (a call), also afterwards.

    Raises not_offered, duty_cancelled, duty_over, duty_full, double_booked, stale_version.
    """
    require_own_or(assignment.person, Can.PLAN_DUTIES, on=assignment, actor=actor)
    duty, assignment = hold_assignment(assignment)
    _refuse_unless(assignment, Status.OFFERED)
    _refuse_over(duty, assignment, actor)
    if Assignment.objects.taken().filter(duty=duty).count() >= duty.seats:
        raise RuleBroken("duty_full", _("Tugas ini sudah penuh. Terima kasih atas kesediaannya."))
    assignment.status, assignment.answered_at = Status.ACCEPTED, timezone.now()
    return _save_answer(assignment, version)


@transaction.atomic
def decline_duty(
    assignment: Assignment, *, reason: str = "", version: int | None = None, actor: User
) -> Assignment:
    """Say no to an offer, or give back what was accepted: the gap shows again.

    By oneself until it ends, or noted by who plans. Raises not_offered, duty_cancelled,
    duty_over, hours_logged, stale_version.
    """
    require_own_or(assignment.person, Can.PLAN_DUTIES, on=assignment, actor=actor)
    duty, assignment = hold_assignment(assignment)
    _refuse_unless(assignment, Status.OFFERED, Status.ACCEPTED)
    _refuse_over(duty, assignment, actor)
    _refuse_logged(assignment)
    assignment.status, assignment.answered_at = Status.DECLINED, timezone.now()
    assignment.reason = tidy(reason)
    return _save_answer(assignment, version)


@transaction.atomic
def withdraw_offer(
    assignment: Assignment, *, version: int | None = None, actor: User
) -> Assignment:
    """Take an offer back that nobody has answered. Raises not_offered, stale_version."""
    require(actor, Can.PLAN_DUTIES, on=assignment)
    _duty, assignment = hold_assignment(assignment)
    _refuse_unless(assignment, Status.OFFERED)
    assignment.status = Status.WITHDRAWN
    return save_version(assignment, ["status"], version=version)


@transaction.atomic
def take_over(
    assignment: Assignment,
    *,
    by: Person,
    though_absent: bool = False,
    version: int | None = None,
    actor: User,
) -> Assignment:
    """Note that another takes over what somebody had accepted; return the other's assignment.

    Both in one step: the seat is never empty, never taken twice. Raises not_accepted,
    duty_cancelled, hours_logged, cannot_take_over (with the reasons), double_booked,
    stale_version.
    """
    require(actor, Can.PLAN_DUTIES, on=assignment)
    duty, assignment = hold_assignment(assignment)
    if assignment.status != Status.ACCEPTED:
        raise RuleBroken("not_accepted", _("Giliran ini tidak lagi dipegang orang itu."))
    _refuse_logged(assignment)
    against = _against(duty, [by], though_absent=though_absent, but_offered=True)[by.pk]
    if against:
        words = _("Tidak dapat menggantikan: %(who)s.") % {"who": Refusal(by, against)}
        raise RuleBroken("cannot_take_over", words)
    assignment.status = Status.TAKEN_OVER
    save_version(assignment, ["status"], version=version)
    successor = Assignment.objects.open_offers().filter(duty=duty, person=by).first()
    if successor is None:
        successor = _new(duty, by, offered_by=actor)
    successor.status, successor.answered_at = Status.ACCEPTED, timezone.now()
    successor.takes_over = assignment
    return _save_answer(successor, None, "takes_over")


# --- Parts of the above --------------------------------------------------------------------------


def _new(duty: Duty, person: Person, *, offered_by: User) -> Assignment:
    note_presence(person, duty.region)
    return insert(
        Assignment(
            duty=duty,
            person=person,
            region_id=duty.region_id,
            period=duty.period,
            offered_by=offered_by,
        )
    )


def _against(
    duty: Duty, persons: list[Person], *, though_absent: bool, but_offered: bool = False
) -> dict[int, list[Obstacle]]:
    """Return what stands in the way of each; `but_offered` lets an open offer pass."""
    found = obstacles(duty, persons)
    there = Assignment.objects.filter(duty=duty, person__in=persons).exclude(status__in=_OVER)
    if but_offered:
        there = there.exclude(status=Status.OFFERED)
    asked = set(there.values_list("person_id", flat=True))
    here = Obstacle("asked_already", _("sudah ditawari tugas ini"))
    return {
        person.pk: [
            *[one for one in found[person.pk] if not (though_absent and one.code == ABSENT)],
            *([here] if person.pk in asked else []),
        ]
        for person in persons
    }


def _save_answer(assignment: Assignment, version: int | None, *fields: str) -> Assignment:
    """Save; all that is written is ours, so what is refused is a constraint that speaks."""
    try:
        return save_version(
            assignment, ["status", "answered_at", "reason", *fields], version=version
        )
    except ValidationError as error:
        raise RuleBroken("double_booked", error.messages[0]) from error


def _refuse_unless(assignment: Assignment, *statuses: Status) -> None:
    if assignment.status not in statuses:
        raise RuleBroken("not_offered", _("Tawaran ini sudah dijawab atau ditarik."))


def _refuse_over(duty: Duty, assignment: Assignment, actor: User) -> None:
    if duty.ends_at <= timezone.now() and is_own(assignment.person, actor):
        raise RuleBroken("duty_over", _("Tugas ini sudah lewat. Hubungi penyusun jadwal."))


def _refuse_logged(assignment: Assignment) -> None:
    if assignment.minutes is not None:
        raise RuleBroken("hours_logged", _("Jam tugas orang ini sudah dicatat."))
