"""What people fill in about days off and calendars."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DayInput
from meetings.models import Holiday


class HolidayForm(forms.ModelForm[Holiday]):
    first = forms.DateField(label=_("Hari pertama"), widget=DayInput)
    last = forms.DateField(
        label=_("Hari terakhir"),
        widget=DayInput,
        required=False,
        help_text=_("Kosongkan bila hanya satu hari."),
    )

    class Meta:
        model = Holiday
        fields = ("kind", "name")


class ChangeHolidayForm(HolidayForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class FeedForm(forms.Form):
    """What a calendar shows: one's own meetings, those of a region, or of a body."""

    of = forms.ChoiceField(label=_("Kalender apa?"))

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = list(choices)  # type: ignore[attr-defined]
