"""What is decided about volunteers without asking the database: semesters, levels, places."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from common.errors import RuleBroken
from regions.codes import LENGTHS, Level
from regions.models import Region
from volunteers.models import Pillar

LENGTH_BY_LEVEL = {level.value: length for level, length in LENGTHS.items()}


def semester_start(day: date) -> date:
    """Return the first day of the half-year: 1 January or 1 July."""
    return date(day.year, 1 if day.month < 7 else 7, 1)


def semester_name(day: date) -> str:
    return _("semester %(n)d tahun %(year)d") % {"n": 1 if day.month < 7 else 2, "year": day.year}


def area_for(pillar: Pillar, region: Region) -> str:
    """Return the code of what somebody of this place is appointed for: the pillar says how wide.

    A place that is wider than the pillar's level stays itself; `refuse_level` speaks of it.
    """
    return region.code[: LENGTH_BY_LEVEL.get(pillar.level, len(region.code))]


def refuse_level(pillar: Pillar, area: Region) -> None:
    """Refuse an area of another level than the pillar's. Raises wrong_level."""
    if pillar.level and area.level != pillar.level:
        raise RuleBroken(
            "wrong_level",
            _("%(pillar)s diangkat untuk satu %(level)s.")
            % {"pillar": pillar.short_name, "level": str(Level(pillar.level).label).lower()},
        )


def refuse_outside(region: Region, area: Region) -> None:
    """Refuse a place that does not lie in the area. Raises outside_area."""
    if not region.code.startswith(area.code):
        raise RuleBroken(
            "outside_area", _("Tempat bertugas harus berada di dalam wilayah pengangkatan.")
        )
