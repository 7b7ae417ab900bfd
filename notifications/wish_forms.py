"""What people fill in about when their place begins to send."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DayInput


class SendingStartForm(forms.Form):
    starts_on = forms.DateField(
        label=_("Mulai mengirim tanggal"),
        widget=DayInput,
        help_text=_("Sebelum hari itu semua pesan ditahan. Hari ini berarti mulai sekarang."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
