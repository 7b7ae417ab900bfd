"""Plans and books follow organisations to another region; what a region wrote keeps its name."""

from __future__ import annotations

from django.db.models import Q

from programme.models import Activity, Book, Letter, Visit
from programme.services.places import placed
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
    return sum(found.filter(region=region).update(**placed(to_region)) for found in rows)
