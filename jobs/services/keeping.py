"""How long jobs and their results are kept."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from common.retention import Retention, register_retention
from jobs.models import Job
from jobs.services import ledger

KEPT_FOR = timedelta(days=30)


def register() -> None:
    label = gettext_lazy("Pekerjaan dan hasilnya")
    register_retention(Retention("jobs", label, KEPT_FOR, ended_before, swept=True))
    label = gettext_lazy("Jawaban atas kiriman ulang")
    answers = ledger.answered_before
    register_retention(Retention("answers", label, ledger.KEPT_FOR, answers, swept=True))


def ended_before(instant: datetime) -> QuerySet[Job]:
    return Job.objects.filter(finished_at__lt=instant)


def forget_jobs() -> int:
    """Delete the jobs that ended more than thirty days ago, with their files; return how many."""
    forgotten = 0
    for job in ended_before(timezone.now() - KEPT_FOR).iterator():
        if job.result:
            job.result.storage.delete(str(job.result.name))
        job.delete()
        forgotten += 1
    return forgotten
