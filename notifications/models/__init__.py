"""What is due to whom, how each rule goes, every attempt, who wants none, and what is quiet."""

from notifications.models.deliveries import (
    FAILED,
    Attempt,
    Delivery,
    DeliveryQuerySet,
    Heartbeat,
)
from notifications.models.health import ChannelHealth, ChannelHealthQuerySet, SelfCheck
from notifications.models.plans import RulePlan, RulePlanQuerySet, RuleStep
from notifications.models.quiet import QuietTime, QuietTimeQuerySet, Weekday
from notifications.models.replies import Reply, ReplyQuerySet
from notifications.models.wishes import (
    OptOut,
    OptOutQuerySet,
    SendingStart,
    SendingStartQuerySet,
)

__all__ = [
    "FAILED",
    "Attempt",
    "ChannelHealth",
    "ChannelHealthQuerySet",
    "Delivery",
    "DeliveryQuerySet",
    "Heartbeat",
    "OptOut",
    "OptOutQuerySet",
    "QuietTime",
    "QuietTimeQuerySet",
    "Reply",
    "ReplyQuerySet",
    "RulePlan",
    "RulePlanQuerySet",
    "RuleStep",
    "SelfCheck",
    "SendingStart",
    "SendingStartQuerySet",
    "Weekday",
]
