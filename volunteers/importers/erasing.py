"""What sheets of volunteers said of persons who are erased."""

from __future__ import annotations

from people.importers.erasing import rows_about
from people.models import Person
from people.subjects import Emptied
from spreadsheets.services import forget_rows


def empty_rows(persons: list[Person]) -> Emptied:
    """Empty the rows that appointed these persons, were found to be them, or may be them alone."""
    forget_rows(rows_about(persons, kind="volunteers"))
    return {}
