"""How dropped scans are narrowed."""

from __future__ import annotations

import django_filters as filters

from common.filters import KeyFilter, UnderFilter
from volunteers.models import DroppedScan


class DroppedScanFilter(filters.FilterSet):
    batch = filters.UUIDFilter()
    region = UnderFilter()
    decree = KeyFilter("decree_id")
    status = filters.ChoiceFilter(choices=DroppedScan.Status.choices)

    class Meta:
        model = DroppedScan
        fields: list[str] = []
