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
from people.services.finding import Candidate, Found, find_by_birth, find_by_number, take_in
from people.services.merging import (
    MergeClash,
    Preview,
    merge_persons,
    preview_merge,
    survivor_key,
    undo_merge,
)
from people.services.numbers import PURPOSES, nik_doubts, reveal, set_nik
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

__all__ = [
    "PURPOSES",
    "Candidate",
    "Found",
    "MergeClash",
    "Preview",
    "add_bank_account",
    "add_family_card",
    "add_person",
    "add_persons",
    "change_person",
    "end_bank_account",
    "find_by_birth",
    "find_by_number",
    "find_duplicates",
    "give_consent",
    "link_user",
    "merge_links",
    "merge_persons",
    "move_residents",
    "nearest_presence",
    "nik_doubts",
    "note_presence",
    "possible_twins",
    "preview_merge",
    "reopen_pair",
    "reveal",
    "set_nik",
    "survivor_key",
    "take_in",
    "tell_apart",
    "undo_merge",
    "why",
    "withdraw_consent",
]
