"""What lists of meetings and series can be narrowed by, on pages and by the API."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.filters import KeyFilter, UnderFilter
from meetings.models import Holiday, Meeting, Series


class SeriesFilter(filters.FilterSet):
    wksbm = KeyFilter("wksbm_id")
    organisation = KeyFilter("organisation_id")
    kind = filters.CharFilter(field_name="kind_id", max_length=40)
    region = UnderFilter()

    class Meta:
        model = Series
        fields: list[str] = []


class HolidayFilter(filters.FilterSet):
    since = filters.DateFilter(field_name="days", lookup_expr="endswith__gt")
    until = filters.DateFilter(field_name="days", lookup_expr="startswith__lte")
    kind = filters.ChoiceFilter(choices=Holiday.Kind.choices)

    class Meta:
        model = Holiday
        fields: list[str] = []


class MeetingFilter(filters.FilterSet):
    wksbm = KeyFilter("wksbm_id")
    organisation = KeyFilter("organisation_id")
    kind = filters.CharFilter(field_name="kind_id", max_length=40)
    series = KeyFilter("series_id")
    region = UnderFilter()
    status = filters.ChoiceFilter(choices=Meeting.Status.choices)
    since = filters.DateFilter(field_name="on", lookup_expr="gte")
    until = filters.DateFilter(field_name="on", lookup_expr="lte")

    class Meta:
        model = Meeting
        fields: list[str] = []


class MeetingPageFilter(filters.FilterSet):
    """The filter bar: a part of the list, and words of the body, the village or the place."""

    status = filters.ChoiceFilter(
        label=_("Bagian"),
        empty_label=None,
        choices=[
            ("coming", _("Akan datang")),
            ("past", _("Sudah lewat")),
            ("unlogged", _("Belum dicatat")),
        ],
        method="of_part",
    )
    q = filters.CharFilter(
        label=_("Nama WKSBM, lembaga, atau desa"), method="matching", max_length=80
    )

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
        return queryset.filter(
            Q(wksbm__name__icontains=value)
            | Q(organisation__name__icontains=value)
            | Q(region__name__icontains=value)
        )


class MeetingListFilter(MeetingPageFilter, MeetingFilter):
    """What the spreadsheet of meetings is narrowed by: as its page is, and as the API."""

    class Meta(MeetingFilter.Meta, MeetingPageFilter.Meta):
        pass
