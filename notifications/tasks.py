"""What Celery's beat wakes: the rows say what there is to do."""

from celery import shared_task

from notifications import services


@shared_task(name="notifications.tasks.send")
def send() -> None:
    """Send what is due now."""
    services.send_due()
    services.note_round("celery: send")


@shared_task(name="notifications.tasks.self_check", time_limit=1800, soft_time_limit=1700)
def self_check() -> None:
    """Check the days that are over and that no night has checked."""
    services.check_days()


@shared_task(name="notifications.tasks.plan")
def plan() -> None:
    """Plan what the rules want in the next 48 hours."""
    services.plan()
    services.note_round("celery: plan")
