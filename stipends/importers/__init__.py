"""Sheets of what others paid."""

from __future__ import annotations

from people.importers.erasing import rows_about
from people.models import Person
from people.subjects import Emptied
from spreadsheets.services import forget_rows


def empty_rows(persons: list[Person]) -> Emptied:
    forget_rows(rows_about(persons, kind="recorded_payments"))
    return {}
