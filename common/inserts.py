"""A new row, checked by the words of its constraints even when somebody else was faster."""

from typing import TypeVar

from django.db import models

from common.races import check_fields, constraints_speak

Row = TypeVar("Row", bound=models.Model)


def insert(row: Row) -> Row:
    """Validate and insert. Raises ValidationError, or taken_meanwhile where no words are known."""
    check_fields(row)
    with constraints_speak(row):
        row.save(force_insert=True)
    return row
