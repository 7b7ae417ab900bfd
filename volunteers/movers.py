"""What else carries the region of organisations and moves with a roster: apps above say it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from regions.models import Region

# Moves its rows from an ended region, after the organisations; returns how many.
Follower = Callable[["Region", "Region"], int]
FOLLOWERS: Final[dict[str, Follower]] = {}


def register_follower(key: str, follower: Follower) -> None:
    FOLLOWERS[key] = follower
