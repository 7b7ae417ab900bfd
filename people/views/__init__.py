"""Pages about persons."""

from people.views.card import history, person
from people.views.duplicates import (
    choose_twin,
    duplicate,
    duplicates,
    merge,
    merge_with,
    merges,
    reopen_pair,
    tell_apart,
    undo_merge,
)
from people.views.listing import find, persons, take_in
from people.views.numbers import (
    add_bank_account,
    add_family_card,
    end_bank_account,
    give_consent,
    reveal,
    set_nik,
    withdraw_consent,
)
from people.views.writing import add_person, change_person

__all__ = [
    "add_bank_account",
    "add_family_card",
    "add_person",
    "change_person",
    "choose_twin",
    "duplicate",
    "duplicates",
    "end_bank_account",
    "find",
    "give_consent",
    "history",
    "merge",
    "merge_with",
    "merges",
    "person",
    "persons",
    "reopen_pair",
    "reveal",
    "set_nik",
    "take_in",
    "tell_apart",
    "undo_merge",
    "withdraw_consent",
]
