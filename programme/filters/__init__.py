"""What lists of plans, letters and visits can be narrowed by."""

from programme.filters.lists import ActivityFilter, BookFilter, LetterFilter, VisitFilter

__all__ = ["ActivityFilter", "BookFilter", "LetterFilter", "VisitFilter"]
