"""Sealing all anew with the newest keys: apps say in `ready()` where they keep what is sealed.

Each part is done row by row in small batches, safe to stop and to repeat: what is sealed with the
present keys already is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import models, transaction

from common import vault

BATCH: Final = 500


@dataclass
class Rotated:
    """What became of one part: how many rows hold something, and what was done to them."""

    rows: int = 0
    sealed_anew: int = 0
    found_anew: int = 0  # whose index was made by the newest key
    unreadable: int = 0  # that no key opens: left as they are


Rotate = Callable[[], Rotated]

_parts: dict[str, Rotate] = {}
_columns: set[str] = set()


def register_sealed(label: str, rotate: Rotate, *, columns: Iterable[str]) -> None:
    """Add a part under a name that operators read, with the columns that it covers."""
    _parts[label] = rotate
    _columns.update(columns)


def parts() -> dict[str, Rotate]:
    return dict(_parts)


def covered() -> frozenset[str]:
    """Return the columns that are sealed anew, like "people.Person.nik_sealed"."""
    return frozenset(_columns)


@dataclass(frozen=True)
class SealedColumn:
    """A column of sealed texts; `of` names the attribute that each is bound to.

    `index` is the column that it is found by, where it is found at all.
    """

    model: type[models.Model]
    column: str
    purpose: str
    of: str = "pk"
    index: str = ""

    @property
    def columns(self) -> list[str]:
        label = self.model._meta.label
        return [f"{label}.{name}" for name in (self.column, self.index) if name]

    def rotate(self) -> Rotated:
        """Seal anew what older keys sealed; rows are locked against whoever writes them now."""
        done = Rotated()
        last = 0
        held = self.model._default_manager.exclude(**{self.column: None}).order_by("pk")
        while True:
            with transaction.atomic():
                rows = list(held.filter(pk__gt=last).select_for_update()[:BATCH])
                for row in rows:
                    self._one(row, done)
            if not rows:
                return done
            last = rows[-1].pk

    def _one(self, row: models.Model, done: Rotated) -> None:
        done.rows += 1
        blob, of = getattr(row, self.column), getattr(row, self.of)
        try:
            text = vault.unseal(blob, purpose=self.purpose, of=of)
        except vault.CannotUnseal:
            done.unreadable += 1
            return
        new: dict[str, Any] = {}
        if not vault.is_current(blob):
            new[self.column] = vault.seal(text, purpose=self.purpose, of=of)
            done.sealed_anew += 1
        if self.index and bytes(getattr(row, self.index)) != (
            found_by := vault.index(text, purpose=self.purpose)
        ):
            new[self.index] = found_by
            done.found_anew += 1
        if new:  # no new version: for people nothing has changed
            self.model._default_manager.filter(pk=row.pk).update(**new)
