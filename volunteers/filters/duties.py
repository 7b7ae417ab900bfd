"""What duties, assignments and absences can be narrowed by, on pages and by the API."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters as filters
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.filters import InstantFilter, KeyFilter, UnderFilter
from volunteers.models import Absence, Assignment, AssignmentQuerySet, Duty, DutyQuerySet
from volunteers.times import Week, read_month


def _check_week(text: str) -> None:
    if Week.read(text) is None:
        raise ValidationError(_("Minggu ditulis seperti 2026-W18."))


def _check_month(text: str) -> None:
    if read_month(text) is None:
        raise ValidationError(_("Bulan ditulis seperti 2026-05."))


class DutyFilter(filters.FilterSet):
    """`starts_at__gte` and the others are instants; `week` counts days as each region does."""

    region = UnderFilter(label=gettext_lazy("Wilayah"))
    week = filters.CharFilter(
        method="of_week",
        validators=[_check_week],
        max_length=8,
        label=gettext_lazy("Minggu"),
    )
    starts_at__gte = InstantFilter(field_name="period__startswith", lookup_expr="gte")
    starts_at__lt = InstantFilter(field_name="period__startswith", lookup_expr="lt")
    kind = filters.ChoiceFilter(
        choices=Duty.Kind.choices,
        label=gettext_lazy("Jenis tugas"),
        empty_label=gettext_lazy("Semua"),
    )
    pillar = KeyFilter("pillar_id")
    gaps = filters.ChoiceFilter(
        method="with_gaps",
        choices=[("yes", gettext_lazy("Yang kurang orang"))],
        label=gettext_lazy("Kekurangan"),
        empty_label=gettext_lazy("Semua"),
    )
    cancelled = filters.BooleanFilter(field_name="cancelled_at", lookup_expr="isnull", exclude=True)
    q = filters.CharFilter(
        method="named", max_length=100, label=gettext_lazy("Nama tugas, tempat, atau desa")
    )

    class Meta:
        model = Duty
        fields: list[str] = []

    def of_week(self, rows: DutyQuerySet, _name: str, text: str) -> DutyQuerySet:
        week = Week.read(text)
        return rows.touching(week.monday, week.sunday) if week else rows.none()

    def with_gaps(self, rows: DutyQuerySet, _name: str, _value: str) -> DutyQuerySet:
        return rows.with_counts().short()

    def named(self, rows: DutyQuerySet, _name: str, text: str) -> QuerySet[Any]:
        words = " ".join(text.split())
        return rows.filter(
            Q(title__icontains=words) | Q(place__icontains=words) | Q(region__name__icontains=words)
        )


class AssignmentFilter(filters.FilterSet):
    region = UnderFilter(label=gettext_lazy("Wilayah"))
    duty = KeyFilter("duty_id")
    person = KeyFilter("person_id")
    status = filters.ChoiceFilter(choices=Assignment.Status.choices, label=gettext_lazy("Keadaan"))
    starts_at__gte = InstantFilter(field_name="period__startswith", lookup_expr="gte")
    starts_at__lt = InstantFilter(field_name="period__startswith", lookup_expr="lt")
    week = filters.CharFilter(
        method="of_week",
        validators=[_check_week],
        max_length=8,
        label=gettext_lazy("Minggu"),
    )
    month = filters.CharFilter(
        method="of_month",
        validators=[_check_month],
        max_length=7,
        label=gettext_lazy("Bulan"),
    )
    logged = filters.BooleanFilter(field_name="minutes", lookup_expr="isnull", exclude=True)
    confirmed = filters.BooleanFilter(field_name="confirmed_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Assignment
        fields: list[str] = []

    def of_week(self, rows: AssignmentQuerySet, _name: str, text: str) -> QuerySet[Any]:
        week = Week.read(text)
        duties = Duty.objects.visible_to(self.request.user)
        return rows.filter(duty__in=duties.touching(week.monday, week.sunday)) if week else rows

    def of_month(self, rows: AssignmentQuerySet, _name: str, text: str) -> AssignmentQuerySet:
        first = read_month(text)
        return rows.of_month(first) if first else rows.none()


class AbsenceFilter(filters.FilterSet):
    """`on`: who is away on that day."""

    region = UnderFilter()
    person = KeyFilter("person_id")
    on = filters.DateFilter(method="on_day")

    class Meta:
        model = Absence
        fields: list[str] = []

    def on_day(self, rows: QuerySet[Absence], _name: str, day: date) -> QuerySet[Absence]:
        return rows.filter(days__contains=day)
