"""How lists of persons, pairs and merges are narrowed, on both faces: never by a number."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from accounts.access import under
from common.filters import InstantFilter, KeyFilter, UnderFilter
from people.models import DuplicatePair, Merge, Person, PersonQuerySet, Presence

NIK_STATES = [("yes", _("Sudah tercatat")), ("no", _("Belum tercatat"))]


class PersonFilter(filters.FilterSet):
    """`q` is a name or a part of one; wrong letters are forgiven and titles ignored."""

    q = filters.CharFilter(method="named", label=_("Nama"), max_length=100)
    region = UnderFilter(method="present", label=_("Wilayah"))
    nik = filters.ChoiceFilter(
        method="with_nik", choices=NIK_STATES, label=_("NIK"), empty_label=_("Semua")
    )
    updated_at__gt = InstantFilter(
        field_name="updated_at", lookup_expr="gt", label=_("Diubah setelah")
    )

    def named(self, rows: PersonQuerySet, _name: str, text: str) -> PersonQuerySet:
        return rows.named_like(text)

    def present(self, rows: PersonQuerySet, _name: str, code: str) -> PersonQuerySet:
        """Keep who serves or lives there, of those whose presence there the asker may see."""
        seen = Presence.objects.visible_to(self.request.user).filter(under([code]))
        return rows.filter(pk__in=seen.values("person"))

    def with_nik(self, rows: PersonQuerySet, _name: str, state: str) -> Any:
        return rows.filter(nik_sealed__isnull=state == "no")

    class Meta:
        model = Person
        fields: tuple[str, ...] = ()


class DuplicateFilter(filters.FilterSet):
    region = UnderFilter()
    status = filters.ChoiceFilter(choices=DuplicatePair.Status.choices)

    class Meta:
        model = DuplicatePair
        fields: tuple[str, ...] = ()


class MergeFilter(filters.FilterSet):
    region = UnderFilter()
    stays = KeyFilter("stays_id")
    goes = KeyFilter("goes_id")

    class Meta:
        model = Merge
        fields: tuple[str, ...] = ()
