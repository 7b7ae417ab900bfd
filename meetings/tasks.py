"""What Celery does for meetings."""

from celery import shared_task

from meetings import services


@shared_task
def make_occurrences() -> None:
    """Make the occurrences of every series ten weeks ahead, and those anew whose holidays moved."""
    services.follow_holidays()
    services.make_occurrences()
