"""What is due to whom, every attempt to bring it there, and when nobody is to be disturbed."""

from notifications.models.deliveries import (
    FAILED,
    Attempt,
    Delivery,
    DeliveryQuerySet,
    Heartbeat,
)
from notifications.models.quiet import QuietTime, QuietTimeQuerySet, Weekday

__all__ = [
    "FAILED",
    "Attempt",
    "Delivery",
    "DeliveryQuerySet",
    "Heartbeat",
    "QuietTime",
    "QuietTimeQuerySet",
    "Weekday",
]
