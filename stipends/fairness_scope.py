"""Which region and year the view of fairness is about: one's own, or a region below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.access import Can, codes_where, covers
from common.dates import today
from common.errors import NotAllowed
from regions.cache import names_of
from regions.codes import LENGTHS, Level
from regions.models import Region
from stipends.services.fairness import Fairness, fairness_of
from stipends.services.institutions import Institutions, institutions_of
from volunteers.models import Appointment, OfficeHolder

if TYPE_CHECKING:
    from accounts.models import User

YEARS = 5


@dataclass(frozen=True)
class FairYear:
    """A year of a region as something that is looked at, and printed. See papers.kinds.View."""

    region: Region
    year: int

    @property
    def key(self) -> str:
        """Return what programs call it: "19.06:2026"."""
        return f"{self.region.pk}:{self.year}"

    @property
    def paper_key(self) -> str:
        return f"stipends.fairness:{self.key}"

    def figures(self) -> Fairness:
        """Return everything that is known there; who may look is asked before."""
        return fairness_of(Appointment.objects.all(), self.region.pk, self.year)

    def institutions(self) -> list[Institutions]:
        return institutions_of(OfficeHolder.objects.all(), self.region.pk, self.year)


def open_year(user: User, code: str, year: str) -> FairYear | None:
    """Return the year of the region that is asked for, or of one's own; None above a regency.

    There, what one district pays says nothing of the next. Raises not_allowed, and Http404 for what
    is not one's own.
    """
    own = codes_where(user, Can.READ_STIPENDS)
    if not own:
        raise NotAllowed("not_allowed", _("Halaman ini untuk yang mengurus honorarium."))
    wanted, of = code or own[0], _read(year)
    if of is None or not any(covers(one, wanted) for one in own):
        raise Http404
    if len(wanted) < LENGTHS[Level.REGENCY]:
        return None
    return FairYear(get_object_or_404(Region, pk=wanted), of)


def find_year(key: str, user: User) -> FairYear | None:
    """Return the year of a region called "19.06:2026", if the user may read what is paid there."""
    code, _colon, year = key.partition(":")
    try:
        return open_year(user, code, year) if code and year else None
    except Http404:
        return None


def years() -> list[int]:
    """Return the years to choose from, the present one first."""
    return [today().year - back for back in range(YEARS)]


def regions_to_choose(user: User, code: str) -> list[tuple[str, str]]:
    """Return one's own regions and those just below the one that is shown (or one's own)."""
    own = codes_where(user, Can.READ_STIPENDS)
    below = Region.objects.not_ended(today()).filter(parent=code or own[0] or None).order_by("code")
    codes = [one for one in own if one]
    if code and code not in codes:
        codes.append(code)
    if len(code) < LENGTHS[Level.DISTRICT]:
        codes += below.values_list("code", flat=True)
    return [(one, name.full_name) for one, name in names_of(codes).items()]


def _read(year: str) -> int | None:
    if not year:
        return today().year
    return (
        int(year) if year.isascii() and year.isdigit() and 2000 <= int(year[:5]) <= 2100 else None
    )
