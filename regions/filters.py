"""How a list of regions is narrowed."""

from datetime import date
from typing import ClassVar

import django_filters

from regions.codes import CODE, Kind, Level
from regions.models import Region, RegionQuerySet


class RegionFilter(django_filters.FilterSet):
    level = django_filters.ChoiceFilter(choices=Level.choices)
    kind = django_filters.ChoiceFilter(choices=Kind.choices)
    parent = django_filters.CharFilter(field_name="parent_id", validators=[CODE])
    under = django_filters.CharFilter(method="lying_under", validators=[CODE])
    active_on = django_filters.DateFilter(method="active")

    class Meta:
        model = Region
        fields: ClassVar[list[str]] = []

    def lying_under(self, regions: RegionQuerySet, _name: str, code: str) -> RegionQuerySet:
        return regions.under(code)

    def active(self, regions: RegionQuerySet, _name: str, on: date) -> RegionQuerySet:
        return regions.active(on)
