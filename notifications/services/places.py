"""What was sent for a body's meetings, and how it is reminded, follow it to another region."""

from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast

from meetings.models import Meeting
from notifications.models import Delivery, RulePlan
from regions.models import Region
from wksbm.models import Wksbm


def move_deliveries(wksbm: Wksbm, to_region: Region) -> int:
    """Give the deliveries of a body's meetings the new region's code; return how many moved.

    Those of the organisations that follow the body go along.
    """
    meetings = Meeting.objects.filter(Q(wksbm=wksbm) | Q(organisation__wksbm=wksbm))
    return _of(meetings, wksbm.region_id).update(region=to_region)


def move_plans(wksbm: Wksbm, to_region: Region) -> int:
    """Give the rules that a body set for itself the new region's code; return how many moved."""
    return RulePlan.objects.filter(wksbm=wksbm).update(region=to_region)


def follow_roster(region: Region, to_region: Region) -> int:
    """Let deliveries follow the meetings that went from an ended region to another."""
    return _of(Meeting.objects.filter(region=to_region), region.pk).update(region=to_region)


def _of(meetings: QuerySet[Meeting], code: str) -> QuerySet[Delivery]:
    """Return the deliveries for these meetings that still have this region's code."""
    keys = meetings.annotate(key=Cast("pk", CharField())).values("key")
    part = Func(
        F("occasion"), Value(":"), Value(2), function="split_part", output_field=CharField()
    )
    there = Delivery.objects.filter(region=code, occasion__startswith="meeting")
    return there.alias(meeting=part).filter(meeting__in=keys)
