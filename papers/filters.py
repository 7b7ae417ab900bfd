"""How lists of papers are narrowed, on pages and by the API."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.filters import InstantFilter, UnderFilter
from papers.models import Paper, PaperQuerySet


class PaperFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Cari"), max_length=100)
    region = UnderFilter(label=_("Wilayah"))
    kind = filters.CharFilter(label=_("Jenis"), max_length=40)
    state = filters.ChoiceFilter(
        choices=Paper.State.choices, label=_("Keadaan"), empty_label=_("Semua")
    )
    year = filters.NumberFilter(label=_("Tahun"), min_value=1900, max_value=9999)
    issued_at__gt = InstantFilter(
        field_name="issued_at", lookup_expr="gt", label=_("Diterbitkan setelah")
    )

    def search(self, rows: PaperQuerySet, _name: str, text: str) -> PaperQuerySet:
        words = " ".join(text.split())
        return rows.filter(
            Q(number__icontains=words)
            | Q(title__icontains=words)
            | Q(region__name__icontains=words)
        )
