"""What is held of a person, how it is erased, and what the law keeps: apps add to it in `ready()`.

Whatever refers to a person is named here by somebody (tests/people/test_subjects.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import models

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from people.models import Person

# Each row by the words of its columns. A value that must not be seen by the way is a `Secret`.
Rows = list[dict[str, Any]]
# The tracked records that were emptied, whose history is to be emptied too, by their model.
Emptied = dict[type[models.Model], Collection[Any]]


class Secret(str):
    """A number that a page shows masked; only the copy that is handed over has it whole."""

    __slots__ = ()


@dataclass(frozen=True)
class Holding:
    """A part of what is held of a person, in words for that person."""

    key: str
    label: str | Promise
    rows: Callable[[Person], Rows]
    relations: frozenset[str]  # the foreign keys to persons that it tells of


@dataclass(frozen=True)
class Eraser:
    """How an app empties what it holds of these persons, who are one human.

    `holds` says what must end first, in words; nothing is erased before that.
    """

    empty: Callable[[list[Person]], Emptied]
    holds: Callable[[list[Person]], list[str]]


HOLDINGS: Final[dict[str, Holding]] = {}
ERASERS: Final[dict[str, Eraser]] = {}
STAYS: Final[dict[str, str | Promise]] = {}  # what is kept after an erasure, and why


def register_holdings(
    key: str,
    label: str | Promise,
    rows: Callable[[Person], Rows],
    *,
    relations: Iterable[str] = (),
) -> None:
    HOLDINGS[key] = Holding(key, label, rows, frozenset(relations))


def register_eraser(
    key: str,
    empty: Callable[[list[Person]], Emptied],
    *,
    holds: Callable[[list[Person]], list[str]] = lambda _persons: [],
) -> None:
    ERASERS[key] = Eraser(empty, holds)


def past_and_present(
    model: Any, persons: Collection[Person], *, field: str = "person"
) -> list[Any]:
    """Return the keys of their rows, those that a merge set aside too; not what is another's."""
    history = model.events.rel.related_model._default_manager
    theirs = {f"{field}__in": [person.pk for person in persons]}
    past = set(history.filter(**theirs).values_list("pgh_obj_id", flat=True))
    rows = model._default_manager.filter(pk__in=past)
    return sorted(past.difference(rows.exclude(**theirs).values_list("pk", flat=True)))


def register_stay(key: str, words: str | Promise) -> None:
    """Say what an erasure leaves, and which law keeps it."""
    STAYS[key] = words
