"""The pages of bodies, decrees, boards and members."""

from wksbm.views.board import (
    add_members,
    end_membership,
    end_seat,
    grant_seat_decree,
    replace_holder,
    seat_holder,
)
from wksbm.views.bodies import (
    change_wksbm,
    dissolve_wksbm,
    found_wksbm,
    overview,
    villages,
    wksbm,
)
from wksbm.views.decrees import (
    add_decree,
    attach_scan,
    change_decree,
    decree,
    decrees,
    print_extract,
    record_change,
    scan,
)
from wksbm.views.heads import new_head
from wksbm.views.history import decree_history, history, membership_history, seat_history

__all__ = [
    "add_decree",
    "add_members",
    "attach_scan",
    "change_decree",
    "change_wksbm",
    "decree",
    "decree_history",
    "decrees",
    "dissolve_wksbm",
    "end_membership",
    "end_seat",
    "found_wksbm",
    "grant_seat_decree",
    "history",
    "membership_history",
    "new_head",
    "overview",
    "print_extract",
    "record_change",
    "replace_holder",
    "scan",
    "seat_history",
    "seat_holder",
    "villages",
    "wksbm",
]
