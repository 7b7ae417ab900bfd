"""How lists of bodies, decrees, boards and members are narrowed, on pages and by the API."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.dates import today
from common.filters import InstantFilter, KeyFilter, UnderFilter
from wksbm.models import (
    Decree,
    DecreeQuerySet,
    DecreeState,
    Mandate,
    MembershipQuerySet,
    Office,
    Seat,
    SeatQuerySet,
    Wksbm,
    WksbmQuerySet,
)

Terms = SeatQuerySet | MembershipQuerySet

BODY_STATES = [
    (state.value, state.label)
    for state in (
        DecreeState.IN_FORCE,
        DecreeState.LAPSING,
        DecreeState.LAPSED,
        DecreeState.NO_DECREE,
    )
]


class PlacedFilter(filters.FilterSet):
    """What every list knows: a region and all below it, and what changed since."""

    q = filters.CharFilter(method="search", label=_("Cari"), max_length=100)
    region = UnderFilter(label=_("Wilayah"))
    updated_at__gt = InstantFilter(
        field_name="updated_at", lookup_expr="gt", label=_("Diubah setelah")
    )
    searched: tuple[str, ...] = ("region__name",)

    def search(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        where = Q(pk__in=())
        for field in self.searched:
            where |= Q(**{f"{field}__icontains": " ".join(text.split())})
        return rows.filter(where)


class WksbmFilter(PlacedFilter):
    state = filters.ChoiceFilter(
        method="in_state", choices=BODY_STATES, label=_("Keadaan SK"), empty_label=_("Semua")
    )
    level = filters.ChoiceFilter(choices=Wksbm.Level.choices, label=_("Tingkat"))
    at_work_on = filters.DateFilter(method="at_work", label=_("Bekerja pada"))
    searched = ("name", "region__name")

    def in_state(self, rows: WksbmQuerySet, _name: str, state: str) -> QuerySet[Any]:
        described: QuerySet[Any] = rows.with_decree_state(today())
        return described.filter(decree_state=state)

    def at_work(self, rows: WksbmQuerySet, _name: str, on: date) -> WksbmQuerySet:
        return rows.at_work(on)


class DecreeFilter(PlacedFilter):
    wksbm = filters.NumberFilter(method="concerning", label=_("WKSBM"))
    kind = filters.ChoiceFilter(
        choices=Decree.Kind.choices, label=_("Jenis"), empty_label=_("Semua")
    )
    issuer = KeyFilter("issuer_id", label=_("Penerbit"))
    in_force_on = filters.DateFilter(method="in_force", label=_("Berlaku pada"))
    lapsing_within = filters.NumberFilter(
        method="lapsing", label=_("Berakhir dalam (hari)"), min_value=0, max_value=3650
    )
    searched = ("number", "subject", "issuer__name")

    def concerning(self, rows: DecreeQuerySet, _name: str, wksbm: int) -> DecreeQuerySet:
        """Keep the decrees that concern a body: another village's line is not to be guessed."""
        lines = Mandate.objects.visible_to(self.request.user)
        return rows.filter(Exists(lines.filter(decree=OuterRef("pk"), wksbm_id=int(wksbm))))

    def in_force(self, rows: DecreeQuerySet, _name: str, on: date) -> DecreeQuerySet:
        return rows.in_force(on)

    def lapsing(self, rows: DecreeQuerySet, _name: str, days: int) -> DecreeQuerySet:
        """Keep what is in force today and ends within so many days."""
        on = today()
        ends = on + timedelta(days=int(days) + 1)  # PostgreSQL keeps the day after the last
        return rows.in_force(on).filter(term__endswith__lte=ends)


class OfHeldFilter(PlacedFilter):
    """Boards and members: of one body, on a day."""

    wksbm = KeyFilter("wksbm_id", label=_("WKSBM"))
    held_on = filters.DateFilter(method="held", label=_("Pada tanggal"))

    def held(self, rows: Terms, _name: str, on: date) -> Terms:
        return rows.held(on)


class SeatFilter(OfHeldFilter):
    post = filters.ChoiceFilter(choices=Seat.Post.choices, label=_("Jabatan"))
    awaiting_decree = filters.BooleanFilter(
        field_name="decree", lookup_expr="isnull", label=_("Menunggu SK")
    )
    searched = ("holder__name",)


class MembershipFilter(OfHeldFilter):
    searched = ("person__name",)


class OfficeFilter(filters.FilterSet):
    q = filters.CharFilter(field_name="name", lookup_expr="icontains", label=_("Cari"))
    region = UnderFilter(label=_("Wilayah"))
    kind = filters.ChoiceFilter(choices=Office.Kind.choices, label=_("Jabatan"))
