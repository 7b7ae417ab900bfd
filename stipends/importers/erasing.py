"""What sheets of payments said of persons who are erased."""

from __future__ import annotations

from people.importers.erasing import rows_about
from people.models import Person
from people.subjects import Emptied
from spreadsheets.services import forget_rows
from stipends.importers.sheet import KIND


def empty_rows(persons: list[Person]) -> Emptied:
    """Empty the rows that told of these persons, or may have told of them alone."""
    forget_rows(rows_about(persons, kind=KIND))
    return {}
