"""How the list of who looked at what is narrowed."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from audit.models import SensitiveLook


class LookFilter(filters.FilterSet):
    q = filters.CharFilter(
        field_name="user__name", lookup_expr="icontains", label=_("Cari nama"), max_length=100
    )

    class Meta:
        model = SensitiveLook
        fields: list[str] = []
