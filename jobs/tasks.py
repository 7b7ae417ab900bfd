"""What Celery wakes in this app."""

from celery import shared_task

from jobs.services import forget_requests


@shared_task
def forget_old_requests() -> None:
    forget_requests()
