"""What people fill in about single meetings."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import ClockField
from meetings.forms.days import DayInput
from meetings.models import Meeting
from meetings.rules import (
    said_date,
)


class MergeForm(forms.Form):
    """Which meeting of the body it is held together with: `others` are those to choose from."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    into = forms.ChoiceField(label=_("Digabung dengan pertemuan"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, others: Iterable[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), f"{said_date(one.on)}, {one.at:%H.%M}, {one.purpose}") for one in others
        ]


class AddOccurrenceForm(forms.Form):
    on = forms.DateField(label=_("Tanggal"), widget=DayInput)
    at = ClockField()


class MeetingForm(forms.ModelForm[Meeting]):
    id = forms.UUIDField(widget=forms.HiddenInput)
    at = ClockField()
    place = forms.CharField(label=_("Tempat"), max_length=150)
    field_order = ("purpose", "on", "at", "place")

    class Meta:
        model = Meeting
        fields = ("purpose", "on", "at", "place")
        widgets = {"on": DayInput}


class MoveForm(forms.ModelForm[Meeting]):
    version = forms.IntegerField(widget=forms.HiddenInput)
    at = ClockField()
    place = forms.CharField(label=_("Tempat"), max_length=150)
    field_order = ("on", "at", "place")

    class Meta:
        model = Meeting
        fields = ("on", "at", "place")
        widgets = {"on": DayInput}


class CancelForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    cancelled_because = forms.CharField(
        label=_("Alasan"),
        max_length=200,
        help_text=_("Dibaca semua yang diundang, misalnya: hujan lebat."),
    )
