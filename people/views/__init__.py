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
from people.views.mine import ask, copy_own_data, mine, withdraw_own_consent
from people.views.numbers import (
    add_bank_account,
    add_family_card,
    end_bank_account,
    give_consent,
    reveal,
    set_nik,
    withdraw_consent,
)
from people.views.requests import (
    answer_request,
    copy_for_request,
    erase_person,
    note_request,
    propose_erasure,
    refuse_request,
    requests,
    show_request,
)
from people.views.writing import add_person, change_person

__all__ = [
    "add_bank_account",
    "add_family_card",
    "add_person",
    "answer_request",
    "ask",
    "change_person",
    "choose_twin",
    "copy_for_request",
    "copy_own_data",
    "duplicate",
    "duplicates",
    "end_bank_account",
    "erase_person",
    "find",
    "give_consent",
    "history",
    "merge",
    "merge_with",
    "merges",
    "mine",
    "note_request",
    "person",
    "persons",
    "propose_erasure",
    "refuse_request",
    "reopen_pair",
    "requests",
    "reveal",
    "set_nik",
    "show_request",
    "take_in",
    "tell_apart",
    "undo_merge",
    "withdraw_consent",
    "withdraw_own_consent",
]
