"""How the list of those who may come in is narrowed."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from accounts.models import Grant


class GrantFilter(filters.FilterSet):
    q = filters.CharFilter(
        field_name="user__name", lookup_expr="icontains", label=_("Cari nama"), max_length=100
    )

    class Meta:
        model = Grant
        fields: list[str] = []
