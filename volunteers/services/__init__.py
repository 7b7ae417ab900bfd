"""What changes in the roster. Import services from here."""

from volunteers.services.absences import block_dates, free_dates
from volunteers.services.assignments import (
    Offered,
    Refusal,
    accept_duty,
    decline_duty,
    offer_duty,
    take_over,
    withdraw_offer,
)
from volunteers.services.duties import (
    cancel_duty,
    change_duty,
    move_duty,
    plan_duty,
    repeat_duty,
)
from volunteers.services.hours import confirm_hours, correct_hours, log_hours
from volunteers.services.obstacles import Obstacle, obstacles, said_days
from volunteers.services.qualifying import holds, missing_for, qualified_persons
from volunteers.services.reference import load_pillars

__all__ = [
    "Obstacle",
    "Offered",
    "Refusal",
    "accept_duty",
    "block_dates",
    "cancel_duty",
    "change_duty",
    "confirm_hours",
    "correct_hours",
    "decline_duty",
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
    "repeat_duty",
    "said_days",
    "take_over",
    "withdraw_offer",
]
