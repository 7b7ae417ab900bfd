"""How long jobs and their results are kept."""

from datetime import timedelta

from django.db.models.functions import Now

from jobs.models import Job

KEPT_FOR = timedelta(days=30)


def forget_jobs() -> int:
    """Delete the jobs that ended more than thirty days ago, with their files; return how many."""
    forgotten = 0
    for job in Job.objects.filter(finished_at__lt=Now() - KEPT_FOR).iterator():
        if job.result:
            job.result.storage.delete(str(job.result.name))
        job.delete()
        forgotten += 1
    return forgotten
