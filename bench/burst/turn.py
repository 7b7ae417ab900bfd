"""What the processes that drain an evening share: they begin at once, end in time, and tell."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import orjson

Going = Callable[[], bool]
Drain = Callable[[datetime, Going], int]  # from this instant, while one goes on; how many ended

READY: Final = "ready\n"


def take(drains: Mapping[str, Drain], how: str, now: str, seconds: str) -> None:
    """Wait for a line, drain for so long at most, and tell how many ended."""
    sys.stdout.write(READY)
    sys.stdout.flush()
    sys.stdin.readline()
    began, computed = time.monotonic(), _computed()
    end = began + float(seconds)
    ended = drains[how](datetime.fromisoformat(now), lambda: time.monotonic() < end)
    told = {
        "ended": ended,
        "seconds": time.monotonic() - began,
        "cpu_seconds": _computed() - computed,
    }
    sys.stdout.write(orjson.dumps(told).decode() + "\n")


def _computed() -> float:
    return sum(os.times()[:2])
