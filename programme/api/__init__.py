"""Plans, letters and visits for programs."""

from programme.api.books import BookViewSet
from programme.api.letters import LetterViewSet
from programme.api.plans import ActivityViewSet
from programme.api.visits import VisitViewSet

__all__ = ["ActivityViewSet", "BookViewSet", "LetterViewSet", "VisitViewSet"]
