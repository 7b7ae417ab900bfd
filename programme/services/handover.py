"""What somebody is in charge of in work plans goes along when their work is handed over."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import under
from accounts.handovers import PassOn, Work
from accounts.models import User
from programme.models import Activity
from wksbm.services.handover import person_of


def activities_of(user: User, codes: list[str]) -> QuerySet[Activity]:
    """Return what is still planned under the codes with the user in charge."""
    found: QuerySet[Activity] = Activity.objects.filter(
        under(codes), in_charge__user=user, status=Activity.Status.PLANNED
    )
    return found


def count_activities(user: User, codes: list[str]) -> int:
    return activities_of(user, codes).count()


def pass_on_activities(step: PassOn) -> int:
    """Put the successor in charge."""
    found = list(activities_of(step.leaver, step.codes).select_related("region"))
    for one in found:
        Activity.objects.filter(pk=one.pk).update(
            in_charge=person_of(step, one.region),
            version=F("version") + 1,
            updated_at=timezone.now(),
        )
    return len(found)


ACTIVITIES = Work(
    "activities",
    _("Kegiatan rencana kerja yang belum selesai"),
    count_activities,
    pass_on_activities,
)
