"""The Javanese five-day week beside ours: "malam Selasa Kliwon" is a Monday evening."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

PASARAN: Final = ("Legi", "Pahing", "Pon", "Wage", "Kliwon")
LEGI: Final = date(1945, 8, 17)  # the day of the proclamation, a Friday Legi
NIGHTFALL: Final = time(18)  # from here on the night belongs to the day that follows


def pasaran(on: date) -> str:
    return PASARAN[(on - LEGI).days % len(PASARAN)]


def named_day(on: date, at: time | None) -> date:
    """Return the day whose name the hour has: the next one's after nightfall."""
    return on + timedelta(days=1) if at is not None and at >= NIGHTFALL else on


def said_javanese(on: date, at: time | None = None) -> str:
    """Say the day by both weeks: "Selasa Kliwon", or "malam Selasa Kliwon" from 18.00 on."""
    day = named_day(on, at)
    words = f"{date_format(day, 'l')} {pasaran(day)}"
    return words if day == on else _("malam %(day)s") % {"day": words}


def first_on(weekday: int, name: str, *, not_before: date) -> date:
    """Return the first day of this weekday (Monday is 0) and pasaran: one in every 35."""
    days = (not_before + timedelta(days=ahead) for ahead in range(35))
    return next(day for day in days if day.weekday() == weekday and pasaran(day) == name)
