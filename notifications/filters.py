"""How lists of messages are narrowed, on pages and in the API alike."""

from typing import ClassVar

import django_filters

from common.filters import InstantFilter, KeyFilter, UnderFilter
from notifications.models import Delivery


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
