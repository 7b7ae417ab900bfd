from datetime import UTC, datetime

import pytest
import time_machine

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)  # Saturday: 11.00 WIB, 12.00 WITA, 13.00 WIT


@pytest.fixture
def noon():
    """Saturday, 21 November 2026, noon in Sumbawa; the clock stands still."""
    with time_machine.travel(NOON, tick=False):
        yield NOON
