"""What lists of follow-ups can be narrowed by, on the page and by the API."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from common.dates import today
from common.filters import KeyFilter, UnderFilter
from meetings.models import FollowUp, FollowUpQuerySet

NEVER = date(9999, 12, 31)  # what has no day stands last


class FollowUpFilter(filters.FilterSet):
    meeting = filters.UUIDFilter("meeting_id")
    wksbm = KeyFilter("wksbm_id")
    organisation = KeyFilter("organisation_id")
    owner = KeyFilter("owner_id")
    region = UnderFilter()
    status = filters.ChoiceFilter(choices=FollowUp.Status.choices)
    due_until = filters.DateFilter(field_name="due_on", lookup_expr="lte")
    overdue = filters.BooleanFilter(method="that_are_late")

    class Meta:
        model = FollowUp
        fields: list[str] = []

    def that_are_late(
        self, queryset: FollowUpQuerySet, _name: str, value: object
    ) -> FollowUpQuerySet:
        late = Q(status=FollowUp.Status.OPEN, due_on__lt=today())
        return queryset.filter(late) if value else queryset.exclude(late)


class FollowUpPageFilter(filters.FilterSet):
    """The filter bar: a part of the list in the order of its days, one's own, words of the task."""

    part = filters.ChoiceFilter(
        label=_("Bagian"),
        empty_label=None,
        choices=[
            ("open", _("Belum selesai")),
            ("overdue", _("Lewat waktu")),
            ("done", _("Menunggu diperiksa")),
            ("over", _("Sudah berakhir")),
        ],
        method="of_part",
    )
    q = filters.CharFilter(label=_("Cari tugas atau nama"), method="matching", max_length=80)
    mine = filters.BooleanFilter(
        label=_("Hanya tugas saya"), method="of_oneself", widget=forms.CheckboxInput
    )
    wksbm = KeyFilter("wksbm_id", widget=forms.HiddenInput)

    class Meta:
        model = FollowUp
        fields: list[str] = []

    def of_part(self, queryset: FollowUpQuerySet, _name: str, value: str) -> FollowUpQuerySet:
        rows: Any = queryset.annotate(due=Coalesce(F("due_on"), Value(NEVER)))
        parts = {
            "overdue": Q(status=FollowUp.Status.OPEN, due_on__lt=today()),
            "done": Q(status=FollowUp.Status.DONE),
            "over": Q(status__in=[FollowUp.Status.CLOSED, FollowUp.Status.DROPPED]),
        }
        order = ("-due", "-pk") if value == "over" else ("due", "pk")
        part = parts.get(value, Q(status=FollowUp.Status.OPEN))
        found: FollowUpQuerySet = rows.filter(part).order_by(*order)
        return found

    def matching(self, queryset: FollowUpQuerySet, _name: str, value: str) -> FollowUpQuerySet:
        return queryset.filter(
            Q(task__icontains=value)
            | Q(owner__name__icontains=value)
            | Q(owner_name__icontains=value)
        )

    def of_oneself(
        self,
        queryset: FollowUpQuerySet,
        _name: str,
        value: object,
    ) -> FollowUpQuerySet:
        return queryset.filter(owner__user=self.request.user) if value else queryset
