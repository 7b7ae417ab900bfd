"""Pages about a person."""

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
from people.views.persons import change_person, history

__all__ = [
    "change_person",
    "choose_twin",
    "duplicate",
    "duplicates",
    "history",
    "merge",
    "merge_with",
    "merges",
    "reopen_pair",
    "tell_apart",
    "undo_merge",
]
