"""The roster for programs."""

from volunteers.api.organisations import OfficeHolderViewSet, OrganisationViewSet
from volunteers.api.qualifications import QualificationKindViewSet, QualificationViewSet
from volunteers.api.trainings import TrainingViewSet

__all__ = [
    "OfficeHolderViewSet",
    "OrganisationViewSet",
    "QualificationKindViewSet",
    "QualificationViewSet",
    "TrainingViewSet",
]
