"""Meetings and series follow their host to another region; what was printed keeps the old name."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import F, Q
from django.utils import timezone

from meetings.models import FollowUp, Meeting, Series
from regions.models import Region
from wksbm.models import Wksbm

KEPT: Final[tuple[Any, ...]] = (Series, Meeting, FollowUp)
_OF_THE_REGION = Q(wksbm=None, organisation=None)


def move_meetings(wksbm: Wksbm, to_region: Region) -> int:
    """Give a body's, and those of the organisations that follow it, the new region's code.

    Days, hours and marks stay. Return how many moved.
    """
    theirs = Q(wksbm=wksbm) | Q(organisation__wksbm=wksbm, region=wksbm.region_id)
    return sum(row.objects.filter(theirs).update(region=to_region) for row in KEPT)


def follow_roster(region: Region, to_region: Region) -> int:
    """Let meetings follow the organisations of a region that ended, which have moved; count them.

    What the region itself held stays under its old name; what lies ahead follows to the new one.
    """
    moved = Q(organisation__region=to_region)
    rows = (
        Series.objects.filter(moved | (_OF_THE_REGION & Q(ended_on=None))),
        Meeting.objects.filter(moved | (_OF_THE_REGION & Q(status=Meeting.Status.PLANNED))),
        FollowUp.objects.filter(moved | (_OF_THE_REGION & _is_open())),
    )
    change = {"region": to_region, "version": F("version") + 1, "updated_at": timezone.now()}
    return sum(found.filter(region=region).update(**change) for found in rows)


def _is_open() -> Q:
    return Q(status__in=[FollowUp.Status.OPEN, FollowUp.Status.DONE])
