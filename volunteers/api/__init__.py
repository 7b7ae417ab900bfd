"""The roster for programs."""

from volunteers.api.assignments import AbsenceViewSet, AssignmentViewSet
from volunteers.api.duties import DutyViewSet

__all__ = ["AbsenceViewSet", "AssignmentViewSet", "DutyViewSet"]
