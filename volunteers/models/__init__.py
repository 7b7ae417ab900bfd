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
from volunteers.models.reports import ActivityReport, ActivityReportQuerySet, ReportEntry
from volunteers.models.scans import DroppedScan, DroppedScanQuerySet
from volunteers.months import month_of

__all__ = [
    "Absence",
    "ActivityReport",
    "ActivityReportQuerySet",
    "Appointment",
    "AppointmentQuerySet",
    "AppointmentState",
    "Assignment",
    "AssignmentQuerySet",
    "DroppedScan",
    "DroppedScanQuerySet",
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
