"""The tasks that meetings gave somebody go along when their work is handed over."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import under
from accounts.handovers import PassOn, Work
from accounts.models import User
from meetings.models import FollowUp, FollowUpQuerySet
from wksbm.services.handover import person_of


def tasks_of(user: User, codes: list[str]) -> FollowUpQuerySet:
    """Return what the user is still to do under the codes."""
    tasks: FollowUpQuerySet = FollowUp.objects.filter(
        under(codes), owner__user=user, status=FollowUp.Status.OPEN
    )
    return tasks


def count_tasks(user: User, codes: list[str]) -> int:
    return tasks_of(user, codes).count()


def pass_on_tasks(step: PassOn) -> int:
    """Let the successor do them. What they asked for themselves another one verifies."""
    tasks = list(tasks_of(step.leaver, step.codes).select_related("region"))
    for task in tasks:
        FollowUp.objects.filter(pk=task.pk).update(
            owner=person_of(step, task.region),
            needs_verifying=task.needs_verifying or task.asked_by_id == step.successor.pk,
            version=F("version") + 1,
            updated_at=timezone.now(),
        )
    return len(tasks)


TASKS = Work("follow_ups", _("Tindak lanjut rapat yang belum selesai"), count_tasks, pass_on_tasks)
