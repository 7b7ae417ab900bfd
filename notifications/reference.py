"""The nation's quiet hours, which hold wherever no region has a set of its own."""

from __future__ import annotations

from datetime import time
from typing import Final, NamedTuple

from notifications.models import Weekday


class QuietLine(NamedTuple):
    name: str
    days: list[int]
    since: time
    until: time


QUIET_TIMES: Final = (
    QuietLine("Malam", list(Weekday.values), time(21), time(6)),
    QuietLine("Salat Jumat", [Weekday.FRIDAY], time(11, 30), time(13)),
)
