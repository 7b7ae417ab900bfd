"""What sheets of boards said of persons who are erased."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from people.models import Person
from people.subjects import Emptied
from spreadsheets.models import ImportRow
from spreadsheets.services import forget_rows
from wksbm.models import Membership, Seat


def empty_rows(persons: list[Person]) -> Emptied:
    """Empty the rows that seated these persons, and those that name them for a body of theirs.

    A row that names a whole board goes as one: the seats that it made stay.
    """
    forget_rows(_rows(persons))
    return {}


def _rows(persons: list[Person]) -> Iterator[ImportRow]:
    names = {person.bare_name for person in persons}
    seats = list(Seat.objects.filter(holder__in=persons))
    made = Q()
    for person in persons:
        made |= Q(made__persons__contains=[person.pk])
    for seat in seats:
        made |= Q(made__seats__contains=[seat.pk])
    bodies = {seat.wksbm_id for seat in seats}
    bodies |= set(Membership.objects.filter(person__in=persons).values_list("wksbm", flat=True))
    rows = ImportRow.objects.filter(batch__kind="wksbm").select_related("batch").order_by("pk")
    yield from rows.filter(made)
    for row in rows.filter(target__in=bodies).exclude(made):
        if any(seat["bare"] in names for seat in row.keys.get("seats", [])):
            yield row
