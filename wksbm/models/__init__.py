"""The body, the decrees that legitimate it, its board and its members."""

from wksbm.models.board import Membership, MembershipQuerySet, Seat, SeatQuerySet
from wksbm.models.bodies import Wksbm, WksbmQuerySet
from wksbm.models.decrees import (
    LAPSING_DAYS,
    Decree,
    DecreeChange,
    DecreeQuerySet,
    DecreeState,
    Mandate,
    MandateQuerySet,
    Office,
    OfficeQuerySet,
)

__all__ = [
    "LAPSING_DAYS",
    "Decree",
    "DecreeChange",
    "DecreeQuerySet",
    "DecreeState",
    "Mandate",
    "MandateQuerySet",
    "Membership",
    "MembershipQuerySet",
    "Office",
    "OfficeQuerySet",
    "Seat",
    "SeatQuerySet",
    "Wksbm",
    "WksbmQuerySet",
]
