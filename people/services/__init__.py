"""Keeping persons: once each, seen wherever they serve or live, their numbers sealed."""

from people.services.belongings import add_bank_account, add_family_card, end_bank_account
from people.services.consents import give_consent, withdraw_consent
from people.services.finding import Candidate, Found, find_by_birth, find_by_number, take_in
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
    "add_bank_account",
    "add_family_card",
    "add_person",
    "add_persons",
    "change_person",
    "end_bank_account",
    "find_by_birth",
    "find_by_number",
    "give_consent",
    "link_user",
    "merge_links",
    "move_residents",
    "nearest_presence",
    "nik_doubts",
    "note_presence",
    "reveal",
    "set_nik",
    "take_in",
    "withdraw_consent",
]
