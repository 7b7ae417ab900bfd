"""Meetings and series follow their body to another region; what was printed keeps the old name."""

from meetings.models import FollowUp, Meeting, Series
from regions.models import Region
from wksbm.models import Wksbm


def move_meetings(wksbm: Wksbm, to_region: Region) -> int:
    """Give them the new region's code; days, hours and marks stay. Return how many moved."""
    kept = (Series, Meeting, FollowUp)
    return sum(row.objects.filter(wksbm=wksbm).update(region=to_region) for row in kept)
