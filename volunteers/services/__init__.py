"""What changes in the roster. Import services from here."""

from volunteers.services.absences import block_dates, free_dates
from volunteers.services.appointing import (
    NewPerson,
    appoint_volunteer,
    change_appointment,
    correct_tier,
    end_appointment,
    raise_tier,
    refuse_decree,
)
from volunteers.services.assignments import (
    Offered,
    Refusal,
    accept_duty,
    decline_duty,
    offer_duty,
    take_over,
    withdraw_offer,
)
from volunteers.services.confirming import Confirmed, confirm_village
from volunteers.services.dropping import (
    ScansConfirmed,
    confirm_scans,
    decrees_for,
    drop_scans,
    forget_dropped_scans,
)
from volunteers.services.duties import cancel_duty, change_duty, move_duty, plan_duty, repeat_duty
from volunteers.services.hours import confirm_hours, correct_hours, log_hours
from volunteers.services.kinds import add_qualification_kind, change_qualification_kind
from volunteers.services.obstacles import Obstacle, obstacles, said_days
from volunteers.services.offices import end_office, replace_officer, seat_officer
from volunteers.services.organising import (
    change_organisation,
    dissolve_organisation,
    found_organisation,
    place_under,
)
from volunteers.services.pillars import add_pillar, change_pillar, end_pillar
from volunteers.services.places import move_roster
from volunteers.services.qualifications import (
    grant_qualification,
    renew_qualification,
    withdraw_qualification,
)
from volunteers.services.qualifying import holds, missing_for, qualified_persons
from volunteers.services.reference import load_pillars
from volunteers.services.renewing import MOST_AT_ONCE, renew_appointment, renew_appointments
from volunteers.services.reporting import (
    Entry,
    duties_to_report,
    fill_from_duties,
    keep_entries,
    submit_report,
    take_back_report,
    write_report,
)
from volunteers.services.signing import open_report_scan, reopen_report, sign_report
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
    "MOST_AT_ONCE",
    "Confirmed",
    "Entry",
    "Invited",
    "NewPerson",
    "Obstacle",
    "Offered",
    "Refusal",
    "ScansConfirmed",
    "accept_duty",
    "add_pillar",
    "add_qualification_kind",
    "appoint_volunteer",
    "block_dates",
    "cancel_duty",
    "change_appointment",
    "change_duty",
    "change_organisation",
    "change_pillar",
    "change_qualification_kind",
    "change_training",
    "confirm_hours",
    "confirm_scans",
    "confirm_village",
    "correct_attendance",
    "correct_hours",
    "correct_tier",
    "decline_duty",
    "decrees_for",
    "dissolve_organisation",
    "drop_scans",
    "duties_to_report",
    "end_appointment",
    "end_office",
    "end_pillar",
    "fill_from_duties",
    "forget_dropped_scans",
    "found_organisation",
    "free_dates",
    "grant_from_training",
    "grant_qualification",
    "holds",
    "invite_participants",
    "keep_entries",
    "load_pillars",
    "log_hours",
    "mark_attendance",
    "missing_for",
    "move_duty",
    "move_roster",
    "obstacles",
    "offer_duty",
    "open_report_scan",
    "place_under",
    "plan_duty",
    "plan_training",
    "qualified_persons",
    "raise_tier",
    "refuse_decree",
    "renew_appointment",
    "renew_appointments",
    "renew_qualification",
    "reopen_report",
    "repeat_duty",
    "replace_officer",
    "said_days",
    "seat_officer",
    "sign_report",
    "submit_report",
    "take_back_report",
    "take_over",
    "withdraw_offer",
    "withdraw_qualification",
    "write_report",
]
