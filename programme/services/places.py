"""The books follow their body to another region; what was printed keeps the old name."""

from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from programme.models import Activity, Book, Letter, Visit
from regions.models import Region
from wksbm.models import Wksbm


def move_books(wksbm: Wksbm, to_region: Region) -> int:
    """Give them the new region's code, and those of the organisations that go along.

    Numbers and days stay. Return how many lines moved.
    """
    theirs = Q(wksbm=wksbm) | Q(organisation__wksbm=wksbm, region=wksbm.region_id)
    Book.objects.filter(theirs).update(region=to_region)
    changed = placed(to_region)
    return sum(row.objects.filter(theirs).update(**changed) for row in (Activity, Letter, Visit))


def placed(region: Region) -> dict[str, Any]:
    """Return what is written into a line that comes to lie in another region."""
    return {"region": region, "version": F("version") + 1, "updated_at": timezone.now()}
