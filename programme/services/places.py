"""Plans and books follow their host to another region; what a region wrote keeps its name."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import F, Q
from django.utils import timezone

from programme.models import Activity, Letter, Visit
from regions.models import Region
from wksbm.models import Wksbm

KEPT: Final[tuple[Any, ...]] = (Activity, Letter, Visit)
_OF_THE_REGION = Q(wksbm=None, organisation=None)


def move_books(wksbm: Wksbm, to_region: Region) -> int:
    """Give a body's, and those of the organisations that follow it, the new region's code."""
    theirs = Q(wksbm=wksbm) | Q(organisation__wksbm=wksbm, region=wksbm.region_id)
    return sum(row.objects.filter(theirs).update(region=to_region) for row in KEPT)


def follow_roster(region: Region, to_region: Region) -> int:
    """Let plans and books follow the organisations of a region that ended; count what moved.

    A region's own letters and guests stay in the books that it kept; what it still plans follows.
    """
    moved = Q(organisation__region=to_region)
    planned = _OF_THE_REGION & Q(status=Activity.Status.PLANNED)
    rows = (
        Activity.objects.filter(moved | planned),
        Letter.objects.filter(moved),
        Visit.objects.filter(moved),
    )
    change = {"region": to_region, "version": F("version") + 1, "updated_at": timezone.now()}
    return sum(found.filter(region=region).update(**change) for found in rows)
