"""How reports are narrowed: who owes one for a month, and the reports themselves for programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import django_filters as filters
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.dates import today
from common.filters import InstantFilter, KeyFilter, UnderFilter
from volunteers.models import ActivityReport, Appointment
from volunteers.months import month_collected, read_month, written_month

NONE, LATE = "none", "late"
# By its word in the address: the states of a report that it means, "" is that there is none.
STATES: dict[str, tuple[str, ...]] = {
    LATE: ("", ActivityReport.Status.DRAFT),
    NONE: ("",),
    **{status: (status,) for status in ActivityReport.Status.values},
}


class ReportDueFilter(filters.FilterSet):
    """Who serves in a month, by what has become of the report; without a month, that of today."""

    month = filters.CharFilter(
        method="in_month",
        label=_("Bulan"),
        validators=[RegexValidator(r"^20[0-9]{2}-(0[1-9]|1[0-2])$", _("Tulis seperti 2026-05."))],
    )
    state = filters.ChoiceFilter(
        method="in_state",
        label=_("Laporan"),
        empty_label=_("Semua"),
        choices=[
            (LATE, _("Belum diserahkan")),
            (NONE, _("Belum ada")),
            *ActivityReport.Status.choices,
        ],
    )
    pillar = KeyFilter("pillar_id", label=_("Pilar"))
    region = UnderFilter(label=_("Kecamatan"))
    honorarium = filters.ChoiceFilter(
        choices=Appointment.Honorarium.choices, label=_("Honor"), empty_label=_("Semua")
    )
    q = filters.CharFilter(method="search", label=_("Cari nama"), max_length=100)

    class Meta:
        model = Appointment
        fields: list[str] = []

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        asked = {name: data.get(name) for name in data} if data else {}
        written = str(asked.get("month") or written_month(month_collected(today())))
        self.month_asked = read_month(written) or month_collected(today())
        super().__init__({**asked, "month": written}, *args, **kwargs)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        serving = queryset.serving_in(self.month_asked)  # type: ignore[attr-defined]
        found: QuerySet[Any] = super().filter_queryset(serving.with_report(self.month_asked))
        return found

    def in_month(self, rows: QuerySet[Any], _name: str, _month: str) -> QuerySet[Any]:
        """Change nothing: every list is of a month, before anything else is asked."""
        return rows

    def in_state(self, rows: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        return rows.filter(report_status__in=STATES[state])

    def search(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        words = " ".join(text.split())
        return rows.filter(Q(person__name__icontains=words) | Q(number__iexact=words))


class ActivityReportFilter(filters.FilterSet):
    """Reports for programs. `month` is any of its days."""

    appointment = KeyFilter("appointment_id")
    pillar = KeyFilter("appointment__pillar_id")
    region = UnderFilter()
    month = filters.DateFilter(method="in_month")
    status = filters.ChoiceFilter(choices=ActivityReport.Status.choices)
    updated_at__gt = InstantFilter(field_name="updated_at", lookup_expr="gt")

    class Meta:
        model = ActivityReport
        fields: list[str] = []

    def in_month(self, rows: QuerySet[Any], _name: str, month: date) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.of_month(month)  # type: ignore[attr-defined]
        return found
