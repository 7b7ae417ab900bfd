"""Pages about persons."""

from people.views.card import history, person
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
    "end_bank_account",
    "find",
    "give_consent",
    "history",
    "person",
    "persons",
    "reveal",
    "set_nik",
    "take_in",
    "withdraw_consent",
]
