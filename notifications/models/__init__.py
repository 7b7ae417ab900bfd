"""What is due to whom, how each rule goes, every attempt, who wants none, and what is quiet."""

from notifications.models.deliveries import (
    FAILED,
    Attempt,
    Delivery,
    DeliveryQuerySet,
    Heartbeat,
)
from notifications.models.plans import RulePlan, RulePlanQuerySet, RuleStep
from notifications.models.quiet import QuietTime, QuietTimeQuerySet, Weekday
from notifications.models.wishes import (
    OptOut,
    OptOutQuerySet,
    SendingStart,
    SendingStartQuerySet,
)

__all__ = [
    "FAILED",
    "Attempt",
    "Delivery",
    "DeliveryQuerySet",
    "Heartbeat",
    "OptOut",
    "OptOutQuerySet",
    "QuietTime",
    "QuietTimeQuerySet",
    "RulePlan",
    "RulePlanQuerySet",
    "RuleStep",
    "SendingStart",
    "SendingStartQuerySet",
    "Weekday",
]
