"""Every address with an id: how to make its record in a village, and what may be done there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.access import Can
from regions.models import Region


@dataclass(frozen=True)
class Address:
    """`make` makes the record in a village and returns the address's arguments.

    `can` is the right that the methods need (None: whoever sees the record). `seen` is the right
    without which the record does not exist (404).
    """

    make: Callable[[Region], dict[str, Any]]
    can: Can | None = None
    seen: Can | None = None
    methods: tuple[str, ...] = ("get", "post")


# Addresses whose argument is no record of a region.
OPEN: dict[str, str] = {"v1:region-detail": "regions are nobody's secret"}

ADDRESSES: dict[str, Address] = {}
