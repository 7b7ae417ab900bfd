"""What Celery wakes in this app: the rows say what there is to do."""

from celery import shared_task

from jobs import services


@shared_task
def forget_old_requests() -> None:
    services.forget_requests()


@shared_task
def forget_old_jobs() -> None:
    services.forget_jobs()


@shared_task(time_limit=3700, soft_time_limit=3600)
def work() -> None:
    """Work on the oldest job that waits."""
    services.work_on_due_jobs(limit=1)
