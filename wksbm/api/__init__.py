"""Bodies, decrees, boards and members for programs."""

from wksbm.api.board import MembershipViewSet, SeatViewSet
from wksbm.api.bodies import WksbmViewSet
from wksbm.api.decrees import DecreeViewSet, OfficeViewSet

__all__ = [
    "DecreeViewSet",
    "MembershipViewSet",
    "OfficeViewSet",
    "SeatViewSet",
    "WksbmViewSet",
]
