"""The lists that go out as spreadsheets: apps above register theirs in `ready()`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django_filters import FilterSet

from accounts.access import Can, codes_where, may
from accounts.models import User
from common.errors import NotAllowed, RuleBroken
from spreadsheets.exporting.columns import Column

CHUNK = 2_000  # rows that are fetched, and held, at a time
# What a page or the API has in its address besides filters.
ASIDE = {"form", "after", "page", "cursor", "limit", "count"}

Filters = Mapping[str, Sequence[str]]


class BadFilter(RuleBroken):
    """A filter that is unknown or malformed; ignored in silence, it would give more than asked."""

    status = 400


@dataclass(frozen=True)
class ListExport:
    """A list as it may go out: whose rows (`queryset` of a user), in which columns.

    `can` is the right that its page asks for. `place` is the path to a row's region, for the note
    of who took what from where; None where rows lie in none. Filters named `personal` may hold
    names, and are not written into that note.
    """

    key: str
    title: str | Promise
    queryset: Callable[[User], QuerySet[Any]]
    filterset_class: type[FilterSet]
    columns: Sequence[Column]
    can: Can | None = None
    order: tuple[str, ...] = ("-pk",)
    place: str | None = "region_id"
    personal: frozenset[str] = frozenset({"q"})
    may_be_kept: bool = True


_lists: dict[str, ListExport] = {}


def register_list(list_export: ListExport) -> None:
    _lists[list_export.key] = list_export


def list_named(key: str) -> ListExport | None:
    return _lists.get(key)


def all_lists() -> list[ListExport]:
    return list(_lists.values())


@dataclass(frozen=True)
class _Asker:
    """Of a request, all that a FilterSet may ask for."""

    user: User


@dataclass(frozen=True)
class Export:
    """What one user gets of a list through some filters: the same rows as on its page."""

    of: ListExport
    user: User
    filters: Filters
    found: QuerySet[Any] = field(repr=False)
    bar: FilterSet = field(repr=False)

    @property
    def title(self) -> str:
        return str(self.of.title)

    @cached_property
    def by_place(self) -> dict[str, int]:
        """Return how many rows lie in each region; the empty code has those that lie in none."""
        if self.of.place is None:
            return {"": self.found.count()}
        counted = self.found.order_by().values_list(self.of.place).annotate(Count("pk"))
        return {place or "": number for place, number in counted}

    @property
    def total(self) -> int:
        return sum(self.by_place.values())

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.of.columns]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows as they are written, through a server-side cursor: memory stays flat."""
        sources = list(dict.fromkeys(column.source for column in self.of.columns))
        positions = [sources.index(column.source) for column in self.of.columns]
        ordered = self.found.order_by(*self.of.order).values_list(*sources)
        found = ordered.iterator(chunk_size=CHUNK)
        while chunk := list(islice(found, CHUNK)):
            values = list(zip(*chunk, strict=True))
            with translation.override(settings.LANGUAGE_CODE):
                said = [
                    column.said(values[position])
                    for column, position in zip(self.of.columns, positions, strict=True)
                ]
            yield from zip(*said, strict=True)

    def described(self, *, with_personal: bool) -> list[tuple[str, str]]:
        """Return the filters in words: what each is called, and what it was set to."""
        told = []
        for name, formfield in self.bar.form.fields.items():
            value = self.filters.get(name, [""])[-1]
            if not value:
                continue
            if name in self.of.personal and not with_personal:
                value = _("(tidak dicatat)")
            choices = dict(getattr(formfield, "choices", ()))
            told.append((str(formfield.label or name), str(choices.get(value, value))))
        return told


def open_export(of: ListExport, *, filters: Filters, user: User) -> Export:
    """Return what the user may see of the list today. Raises not_allowed, bad_parameter (400)."""
    if of.can is not None and not may(user, of.can):
        raise NotAllowed("not_allowed", _("Peran Ibu/Bapak tidak mencakup tindakan ini."))
    asked = {name: list(values) for name, values in filters.items() if name not in ASIDE}
    unknown = sorted(set(asked) - set(of.filterset_class.base_filters))
    if unknown:
        words = _("Parameter tidak dikenal: %(names)s.") % {"names": ", ".join(unknown)}
        raise BadFilter("bad_parameter", words)
    bar = of.filterset_class(MultiValueDict(asked), of.queryset(user), request=_Asker(user))
    if not bar.is_valid():
        name, faults = next(iter(bar.errors.items()))
        raise BadFilter("bad_parameter", f"{name}: {faults[0]}")
    return Export(of, user, asked, bar.qs, bar)


def noted_places(export: Export) -> dict[str, int]:
    """Return where the rows lie, as coarsely as the user's own grants, and how many each.

    A grant for the nation has no region: there it is the provinces.
    """
    own = sorted((code for code in codes_where(export.user, export.of.can) if code), key=len)
    places: dict[str, int] = {}
    for code, number in export.by_place.items():
        covering = next((one for one in own if code.startswith(one)), "")
        place = covering or code[:2] or (own[0] if own else "")
        places[place] = places.get(place, 0) + number
    return places
