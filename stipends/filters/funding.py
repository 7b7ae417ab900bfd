"""What sources, schemes, policies and signers can be narrowed by."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from common.filters import KeyFilter, UnderFilter
from stipends.models import BUDGETS, FundingSource, Official, Rhythm, Scheme, StipendPolicy


class SourceFilter(filters.FilterSet):
    region = UnderFilter(label=_("Wilayah"))
    fiscal_year = filters.NumberFilter(label=_("Tahun anggaran"), min_value=2000, max_value=2100)
    budget = filters.ChoiceFilter(label=_("Anggaran"), empty_label=_("Semua"), choices=BUDGETS)

    class Meta:
        model = FundingSource
        fields: list[str] = []


class SchemeFilter(filters.FilterSet):
    region = UnderFilter(label=_("Wilayah"))
    pillar = KeyFilter("pillar_id", label=_("Pilar"))
    budget = filters.ChoiceFilter(label=_("Anggaran"), empty_label=_("Semua"), choices=BUDGETS)
    rhythm = filters.ChoiceFilter(
        label=_("Irama bayar"), empty_label=_("Semua"), choices=Rhythm.choices
    )
    is_recorded = filters.BooleanFilter(label=_("Hanya dicatat"))

    class Meta:
        model = Scheme
        fields: list[str] = []


class PolicyFilter(filters.FilterSet):
    region = UnderFilter(label=_("Wilayah"))

    class Meta:
        model = StipendPolicy
        fields: list[str] = []


class OfficialFilter(filters.FilterSet):
    region = UnderFilter(label=_("Wilayah"))
    post = filters.ChoiceFilter(
        label=_("Jabatan"), empty_label=_("Semua"), choices=Official.Post.choices
    )

    class Meta:
        model = Official
        fields: list[str] = []
