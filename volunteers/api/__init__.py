"""The roster for programs."""

from volunteers.api.assignments import AbsenceViewSet, AssignmentViewSet
from volunteers.api.duties import DutyViewSet
from volunteers.api.organisations import OfficeHolderViewSet, OrganisationViewSet
from volunteers.api.qualifications import QualificationKindViewSet, QualificationViewSet
from volunteers.api.reports import ActivityReportViewSet
from volunteers.api.roster import PillarViewSet, VolunteerViewSet
from volunteers.api.scans import DroppedScanViewSet
from volunteers.api.tiers import TierStepViewSet
from volunteers.api.trainings import TrainingViewSet

__all__ = [
    "AbsenceViewSet",
    "ActivityReportViewSet",
    "AssignmentViewSet",
    "DroppedScanViewSet",
    "DutyViewSet",
    "OfficeHolderViewSet",
    "OrganisationViewSet",
    "PillarViewSet",
    "QualificationKindViewSet",
    "QualificationViewSet",
    "TierStepViewSet",
    "TrainingViewSet",
    "VolunteerViewSet",
]
