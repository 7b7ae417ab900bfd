"""What people fill in about minutes and quorums."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import ClockField, DayInput


class ApproveForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on_paper = forms.CharField(
        label=_("Nama pimpinan yang menyetujui di atas kertas"),
        help_text=_("Kosongkan bila Ibu/Bapak sendiri ketuanya."),
        max_length=120,
        required=False,
    )


class ReopenForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    because = forms.CharField(label=_("Mengapa dibuka lagi?"), max_length=200)


class DelayForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    to = ClockField(label=_("Ditunda sampai pukul"))


class SecondSessionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = forms.DateField(label=_("Tanggal"), widget=DayInput)
    at = ClockField()
    place = forms.CharField(label=_("Tempat"), max_length=150)
