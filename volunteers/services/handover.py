"""What goes along when somebody's work is handed over: sole posts, and scans that still wait."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import under
from accounts.handovers import PassOn, Work
from accounts.models import User
from common.dates import today
from volunteers.models import Appointment, DroppedScan
from volunteers.services.appointing import appoint_volunteer, end_appointment
from wksbm.services.handover import person_of


def sole_of(user: User, codes: list[str]) -> QuerySet[Appointment]:
    """Return what the user alone serves as under the codes, today or later: TKSK and the like.

    Whoever shares a pillar with others keeps their own appointment.
    """
    lasting = Q(term__endswith=None) | Q(term__endswith__gt=today())
    found: QuerySet[Appointment] = Appointment.objects.filter(
        under(codes, "area"), lasting, person__user=user, is_sole=True
    )
    return found


def count_sole(user: User, codes: list[str]) -> int:
    return sole_of(user, codes).count()


def pass_on_sole(step: PassOn) -> int:
    """Appoint the successor; their decree is awaited. A term lasts one day at least."""
    found = list(
        sole_of(step.leaver, step.codes).select_related("pillar", "region", "area").order_by("pk")
    )
    for one in found:
        begun = one.since or step.on
        since = max(step.on, begun + timedelta(days=1))
        end_appointment(
            one,
            on=since - timedelta(days=1),
            kind=Appointment.Ending.OTHER,
            reason=step.reason,
            actor=step.actor,
        )
        appoint_volunteer(
            person_of(step, one.region),
            pillar=one.pillar,
            region=one.region,
            area=one.area,
            since=since,
            honorarium=one.honorarium,
            actor=step.actor,
        )
    return len(found)


def _scans_of(user: User, codes: list[str]) -> QuerySet[DroppedScan]:
    waiting = DroppedScan.Status.WAITING
    found: QuerySet[DroppedScan] = DroppedScan.objects.filter(
        under(codes), dropped_by=user, status=waiting
    )
    return found


def count_scans(user: User, codes: list[str]) -> int:
    return _scans_of(user, codes).count()


def pass_on_scans(step: PassOn) -> int:
    """Let the successor see the scans that wait to be matched: nobody else would."""
    return _scans_of(step.leaver, step.codes).update(dropped_by=step.successor)


def merge_scans(stays: User, goes: User) -> None:
    """Let the scans of an account that becomes another's be the other's."""
    DroppedScan.objects.filter(dropped_by=goes, status=DroppedScan.Status.WAITING).update(
        dropped_by=stays
    )


SOLE = Work("sole", _("Tugas TKSK dan sejenisnya, SK menyusul"), count_sole, pass_on_sole)
SCANS = Work("dropped_scans", _("Pindaian SK yang belum dicocokkan"), count_scans, pass_on_scans)
