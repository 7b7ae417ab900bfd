"""What lists of plans, letters and visits can be narrowed by, on pages and by the API."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.dates import today
from common.filters import InstantFilter, KeyFilter, UnderFilter
from programme.hosts import columns_of, is_slug
from programme.models import Activity, ActivityQuerySet, Book, Letter, Visit
from programme.models.activities import MONTHS
from programme.words import said_month

LATE = "late"


class OfHostFilter(filters.FilterSet):
    """Whose a book is, and of which year."""

    host = filters.CharFilter(
        method="of_host", label=_("Pemilik buku"), max_length=40, validators=[is_slug]
    )
    wksbm = KeyFilter("wksbm_id", label=_("WKSBM"))
    organisation = KeyFilter("organisation_id", label=_("Lembaga"))
    region = UnderFilter(label=_("Wilayah"))
    year = filters.NumberFilter(label=_("Tahun"), min_value=2000, max_value=2100)

    def of_host(self, rows: QuerySet[Any], _name: str, slug: str) -> QuerySet[Any]:
        return rows.filter(**columns_of(slug))


class BookFilter(OfHostFilter):
    kind = filters.ChoiceFilter(choices=Book.Kind.choices, label=_("Jenis buku"))

    class Meta:
        model = Book
        fields: list[str] = []


class HostedFilter(OfHostFilter):
    """What every line of a book knows besides: words in it, and when it was changed."""

    q = filters.CharFilter(method="search", label=_("Cari"), max_length=100)
    updated_at__gt = InstantFilter(
        field_name="updated_at", lookup_expr="gt", label=_("Diubah setelah")
    )
    searched: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        where = Q(pk__in=())
        for field in self.searched:
            where |= Q(**{f"{field}__icontains": " ".join(text.split())})
        return rows.filter(where)


class ActivityFilter(HostedFilter):
    status = filters.ChoiceFilter(
        method="in_state",
        label=_("Keadaan"),
        empty_label=_("Semua"),
        choices=[*Activity.Status.choices, (LATE, _("Lewat bulannya, belum ada hasil"))],
    )
    month = filters.ChoiceFilter(
        method="in_month",
        label=_("Bulan"),
        empty_label=_("Setahun"),
        choices=[(month, month) for month in MONTHS],
    )
    searched = ("name", "goal", "result")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [(month, said_month(month)) for month in MONTHS]
        self.form.fields["month"].choices = [("", _("Setahun")), *months]

    def in_state(self, rows: ActivityQuerySet, _name: str, state: str) -> QuerySet[Any]:
        return rows.late(today()) if state == LATE else rows.filter(status=state)

    def in_month(self, rows: ActivityQuerySet, _name: str, month: str) -> QuerySet[Any]:
        return rows.filter(from_month__lte=int(month), to_month__gte=int(month))

    class Meta:
        model = Activity
        fields: list[str] = []


class LetterFilter(HostedFilter):
    direction = filters.ChoiceFilter(
        label=_("Arah"), empty_label=_("Semua"), choices=Letter.Direction.choices
    )
    searched = ("party", "subject", "letter_number")

    class Meta:
        model = Letter
        fields: list[str] = []


class VisitFilter(HostedFilter):
    year = filters.NumberFilter(
        field_name="on", lookup_expr="year", label=_("Tahun"), min_value=2000, max_value=2100
    )
    searched = ("name", "office", "purpose")

    class Meta:
        model = Visit
        fields: list[str] = []
