"""That a loop has done its round: an operator's alarm asks this, not whether a process lives."""

from notifications.models import Heartbeat
from notifications.services.clock import database_now


def note_round(loop: str) -> None:
    """Note that this loop has just done its round, by the database's clock."""
    Heartbeat.objects.update_or_create(loop=loop, defaults={"beat_at": database_now()})
