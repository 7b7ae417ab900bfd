"""Pages about a person."""

from people.views.mine import ask, copy_own_data, mine, withdraw_own_consent
from people.views.persons import change_person, history
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

__all__ = [
    "answer_request",
    "ask",
    "change_person",
    "copy_for_request",
    "copy_own_data",
    "erase_person",
    "history",
    "mine",
    "note_request",
    "propose_erasure",
    "refuse_request",
    "requests",
    "show_request",
    "withdraw_own_consent",
]
