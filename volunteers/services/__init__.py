"""What changes in the roster. Import services from here."""

from volunteers.services.appointing import (
    MOST_AT_ONCE,
    NewPerson,
    appoint_volunteer,
    change_appointment,
    correct_tier,
    end_appointment,
    raise_tier,
    refuse_decree,
    renew_appointment,
    renew_appointments,
)
from volunteers.services.confirming import Confirmed, confirm_village
from volunteers.services.pillars import add_pillar, change_pillar, end_pillar
from volunteers.services.reference import load_pillars

__all__ = [
    "MOST_AT_ONCE",
    "Confirmed",
    "NewPerson",
    "add_pillar",
    "appoint_volunteer",
    "change_appointment",
    "change_pillar",
    "confirm_village",
    "correct_tier",
    "end_appointment",
    "end_pillar",
    "load_pillars",
    "raise_tier",
    "refuse_decree",
    "renew_appointment",
    "renew_appointments",
]
