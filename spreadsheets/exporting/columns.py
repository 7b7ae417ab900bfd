"""What stands in a column of an export: where it comes from, what it is, how it is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from regions import cache
from regions.codes import Zone


class Kind(StrEnum):
    TEXT = auto()
    DATE = auto()
    INSTANT = auto()  # shown in the service's own zone, which its heading names
    MONEY = auto()  # whole rupiah
    NUMBER = auto()
    PHONE = auto()
    DIGITS = auto()  # codes, NIK, accounts: digits that are no number


@dataclass(frozen=True)
class Column:
    """`source` is what `values_list` takes; `say` turns one value into what is written.

    `names` does so for the values of many rows at once. `masked` columns are said to be so.
    """

    label: str | Promise
    source: str | Combinable
    kind: Kind = Kind.TEXT
    say: Callable[[Any], Any] | None = None
    names: Callable[[Iterable[Any]], Mapping[Any, Any]] | None = None
    masked: bool = False

    @property
    def heading(self) -> str:
        zone = f" ({Zone(settings.TIME_ZONE).label})" if self.kind is Kind.INSTANT else ""
        return f"{self.label}{zone}"

    def said(self, values: Sequence[Any]) -> Sequence[Any]:
        """Return what is written for these values."""
        if self.names is not None:
            known = self.names({value for value in values if value is not None})
            return [known.get(value) for value in values]
        if self.say is not None:
            return [None if value is None else self.say(value) for value in values]
        if self.kind is Kind.INSTANT:
            return [value and _local(value) for value in values]
        return values


def chosen(choices: type[TextChoices]) -> Callable[[Any], str]:
    """Say the words of a choice."""

    def say(value: Any) -> str:
        return str(dict(choices.choices).get(value, value))

    return say


def yes_no(value: Any) -> str:
    return str(_("ya") if value else _("tidak"))


def place_columns(source: str = "region_id") -> list[Column]:
    """Return the columns of a region: its code, and its names down from the regency."""
    return [
        Column(_("Kode wilayah"), source, Kind.DIGITS),
        Column(_("Kabupaten/Kota"), source, names=_names_at(2)),
        Column(_("Kecamatan"), source, names=_names_at(3)),
        Column(_("Desa/Kelurahan"), source, names=_names_at(4)),
    ]


def _names_at(level: int) -> Callable[[Iterable[Any]], Mapping[Any, Any]]:
    """Say the name of the region at this level (4 is the village) in which each code lies."""

    def names(codes: Iterable[Any]) -> Mapping[Any, Any]:
        blocks = {code: code.split(".") for code in codes}
        above = {code: ".".join(b[:level]) for code, b in blocks.items() if len(b) >= level}
        known = cache.names_of(above.values())
        return {code: known[place].full_name for code, place in above.items() if place in known}

    return names


def _local(instant: datetime) -> datetime:
    """Return the instant as a wall clock shows it here; spreadsheets know no zones."""
    return timezone.localtime(instant).replace(tzinfo=None)
