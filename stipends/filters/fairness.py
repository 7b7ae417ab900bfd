"""What the list of fairness can be narrowed by; the year also says what is counted."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.dates import today
from common.filters import KeyFilter, UnderFilter
from stipends.services.fairness import posts_of
from volunteers.models import Appointment


class FairnessFilter(filters.FilterSet):
    region = UnderFilter(label=_("Wilayah"))
    pillar = KeyFilter("pillar_id", label=_("Pilar"))
    year = filters.NumberFilter(
        method="as_they_are",
        label=_("Tahun"),
        min_value=2000,
        max_value=2100,
        decimal_places=0,
    )

    def as_they_are(self, rows: QuerySet[Any], _name: str, _year: int) -> QuerySet[Any]:
        return rows

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one post a person and pillar of the year, with its figures; this year if none."""
        found: QuerySet[Any] = super().filter_queryset(queryset)
        return posts_of(found, int(self.form.cleaned_data["year"] or today().year))

    class Meta:
        model = Appointment
        fields: tuple[str, ...] = ()
