"""What else carries a body's region and moves with it: apps above say it in their `ready()`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from regions.models import Region
    from wksbm.models import Wksbm

Mover = Callable[["Wksbm", "Region"], int]  # moves its rows in one statement; returns how many
MOVERS: Final[dict[str, Mover]] = {}


def register_mover(key: str, mover: Mover) -> None:
    MOVERS[key] = mover
