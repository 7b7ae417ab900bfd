"""What sheets said of persons who are erased."""

from __future__ import annotations

from django.db.models import Q

from people.models import Person
from people.subjects import Emptied
from spreadsheets.models import ImportRow
from spreadsheets.services import forget_rows


def empty_rows(persons: list[Person]) -> Emptied:
    """Empty the rows that became these persons, were found to be them, or may be them alone."""
    keys = [person.pk for person in persons]
    theirs = Q(target__in=keys) | Q(chosen__in=keys) | Q(reserved__in=keys)
    for key in keys:
        theirs |= Q(candidates=[key])
    rows = ImportRow.objects.filter(theirs, batch__kind="people").select_related("batch")
    forget_rows(rows.order_by("pk"))
    return {}
