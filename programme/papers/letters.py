"""What the printed agenda of letters says: each letter by its number, struck ones included."""

from __future__ import annotations

from typing import Any

from common.dates import wall_time
from meetings.models import hosted_by
from papers.models import Paper
from programme.issued import letters_issued
from programme.models import Book, Letter
from programme.papers.common import heading, refuse_other
from programme.words import said_short

_DIRECTIONS = {
    Book.Kind.LETTERS_IN: Letter.Direction.IN,
    Book.Kind.LETTERS_OUT: Letter.Direction.OUT,
}


def facts(book: Book) -> dict[str, Any]:
    """Return the letters of the year in the order of their numbers. Raises other_book."""
    refuse_other(book, *_DIRECTIONS)
    direction = _DIRECTIONS[Book.Kind(book.kind)]
    of_host = Letter.objects.filter(**hosted_by(book.host), direction=direction)
    went = direction == Letter.Direction.OUT
    issued = letters_issued(Paper.objects.all(), book.host, book.year) if went else ()
    return {
        **heading(book, approved=False),
        "out": went,
        "rows": [_row(letter) for letter in of_host.of_year(book.year).reverse()],
        "issued": [_issued(paper) for paper in reversed(list(issued))],
    }


def _row(letter: Letter) -> dict[str, Any]:
    return {
        "number": str(letter.number),
        "entered_on": said_short(letter.entered_on),
        "letter_number": letter.letter_number,
        "letter_date": said_short(letter.letter_date) if letter.letter_date else "",
        "party": letter.party,
        "subject": letter.subject,
        "note": " · ".join(part for part in (letter.passed_to, letter.note) if part),
        "struck": letter.struck_because,
    }


def _issued(paper: Paper) -> dict[str, Any]:
    return {
        "on": said_short(wall_time(paper.issued_at, paper.region.tz).date()),
        "number": paper.number,
        "title": paper.title,
        "withdrawn": paper.withdrawn_because if paper.is_withdrawn else "",
    }
