"""The period of a recap: fields only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DayInput


class PeriodForm(forms.Form):
    since = forms.DateField(label=_("Sejak tanggal"), widget=DayInput())
    until = forms.DateField(label=_("Sampai tanggal"), widget=DayInput())
