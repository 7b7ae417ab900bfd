"""Everything that changes bodies, decrees, boards and members."""

from regions.services import place
from wksbm.services.board import (
    NewPerson,
    end_seat,
    grant_seat_decree,
    replace_holder,
    seat_holder,
)
from wksbm.services.bodies import change_wksbm, dissolve_wksbm, found_wksbm
from wksbm.services.decrees import (
    NewOffice,
    add_decree,
    attach_scan,
    change_decree,
    name_office,
    open_scan,
    record_change,
)
from wksbm.services.members import AddedMembers, add_member, add_members, end_membership
from wksbm.services.moving import move_body

__all__ = [
    "AddedMembers",
    "NewOffice",
    "NewPerson",
    "add_decree",
    "add_member",
    "add_members",
    "attach_scan",
    "change_decree",
    "change_wksbm",
    "dissolve_wksbm",
    "end_membership",
    "end_seat",
    "found_wksbm",
    "grant_seat_decree",
    "move_body",
    "name_office",
    "open_scan",
    "place",
    "record_change",
    "replace_holder",
    "seat_holder",
]
