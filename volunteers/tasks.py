"""What Celery wakes in this app: the rows say what there is to do."""

from celery import shared_task

from volunteers import services


@shared_task
def forget_old_scans() -> None:
    services.forget_dropped_scans()
