"""The roster for programs."""

from volunteers.api.assignments import AbsenceViewSet, AssignmentViewSet
from volunteers.api.duties import DutyViewSet
from volunteers.api.roster import PillarViewSet, VolunteerViewSet

__all__ = [
    "AbsenceViewSet",
    "AssignmentViewSet",
    "DutyViewSet",
    "PillarViewSet",
    "VolunteerViewSet",
]
