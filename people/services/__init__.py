"""Keeping persons: once each, seen wherever they serve or live."""

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
    "add_person",
    "add_persons",
    "change_person",
    "link_user",
    "merge_links",
    "move_residents",
    "nearest_presence",
    "note_presence",
]
