"""Hours served: logged, confirmed by another, corrected. Kept in minutes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.versions import save_version
from volunteers.models import Assignment
from volunteers.own import is_own, require_own_or
from volunteers.services.duties import hold_assignment

_LOGGED = ["minutes", "logged_by", "logged_at", "confirmed_by", "confirmed_at"]


@transaction.atomic
def log_hours(
    assignment: Assignment, *, minutes: int, version: int | None = None, actor: User
) -> Assignment:
    """Write down how many minutes somebody served, once the duty is over.

    By oneself, or by who plans for somebody without a phone. Until they are confirmed they may be
    written anew. Raises not_accepted, duty_not_over, hours_confirmed, stale_version; too_few on
    `minutes`.
    """
    require_own_or(assignment.person, Can.PLAN_DUTIES, on=assignment, actor=actor)
    duty, assignment = hold_assignment(assignment)
    if assignment.confirmed_at is not None:
        raise RuleBroken("hours_confirmed", _("Jam ini sudah disahkan."))
    if duty.ends_at > timezone.now():
        raise RuleBroken("duty_not_over", _("Jam dicatat setelah tugas selesai."))
    return _log(assignment, minutes, version, actor)


@transaction.atomic
def confirm_hours(assignment: Assignment, *, version: int | None = None, actor: User) -> Assignment:
    """Confirm the hours that somebody else wrote down, of somebody else.

    Raises own_hours, logged_by_oneself, hours_missing, hours_confirmed, stale_version. Four eyes:
    treasurers pay on it (domain.md 3.7).
    """
    require(actor, Can.CONFIRM_WORK, on=assignment)
    _duty, assignment = hold_assignment(assignment)
    _refuse_own(assignment, actor)
    if assignment.minutes is None:
        raise RuleBroken("hours_missing", _("Belum ada jam yang dicatat."))
    if assignment.confirmed_at is not None:
        raise RuleBroken("hours_confirmed", _("Jam ini sudah disahkan."))
    if assignment.logged_by_id == actor.pk:
        words = _("Jam disahkan oleh orang lain dari yang mencatatnya.")
        raise RuleBroken("logged_by_oneself", words)
    assignment.confirmed_by, assignment.confirmed_at = actor, timezone.now()
    return save_version(assignment, ["confirmed_by", "confirmed_at"], version=version)


@transaction.atomic
def correct_hours(
    assignment: Assignment, *, minutes: int, version: int | None = None, actor: User
) -> Assignment:
    """Correct hours, confirmed or not: they then wait for another to confirm them.

    What stood there stays in the history. Raises own_hours, hours_missing, stale_version; too_few
    on `minutes`.
    """
    require(actor, Can.CONFIRM_WORK, on=assignment)
    _duty, assignment = hold_assignment(assignment)
    _refuse_own(assignment, actor)
    if assignment.minutes is None:
        raise RuleBroken("hours_missing", _("Belum ada jam yang dicatat."))
    return _log(assignment, minutes, version, actor)


def _log(assignment: Assignment, minutes: int, version: int | None, actor: User) -> Assignment:
    if assignment.status != Assignment.Status.ACCEPTED:
        raise RuleBroken("not_accepted", _("Jam hanya dicatat untuk yang bertugas."))
    if minutes < 1:
        words = _("Tulis lamanya, paling sedikit satu menit.")
        raise ValidationError({"minutes": ValidationError(words, code="too_few")})
    assignment.minutes = minutes
    assignment.logged_by, assignment.logged_at = actor, timezone.now()
    assignment.confirmed_by = assignment.confirmed_at = None
    return save_version(assignment, _LOGGED, version=version)


def _refuse_own(assignment: Assignment, actor: User) -> None:
    if is_own(assignment.person, actor):
        raise RuleBroken("own_hours", _("Jam sendiri disahkan oleh orang lain."))
