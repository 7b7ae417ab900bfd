"""What changes the plan, the agenda of letters and the guest book. Import services from here."""

from programme.services.books import open_book
from programme.services.letters import (
    attach_scan,
    change_letter,
    enter_letter,
    open_letter_scan,
    strike_letter,
)
from programme.services.plans import (
    add_activity,
    change_activity,
    copy_plan,
    drop_activity,
    finish_activity,
    plan_again,
)
from programme.services.visits import change_visit, enter_visit, enter_visitors, strike_visit

__all__ = [
    "add_activity",
    "attach_scan",
    "change_activity",
    "change_letter",
    "change_visit",
    "copy_plan",
    "drop_activity",
    "enter_letter",
    "enter_visit",
    "enter_visitors",
    "finish_activity",
    "open_book",
    "open_letter_scan",
    "plan_again",
    "strike_letter",
    "strike_visit",
]
