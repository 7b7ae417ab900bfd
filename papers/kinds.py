"""The kinds of papers that can be issued: each upper app adds its own when it is ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Model
from django.utils.functional import Promise

from accounts.access import Can
from accounts.models import User
from regions.models import Region

Facts = Mapping[str, Any]


class View(Protocol):
    """What a paper can be about besides a record: a look at many, such as a period of a body.

    `paper_key` names it as long as papers are kept.
    """

    @property
    def region(self) -> Region: ...

    @property
    def paper_key(self) -> str: ...


Subject = Model | View


@dataclass(frozen=True)
class PaperKind:
    """One kind: what it is about, and what it says of that, gathered when it is issued.

    `can` is the right to issue and to withdraw; `audience` the right to read the file (None:
    whoever sees the paper). `number` is filled with sequence, region, month (Roman) and year.
    `once`: it tells of a day that is over, so what changes later makes no new edition. `find`
    returns what a program names by a key, if the user sees it; without it, `model`'s record.
    `size` counts the rows of a kind that may be long (papers.long).
    `is_letter`: it goes out to somebody, so the agenda of outgoing letters shows it.
    """

    name: str
    label: str | Promise
    template: str
    number: str
    can: Can
    model: type[Model] | None
    facts: Callable[[Any], Facts]
    title: Callable[[Any], str]
    audience: Can | None = None
    once: bool = False
    find: Callable[[str, User], Subject | None] | None = None
    size: Callable[[Any], int] | None = None
    is_letter: bool = False


_kinds: dict[str, PaperKind] = {}


def register(kind: PaperKind) -> None:
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"two kinds of papers are called {kind.name}")


def kind_named(name: str) -> PaperKind | None:
    return _kinds.get(name)


def label_of(name: str) -> str:
    """Return what people call the kind; an old paper's kind may be gone."""
    kind = _kinds.get(name)
    return str(kind.label) if kind else name


def all_kinds() -> list[PaperKind]:
    return list(_kinds.values())
