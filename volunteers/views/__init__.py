"""Pages of the roster, a file for each part."""

from volunteers.views.history import (
    office_history,
    organisation_history,
    qualification_history,
    training_history,
)
from volunteers.views.offices import end_office, replace_officer, seat_officer
from volunteers.views.organisations import (
    change_organisation,
    dissolve_organisation,
    found_organisation,
    organisation,
    organisations,
    place_under,
)
from volunteers.views.qualifications import (
    add_qualification_kind,
    change_qualification_kind,
    choose_qualified,
    grant_qualification,
    qualification_kinds,
    qualifications,
    renew_qualification,
    withdraw_qualification,
)
from volunteers.views.trainings import (
    change_training,
    correct_attendance,
    grant_from_training,
    invite_participants,
    mark_attendance,
    plan_training,
    training,
    trainings,
)
from volunteers.views.umbrella import print_directory, umbrella

__all__ = [
    "add_qualification_kind",
    "change_organisation",
    "change_qualification_kind",
    "change_training",
    "choose_qualified",
    "correct_attendance",
    "dissolve_organisation",
    "end_office",
    "found_organisation",
    "grant_from_training",
    "grant_qualification",
    "invite_participants",
    "mark_attendance",
    "office_history",
    "organisation",
    "organisation_history",
    "organisations",
    "place_under",
    "plan_training",
    "print_directory",
    "qualification_history",
    "qualification_kinds",
    "qualifications",
    "renew_qualification",
    "replace_officer",
    "seat_officer",
    "training",
    "training_history",
    "trainings",
    "umbrella",
    "withdraw_qualification",
]
