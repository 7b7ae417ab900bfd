"""Keeping persons: once each, seen wherever they serve or live, their numbers sealed."""

from people.services.belongings import add_bank_account, add_family_card, end_bank_account
from people.services.consents import give_consent, withdraw_consent
from people.services.duplicates import (
    find_duplicates,
    possible_twins,
    reopen_pair,
    tell_apart,
    why,
)
from people.services.erasing import erase_person, propose_erasure, reasons_to_keep
from people.services.finding import Candidate, Found, find_by_birth, find_by_number, take_in
from people.services.holdings import look_rows
from people.services.merging import (
    Preview,
    gather_latecomers,
    merge_persons,
    moved_by,
    place_of_both,
    preview_merge,
    survivor_key,
    undo_merge,
)
from people.services.moving import MergeClash
from people.services.numbers import PURPOSES, nik_doubts, reveal, set_nik
from people.services.own_data import Part, copy_for_request, copy_own_data, own_data, own_person
from people.services.persons import (
    add_person,
    add_persons,
    change_person,
    hold,
    hold_all,
    link_user,
    merge_links,
    move_residents,
    nearest_presence,
    note_presence,
    refuse_gone,
)
from people.services.places import place_of
from people.services.receivers import let_users_receive
from people.services.requests import (
    answer_request,
    ask,
    note_request,
    refuse_request,
    withdraw_own_consent,
)

__all__ = [
    "PURPOSES",
    "Candidate",
    "Found",
    "MergeClash",
    "Part",
    "Preview",
    "add_bank_account",
    "add_family_card",
    "add_person",
    "add_persons",
    "answer_request",
    "ask",
    "change_person",
    "copy_for_request",
    "copy_own_data",
    "end_bank_account",
    "erase_person",
    "find_by_birth",
    "find_by_number",
    "find_duplicates",
    "gather_latecomers",
    "give_consent",
    "hold",
    "hold_all",
    "let_users_receive",
    "link_user",
    "look_rows",
    "merge_links",
    "merge_persons",
    "move_residents",
    "moved_by",
    "nearest_presence",
    "nik_doubts",
    "note_presence",
    "note_request",
    "own_data",
    "own_person",
    "place_of",
    "place_of_both",
    "possible_twins",
    "preview_merge",
    "propose_erasure",
    "reasons_to_keep",
    "refuse_gone",
    "refuse_request",
    "reopen_pair",
    "reveal",
    "set_nik",
    "survivor_key",
    "take_in",
    "tell_apart",
    "undo_merge",
    "why",
    "withdraw_consent",
    "withdraw_own_consent",
]
