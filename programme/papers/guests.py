"""What the printed guest book says: who came; numbers of phones are not printed."""

from __future__ import annotations

from typing import Any

from meetings.models import hosted_by
from programme.models import Book, Visit
from programme.papers.common import heading, refuse_other
from programme.words import said_short


def facts(book: Book) -> dict[str, Any]:
    """Return the visits of the year in the order of their days. Raises other_book."""
    refuse_other(book, Book.Kind.GUESTS)
    visits = list(Visit.objects.filter(**hosted_by(book.host)).of_year(book.year).reverse())
    return {
        **heading(book, approved=False),
        "rows": [_row(visit) for visit in visits],
        "total": str(sum(visit.people for visit in visits if not visit.is_struck)),
    }


def _row(visit: Visit) -> dict[str, Any]:
    return {
        "on": said_short(visit.on),
        "name": visit.name,
        "post": visit.post,
        "office": visit.office,
        "purpose": visit.purpose,
        "met": visit.met,
        "people": str(visit.people),
        "message": visit.message,
        "struck": visit.struck_because,
    }
