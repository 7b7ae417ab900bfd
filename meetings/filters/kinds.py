"""What the list of kinds of meetings can be narrowed by."""

import django_filters as filters

from common.filters import UnderFilter
from meetings.models import MeetingKind


class MeetingKindFilter(filters.FilterSet):
    """`on`: those that are offered on this day."""

    region = UnderFilter()
    on = filters.DateFilter(field_name="term", lookup_expr="contains")

    class Meta:
        model = MeetingKind
        fields: list[str] = []
