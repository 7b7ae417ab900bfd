"""Plans and books follow organisations to another region; what a region wrote keeps its name."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils import timezone

from programme.models import Activity, Letter, Visit
from regions.models import Region

_OF_THE_REGION = Q(wksbm=None, organisation=None)


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
