"""How the list of imports is narrowed."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from common.filters import UnderFilter
from spreadsheets.models import Import


class ImportFilter(filters.FilterSet):
    kind = filters.CharFilter(label=_("Isi lembar"), max_length=40)
    state = filters.ChoiceFilter(choices=Import.State.choices, label=_("Keadaan"))
    region = UnderFilter(label=_("Wilayah"))
