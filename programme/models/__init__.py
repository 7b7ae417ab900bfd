"""The books of a host: its year's work plan, letters in and out, and who visited."""

from programme.models.activities import Activity, ActivityQuerySet
from programme.models.books import Book, BookQuerySet
from programme.models.letters import Letter, LetterQuerySet
from programme.models.visits import Visit, VisitQuerySet

__all__ = [
    "Activity",
    "ActivityQuerySet",
    "Book",
    "BookQuerySet",
    "Letter",
    "LetterQuerySet",
    "Visit",
    "VisitQuerySet",
]
