"""What lists of plans, letters and visits can be narrowed by."""

from programme.filters.lists import LATE, ActivityFilter, BookFilter, LetterFilter, VisitFilter

__all__ = ["LATE", "ActivityFilter", "BookFilter", "LetterFilter", "VisitFilter"]
