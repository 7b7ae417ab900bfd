"""What a person does elsewhere, for their card: apps above add their sections, in `ready()`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from accounts.models import User
from people.models import Person


class Line(NamedTuple):
    """One line of a section; `url` leads to what it tells of."""

    title: str
    detail: str = ""
    url: str = ""


class Event(NamedTuple):
    """Something that happened in the person's life with us, for the line in time."""

    on: date
    title: str
    detail: str = ""
    tone: str = ""  # ok | warn | danger


class Section(NamedTuple):
    """What the reader may see of one matter; without lines it is not shown."""

    title: str
    lines: Sequence[Line]
    events: Sequence[Event] = ()
    summary: str = ""


# Asked for a person by a reader: each section keeps to what is visible to them.
Builder = Callable[[Person, User], Section]

_builders: dict[str, Builder] = {}


def register_section(key: str, build: Builder) -> None:
    """Add a section to every person's card; sections stand in the order of their registration."""
    _builders[key] = build


def sections_of(person: Person, reader: User) -> list[Section]:
    return [build(person, reader) for build in _builders.values()]
