"""What goes along when somebody's work is handed over, or two accounts become one.

Apps above this one know what they keep for a person; they say it here in their `ready()`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from accounts.models import Handover, User


class PassOn(NamedTuple):
    """Who takes over from whom, under which regions' codes, from which day."""

    leaver: User
    successor: User
    codes: list[str]
    on: date
    reason: str
    actor: User


@dataclass(frozen=True)
class Work:
    """A kind of work: how much of it somebody has there, and how it goes to the successor."""

    key: str
    label: str | Promise
    count: Callable[[User, list[str]], int]
    pass_on: Callable[[PassOn], int]


@dataclass(frozen=True)
class RecordAction:
    """A button on the page of a record: where it posts to, and whether it is there for somebody."""

    label: str | Promise
    url: Callable[[Handover], str]
    fits: Callable[[Handover, User], bool]


WORKS: Final[dict[str, Work]] = {}
# Each makes what belonged to the second account belong to the first.
MERGERS: Final[dict[str, Callable[[User, User], None]]] = {}

ACTIONS: Final[dict[str, RecordAction]] = {}


def register_work(work: Work) -> None:
    WORKS[work.key] = work


def register_merger(key: str, merge: Callable[[User, User], None]) -> None:
    MERGERS[key] = merge


def register_action(key: str, action: RecordAction) -> None:
    ACTIONS[key] = action
