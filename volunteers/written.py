"""Columns of appointments by key, written once: whose rows may be seen is asked before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models.expressions import Combinable

from common.written import Written, write
from volunteers.models import Appointment


def appointments(on: date, columns: Iterable[str | Combinable]) -> Written:
    """Write down these columns; among them may be the `state` and `tier` of the day."""
    return write(Appointment.objects.with_state(on).with_tier(on), columns)
