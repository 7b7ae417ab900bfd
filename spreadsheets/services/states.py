"""Whether an import may take its next step: its state, and the work that is under way."""

from __future__ import annotations

from django.utils.translation import gettext as _

from common.errors import RuleBroken
from jobs.models import Job
from spreadsheets.models import Import

UNDER_WAY = (Job.Status.WAITING, Job.Status.RUNNING)


def is_at_work(batch: Import) -> bool:
    return batch.job is not None and batch.job.status in UNDER_WAY


def require_idle(batch: Import, *states: Import.State) -> None:
    """Refuse unless the import is in one of the states. Raises at_work, wrong_state."""
    if is_at_work(batch):
        raise RuleBroken("at_work", _("Impor ini masih dikerjakan. Tunggu sampai selesai."))
    if batch.state not in states:
        raise RuleBroken(
            "wrong_state",
            _("Langkah ini tidak dapat dilakukan: impor ini %(state)s.")
            % {"state": batch.get_state_display().lower()},
        )
