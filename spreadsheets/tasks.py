"""What Celery wakes in this app: the rows say what there is to do."""

from celery import shared_task

from spreadsheets import services


@shared_task
def forget_old_sheets() -> None:
    services.forget_sheets()
