"""What changes in the roster. Import services from here."""

from volunteers.services.kinds import add_qualification_kind, change_qualification_kind
from volunteers.services.offices import end_office, replace_officer, seat_officer
from volunteers.services.organising import (
    change_organisation,
    dissolve_organisation,
    found_organisation,
    place_under,
)
from volunteers.services.qualifications import (
    grant_qualification,
    renew_qualification,
    withdraw_qualification,
)
from volunteers.services.qualifying import holds, missing_for, qualified_persons
from volunteers.services.reference import load_pillars
from volunteers.services.trainings import (
    Invited,
    change_training,
    correct_attendance,
    grant_from_training,
    invite_participants,
    mark_attendance,
    plan_training,
)

__all__ = [
    "Invited",
    "add_qualification_kind",
    "change_organisation",
    "change_qualification_kind",
    "change_training",
    "correct_attendance",
    "dissolve_organisation",
    "end_office",
    "found_organisation",
    "grant_from_training",
    "grant_qualification",
    "holds",
    "invite_participants",
    "load_pillars",
    "mark_attendance",
    "missing_for",
    "place_under",
    "plan_training",
    "qualified_persons",
    "renew_qualification",
    "replace_officer",
    "seat_officer",
    "withdraw_qualification",
]
