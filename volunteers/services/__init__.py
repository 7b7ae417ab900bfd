"""What changes in the roster. Import services from here."""

from volunteers.services.absences import block_dates, free_dates
from volunteers.services.appointing import (
    MOST_AT_ONCE,
    NewPerson,
    appoint_volunteer,
    change_appointment,
    end_appointment,
    raise_tier,
    refuse_decree,
    renew_appointment,
    renew_appointments,
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
from volunteers.services.duties import cancel_duty, change_duty, move_duty, plan_duty, repeat_duty
from volunteers.services.hours import confirm_hours, correct_hours, log_hours
from volunteers.services.obstacles import Obstacle, obstacles, said_days
from volunteers.services.pillars import add_pillar, change_pillar, end_pillar
from volunteers.services.qualifying import holds, missing_for, qualified_persons
from volunteers.services.reference import load_pillars

__all__ = [
    "MOST_AT_ONCE",
    "Confirmed",
    "NewPerson",
    "Obstacle",
    "Offered",
    "Refusal",
    "accept_duty",
    "add_pillar",
    "appoint_volunteer",
    "block_dates",
    "cancel_duty",
    "change_appointment",
    "change_duty",
    "change_pillar",
    "confirm_hours",
    "confirm_village",
    "correct_hours",
    "decline_duty",
    "end_appointment",
    "end_pillar",
    "free_dates",
    "holds",
    "load_pillars",
    "log_hours",
    "missing_for",
    "move_duty",
    "obstacles",
    "offer_duty",
    "plan_duty",
    "qualified_persons",
    "raise_tier",
    "refuse_decree",
    "renew_appointment",
    "renew_appointments",
    "repeat_duty",
    "said_days",
    "take_over",
    "withdraw_offer",
]
