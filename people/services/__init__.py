"""Keeping persons: once each, seen wherever they serve or live."""

from people.services.erasing import erase_person, propose_erasure, reasons_to_keep
from people.services.holdings import look_rows
from people.services.own_data import Part, copy_for_request, copy_own_data, own_data, own_person
from people.services.persons import (
    add_person,
    add_persons,
    change_person,
    link_user,
    merge_links,
    move_residents,
    nearest_presence,
    note_presence,
)
from people.services.places import place_of
from people.services.requests import (
    answer_request,
    ask,
    note_request,
    refuse_request,
    withdraw_own_consent,
)

__all__ = [
    "Part",
    "add_person",
    "add_persons",
    "answer_request",
    "ask",
    "change_person",
    "copy_for_request",
    "copy_own_data",
    "erase_person",
    "link_user",
    "look_rows",
    "merge_links",
    "move_residents",
    "nearest_presence",
    "note_presence",
    "note_request",
    "own_data",
    "own_person",
    "place_of",
    "propose_erasure",
    "reasons_to_keep",
    "refuse_request",
    "withdraw_own_consent",
]
