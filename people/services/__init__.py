"""Keeping persons: once each, seen wherever they serve or live."""

from people.services.duplicates import (
    find_duplicates,
    possible_twins,
    reopen_pair,
    tell_apart,
    why,
)
from people.services.merging import (
    MergeClash,
    Preview,
    gather_latecomers,
    merge_persons,
    moved_by,
    place_of_both,
    preview_merge,
    survivor_key,
    undo_merge,
)
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
    "MergeClash",
    "Preview",
    "add_person",
    "add_persons",
    "change_person",
    "find_duplicates",
    "gather_latecomers",
    "link_user",
    "merge_links",
    "merge_persons",
    "move_residents",
    "moved_by",
    "nearest_presence",
    "note_presence",
    "place_of_both",
    "possible_twins",
    "preview_merge",
    "reopen_pair",
    "survivor_key",
    "tell_apart",
    "undo_merge",
    "why",
]
