"""How lists of messages are narrowed, on pages and in the API alike."""

from typing import ClassVar

import django_filters
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.filters import InstantFilter, KeyFilter, UnderFilter
from notifications.models import FAILED, Delivery, DeliveryQuerySet, OptOut, RulePlan, SendingStart

GROUPS: dict[str, tuple[Promise, list[str]]] = {
    "attention": (_("Perlu perhatian"), FAILED),
    "waiting": (_("Menunggu"), [Delivery.State.PLANNED, Delivery.State.SENDING]),
    "sent": (_("Terkirim"), [Delivery.State.SENT]),
    "withdrawn": (_("Ditarik"), [Delivery.State.WITHDRAWN]),
    "all": (_("Semua"), list(Delivery.State)),
}


class DeliveryFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=Delivery.State.choices)
    occasion = django_filters.CharFilter(max_length=120)
    rule = django_filters.CharFilter(max_length=40)
    person = KeyFilter("person_id")
    region = UnderFilter()
    due_at__lte = InstantFilter(field_name="due_at", lookup_expr="lte")
    due_at__gte = InstantFilter(field_name="due_at", lookup_expr="gte")

    class Meta:
        model = Delivery
        fields: ClassVar[list[str]] = []


class DeliveryListFilter(DeliveryFilter):
    """What the spreadsheet of messages is narrowed by: as its page is, and as the API."""

    show = django_filters.ChoiceFilter(
        method="of_group",
        label=_("Bagian"),
        choices=[(name, label) for name, (label, _states) in GROUPS.items()],
    )

    def of_group(self, rows: DeliveryQuerySet, _name: str, group: str) -> DeliveryQuerySet:
        return rows.filter(state__in=GROUPS[group][1])


class RulePlanFilter(django_filters.FilterSet):
    rule = django_filters.CharFilter(max_length=40)
    region = UnderFilter()
    wksbm = KeyFilter("wksbm_id")

    class Meta:
        model = RulePlan
        fields: ClassVar[list[str]] = []


class OptOutFilter(django_filters.FilterSet):
    person = KeyFilter("person_id")
    rule = django_filters.CharFilter(max_length=40)
    how = django_filters.ChoiceFilter(choices=OptOut.How.choices)
    is_standing = django_filters.BooleanFilter(field_name="until", lookup_expr="isnull")

    class Meta:
        model = OptOut
        fields: ClassVar[list[str]] = []


class SendingStartFilter(django_filters.FilterSet):
    region = UnderFilter()
    has_begun = django_filters.BooleanFilter(
        field_name="collapsed_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = SendingStart
        fields: ClassVar[list[str]] = []
