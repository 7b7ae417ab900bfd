"""How lists of pairs and of merges are narrowed."""

from typing import ClassVar

import django_filters

from common.filters import KeyFilter, UnderFilter
from people.models import DuplicatePair, Merge


class DuplicateFilter(django_filters.FilterSet):
    region = UnderFilter()
    status = django_filters.ChoiceFilter(choices=DuplicatePair.Status.choices)

    class Meta:
        model = DuplicatePair
        fields: ClassVar[list[str]] = []


class MergeFilter(django_filters.FilterSet):
    region = UnderFilter()
    stays = KeyFilter("stays_id")
    goes = KeyFilter("goes_id")

    class Meta:
        model = Merge
        fields: ClassVar[list[str]] = []
