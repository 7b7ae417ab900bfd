"""What the tests of honoraria stand on."""

from datetime import UTC, datetime

import pytest
import time_machine


@pytest.fixture
def november():
    """Stand at noon of a day in November 2026, the same day in every zone; the clock goes on."""
    with time_machine.travel(datetime(2026, 11, 26, 4, tzinfo=UTC)) as clock:
        yield clock
