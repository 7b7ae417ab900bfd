"""What was planned or sent, and how a body is reminded, follows it to another region."""

from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast

from meetings.models import FollowUp, Meeting
from notifications.models import Delivery, RulePlan
from regions.models import Region
from wksbm.models import Wksbm


def move_deliveries(wksbm: Wksbm, to_region: Region) -> int:
    """Give the deliveries of a body's meetings and tasks the new region's code; count them.

    Those of the organisations that follow the body go along.
    """
    theirs = Q(wksbm=wksbm) | Q(organisation__wksbm=wksbm)
    return _about(theirs, wksbm.region_id).update(region=to_region)


def move_plans(wksbm: Wksbm, to_region: Region) -> int:
    """Give the rules that a body set for itself the new region's code; return how many moved."""
    return RulePlan.objects.filter(wksbm=wksbm).update(region=to_region)


def follow_roster(region: Region, to_region: Region) -> int:
    """Let deliveries follow the meetings and tasks that went from an ended region to another."""
    return _about(Q(region=to_region), region.pk).update(region=to_region)


def _about(theirs: Q, code: str) -> QuerySet[Delivery]:
    """Return the deliveries about such meetings and tasks that still have this region's code."""
    about = Func(
        F("occasion"), Value(":"), Value(2), function="split_part", output_field=CharField()
    )
    keys = [
        table.objects.filter(theirs).annotate(key=Cast("pk", CharField())).values("key")
        for table in (Meeting, FollowUp)
    ]
    there = Delivery.objects.filter(region=code).alias(about=about)
    return there.filter(Q(about__in=keys[0]) | Q(about__in=keys[1]))
