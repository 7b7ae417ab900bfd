"""What Celery's beat wakes: the rows say what there is to do."""

from celery import shared_task

from notifications import services


@shared_task(name="notifications.tasks.send")
def send() -> None:
    """Send what is due now."""
    services.send_due()
    services.note_round("celery: send")


@shared_task(name="notifications.tasks.plan")
def plan() -> None:
    """Plan what the rules want in the next 48 hours."""
    services.plan()
    services.note_round("celery: plan")
