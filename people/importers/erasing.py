"""What sheets said of persons who are erased."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from people.models import Person
from people.subjects import Emptied
from spreadsheets.models import ImportRow
from spreadsheets.services import forget_rows


def empty_rows(persons: list[Person]) -> Emptied:
    """Empty the rows that became these persons, were found to be them, or may be them alone."""
    forget_rows(rows_about(persons, kind="people"))
    return {}


def rows_about(persons: list[Person], *, kind: str) -> QuerySet[ImportRow]:
    """Return the rows of a kind whose target is a person, where that is one of these."""
    keys = [person.pk for person in persons]
    theirs = Q(target__in=keys) | Q(chosen__in=keys) | Q(reserved__in=keys)
    for key in keys:
        theirs |= Q(candidates=[key])
    rows = ImportRow.objects.filter(theirs, batch__kind=kind).select_related("batch")
    return rows.order_by("pk")
