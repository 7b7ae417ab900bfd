"""What Celery wakes in this app."""

from celery import shared_task

from audit.services import seal_and_tell


@shared_task(time_limit=3600, soft_time_limit=3500)
def seal() -> None:
    seal_and_tell()
