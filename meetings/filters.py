"""What lists of meetings and series can be narrowed by, on pages and by the API."""

from typing import Any

import django_filters as filters
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting, Series

BIGGEST = 2**63 - 1
_code = RegexValidator(
    r"^[0-9]{2}(\.[0-9]{2}){0,2}(\.[0-9]{4})?$", _("Ini bukan kode wilayah."), code="bad_code"
)


class SeriesFilter(filters.FilterSet):
    wksbm = filters.NumberFilter(field_name="wksbm_id", min_value=1, max_value=BIGGEST)
    region = filters.CharFilter(
        field_name="region__code", lookup_expr="startswith", validators=[_code]
    )

    class Meta:
        model = Series
        fields: list[str] = []


class MeetingFilter(filters.FilterSet):
    wksbm = filters.NumberFilter(field_name="wksbm_id", min_value=1, max_value=BIGGEST)
    series = filters.NumberFilter(field_name="series_id", min_value=1, max_value=BIGGEST)
    region = filters.CharFilter(
        field_name="region__code", lookup_expr="startswith", validators=[_code]
    )
    status = filters.ChoiceFilter(choices=Meeting.Status.choices)
    since = filters.DateFilter(field_name="on", lookup_expr="gte")
    until = filters.DateFilter(field_name="on", lookup_expr="lte")

    class Meta:
        model = Meeting
        fields: list[str] = []


class MeetingPageFilter(filters.FilterSet):
    """The filter bar: a part of the list, and words of the body, the village or the place."""

    when = filters.ChoiceFilter(
        label=_("Bagian"),
        empty_label=None,
        choices=[
            ("coming", _("Akan datang")),
            ("past", _("Sudah lewat")),
            ("unlogged", _("Belum dicatat")),
        ],
        method="of_part",
    )
    q = filters.CharFilter(label=_("Nama WKSBM atau desa"), method="matching", max_length=80)

    class Meta:
        model = Meeting
        fields: list[str] = []

    def of_part(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        now = timezone.now()
        match value:
            case "past":
                return queryset.filter(starts_at__lte=now).order_by("-starts_at", "-pk")
            case "unlogged":
                late = queryset.filter(status=Meeting.Status.PLANNED, starts_at__lte=now)
                return late.order_by("-starts_at", "-pk")
        return queryset.filter(starts_at__gt=now).order_by("starts_at", "pk")

    def matching(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(Q(wksbm__name__icontains=value) | Q(region__name__icontains=value))
