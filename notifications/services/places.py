"""What was planned or sent for a body's meetings follows it to another region."""

from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Cast

from meetings.models import Meeting
from notifications.models import Delivery
from regions.models import Region
from wksbm.models import Wksbm


def move_deliveries(wksbm: Wksbm, to_region: Region) -> int:
    """Give the deliveries of the body's meetings the new region's code; return how many moved."""
    meetings = Meeting.objects.filter(wksbm=wksbm)
    keys = meetings.annotate(key=Cast("pk", CharField())).values("key")
    part = Func(
        F("occasion"), Value(":"), Value(2), function="split_part", output_field=CharField()
    )
    theirs = Delivery.objects.filter(region=wksbm.region_id, occasion__startswith="meeting:")
    return theirs.alias(meeting=part).filter(meeting__in=keys).update(region=to_region)
