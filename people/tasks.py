"""What Celery does for persons."""

from celery import shared_task

from people import services


@shared_task
def find_duplicates() -> None:
    """Compare who changed since the last tick with all others."""
    services.gather_latecomers()
    services.find_duplicates()
