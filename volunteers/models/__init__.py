"""Pillars, appointments and tiers, organisations, qualifications, duties, reports, scans."""

from volunteers.models.appointments import (
    Appointment,
    AppointmentQuerySet,
    AppointmentState,
    TierStep,
)
from volunteers.models.duties import Absence, Assignment, AssignmentQuerySet, Duty, DutyQuerySet
from volunteers.models.organisations import (
    OfficeHolder,
    OfficeHolderQuerySet,
    Organisation,
    OrganisationQuerySet,
    Validity,
)
from volunteers.models.pillars import Pillar, ReferenceQuerySet
from volunteers.models.qualifications import (
    Qualification,
    QualificationKind,
    QualificationQuerySet,
    Training,
    TrainingMark,
    TrainingQuerySet,
)
from volunteers.models.reports import ActivityReport, ReportEntry, month_of
from volunteers.models.scans import DroppedScan

__all__ = [
    "Absence",
    "ActivityReport",
    "Appointment",
    "AppointmentQuerySet",
    "AppointmentState",
    "Assignment",
    "AssignmentQuerySet",
    "DroppedScan",
    "Duty",
    "DutyQuerySet",
    "OfficeHolder",
    "OfficeHolderQuerySet",
    "Organisation",
    "OrganisationQuerySet",
    "Pillar",
    "Qualification",
    "QualificationKind",
    "QualificationQuerySet",
    "ReferenceQuerySet",
    "ReportEntry",
    "TierStep",
    "Training",
    "TrainingMark",
    "TrainingQuerySet",
    "Validity",
    "month_of",
]
