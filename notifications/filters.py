"""How lists of messages are narrowed, on pages and in the API alike."""

from typing import ClassVar

import django_filters
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from notifications.models import Delivery

REGION = RegexValidator(r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$", _("Kode wilayah."))


class DeliveryFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=Delivery.State.choices)
    occasion = django_filters.CharFilter(max_length=120)
    rule = django_filters.CharFilter(max_length=40)
    person = django_filters.NumberFilter(
        field_name="person_id", min_value=1, max_value=2**63 - 1, decimal_places=0
    )
    region = django_filters.CharFilter(
        field_name="region__code", lookup_expr="startswith", validators=[REGION]
    )
    due_at__lte = django_filters.IsoDateTimeFilter(field_name="due_at", lookup_expr="lte")
    due_at__gte = django_filters.IsoDateTimeFilter(field_name="due_at", lookup_expr="gte")

    class Meta:
        model = Delivery
        fields: ClassVar[list[str]] = []
