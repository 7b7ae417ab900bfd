"""What people fill in about quiet hours."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import ClockField
from notifications.models import QuietTime, Weekday


class QuietTimeForm(forms.ModelForm[QuietTime]):
    name = forms.CharField(
        label=_("Nama"), max_length=40, help_text=_("Misalnya Malam, atau Ibadah Minggu.")
    )
    days = forms.TypedMultipleChoiceField(
        label=_("Hari"),
        coerce=int,
        choices=Weekday.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Hari ketika jam tenang ini mulai."),
    )
    since = ClockField(label=_("Dari pukul"))
    until = ClockField(
        label=_("Sampai pukul"),
        help_text=_(
            "Lebih awal dari jam mulai berarti keesokan harinya. 00.00 berarti tengah malam."
        ),
    )
    field_order = ("name", "days", "since", "until")

    class Meta:
        model = QuietTime
        fields = ("name", "days", "since", "until")


class ChangeQuietTimeForm(QuietTimeForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
