"""Plans and books follow organisations to another region; what a region wrote keeps its name."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from programme.models import Activity, Book, Letter, Visit
from regions.models import Region

_OF_THE_REGION = Q(wksbm=None, organisation=None)


def follow_roster(region: Region, to_region: Region) -> int:
    """Let plans and books follow the organisations of a region that ended; count what moved.

    A region's own letters and guests stay in the books that it kept; what it still plans follows.
    """
    moved = Q(organisation__region=to_region)
    planned = _OF_THE_REGION & Q(status=Activity.Status.PLANNED)
    Book.objects.filter(moved, region=region).update(region=to_region)
    rows = (
        Activity.objects.filter(moved | planned),
        Letter.objects.filter(moved),
        Visit.objects.filter(moved),
    )
    return sum(found.filter(region=region).update(**_placed(to_region)) for found in rows)


def _placed(region: Region) -> dict[str, Any]:
    return {"region": region, "version": F("version") + 1, "updated_at": timezone.now()}
