"""How bodies are narrowed: those that have not met for so long, and what all did in a month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters as filters
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.dates import today
from common.filters import UnderFilter
from common.months import Month
from meetings.summaries import silent_for, with_attendance, with_record
from portal.summary.bodies import record_until
from wksbm.models import Wksbm

MONTHS = [
    ("1", _("1 bulan atau lebih")),
    ("2", _("2 bulan atau lebih")),
    ("3", _("3 bulan atau lebih")),
    ("6", _("6 bulan atau lebih")),
    ("12", _("12 bulan atau lebih")),
]


class SilenceFilter(filters.FilterSet):
    """Bodies at work with what they did in twelve months, by how long they have not met."""

    region = UnderFilter(label=_("Kecamatan"))
    months = filters.ChoiceFilter(
        method="not_met_for",
        label=_("Tidak bertemu selama"),
        empty_label=_("Semua WKSBM"),
        choices=MONTHS,
    )

    class Meta:
        model = Wksbm
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        recorded = record_until(queryset, today(), timezone.now())
        found: QuerySet[Any] = super().filter_queryset(recorded)
        return found

    def not_met_for(self, rows: QuerySet[Any], _name: str, months: str) -> QuerySet[Any]:
        return rows.filter(silent_for(int(months), today()))


class MonthFilter(filters.FilterSet):
    """Bodies at work in a month with what they did in it; without a month, the present one."""

    month = filters.CharFilter(
        method="in_month",
        label=_("Bulan"),
        validators=[RegexValidator(r"^20[0-9]{2}-(0[1-9]|1[0-2])$", _("Tulis seperti 2026-05."))],
    )
    region = UnderFilter(label=_("Kecamatan"))

    class Meta:
        model = Wksbm
        fields: list[str] = []

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        asked = str((data or {}).get("month") or "")
        self.month_asked = Month.read(asked) or Month.of(today())
        super().__init__(data, *args, **kwargs)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        month = self.month_asked
        at_work = queryset.at_work(month.last)  # type: ignore[attr-defined]
        span = {"first": month.first, "last": month.last}
        recorded = with_attendance(with_record(at_work, **span, now=timezone.now()), **span)
        found: QuerySet[Any] = super().filter_queryset(recorded)
        return found

    def in_month(self, rows: QuerySet[Any], _name: str, _month: str) -> QuerySet[Any]:
        """Change nothing: every list is of a month, before anything else is asked."""
        return rows
