"""What runs, their lines and those left out can be narrowed by, on pages, in files, by the API."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.filters import InstantFilter, KeyFilter, UnderFilter
from stipends.models import Because, LeftOut, Line, LineState, Run


class RunFilter(filters.FilterSet):
    region = UnderFilter(label=_("Wilayah"))
    state = filters.ChoiceFilter(
        label=_("Keadaan"), empty_label=_("Semua"), choices=Run.State.choices
    )
    scheme = KeyFilter("scheme_id", label=_("Skema"))
    source = KeyFilter("source_id", label=_("Sumber dana"))
    year = filters.NumberFilter(
        field_name="source__fiscal_year", label=_("Tahun"), min_value=2000, max_value=2100
    )
    q = filters.CharFilter(method="search", label=_("Cari"), max_length=100)
    updated_at__gt = InstantFilter(
        field_name="updated_at", lookup_expr="gt", label=_("Diubah setelah")
    )

    def search(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return rows.filter(title__icontains=" ".join(text.split()))

    class Meta:
        model = Run
        fields: list[str] = []


class LineFilter(filters.FilterSet):
    run = KeyFilter("run_id", label=_("Proses"))
    scheme = KeyFilter("run__scheme_id", label=_("Skema"))
    person = KeyFilter("person_id", label=_("Orang"))
    region = UnderFilter(label=_("Wilayah"))
    state = filters.ChoiceFilter(
        field_name="standing__state",
        label=_("Keadaan"),
        empty_label=_("Semua"),
        choices=LineState.State.choices,
    )
    kind = filters.ChoiceFilter(label=_("Jenis"), empty_label=_("Semua"), choices=Line.Kind.choices)
    q = filters.CharFilter(method="search", label=_("Nama"), max_length=100)

    def search(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return rows.filter(name__icontains=" ".join(text.split()))

    class Meta:
        model = Line
        fields: list[str] = []


class LeftOutFilter(filters.FilterSet):
    run = KeyFilter("run_id", label=_("Proses"))
    person = KeyFilter("person_id", label=_("Orang"))
    region = UnderFilter(label=_("Wilayah"))
    because = filters.ChoiceFilter(
        label=_("Alasan"), empty_label=_("Semua"), choices=Because.choices
    )
    q = filters.CharFilter(method="search", label=_("Nama"), max_length=100)

    def search(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return rows.filter(person__name__icontains=" ".join(text.split()))

    class Meta:
        model = LeftOut
        fields: list[str] = []
