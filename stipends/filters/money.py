"""How lists of lines, corrections, others' payments and disputes are narrowed."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.filters import KeyFilter, UnderFilter
from common.names import bare
from stipends.models import Correction, Dispute, RecordedPayment

OPEN, ANSWERED = "open", "answered"


class CorrectionFilter(filters.FilterSet):
    line = KeyFilter("line_id", label=_("Baris"))
    region = UnderFilter(label=_("Wilayah"))
    kind = filters.ChoiceFilter(choices=Correction.Kind.choices, label=_("Jenis"))
    state = filters.ChoiceFilter(choices=Correction.State.choices, label=_("Keadaan"))

    class Meta:
        model = Correction
        fields: tuple[str, ...] = ()


class RecordedPaymentFilter(filters.FilterSet):
    q = filters.CharFilter(method="named", label=_("Nama orang"), max_length=100)
    scheme = KeyFilter("scheme_id", label=_("Skema"))
    person = KeyFilter("person_id", label=_("Orang"))
    region = UnderFilter(label=_("Wilayah"))
    year = filters.NumberFilter(
        "paid_on__year", label=_("Tahun"), min_value=2000, max_value=2100, decimal_places=0
    )
    withdrawn = filters.BooleanFilter(
        "withdrawn_at", lookup_expr="isnull", exclude=True, label=_("Ditarik")
    )

    def named(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return rows.filter(person__bare_name__contains=bare(text))

    class Meta:
        model = RecordedPayment
        fields: tuple[str, ...] = ()


class DisputeFilter(filters.FilterSet):
    person = KeyFilter("person_id", label=_("Orang"))
    line = KeyFilter("line_id", label=_("Baris"))
    region = UnderFilter(label=_("Wilayah"))
    state = filters.ChoiceFilter(
        method="in_state",
        label=_("Keadaan"),
        choices=[(OPEN, _("Menunggu jawaban")), (ANSWERED, _("Sudah dijawab"))],
    )

    def in_state(self, rows: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        return rows.filter(answered_at__isnull=state == OPEN)

    class Meta:
        model = Dispute
        fields: tuple[str, ...] = ()
