"""What people fill in about series."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import ClockField, DayInput
from meetings.models import MeetingKind, Series
from meetings.rules import (
    LAST,
    NTHS,
    PASARAN,
    WEEKDAYS,
    Pattern,
    first_on,
    rrule_of,
    said,
)

KEPT = "kept"

_MONTH_DAYS = [
    *[(number, str(number)) for number in range(1, 32)],
    (LAST, _("tanggal terakhir")),
]


class SeriesForm(forms.ModelForm[Series]):
    """A pattern among those offered; a rule that came by the API can be kept as it is."""

    pattern = forms.ChoiceField(label=_("Kapan bertemu?"), widget=forms.RadioSelect)
    nth = forms.TypedChoiceField(label=_("Yang ke berapa"), choices=NTHS, coerce=int)
    day = forms.ChoiceField(label=_("Hari"), choices=WEEKDAYS)
    month_day = forms.TypedChoiceField(
        label=_("Tanggal"),
        choices=_MONTH_DAYS,
        coerce=int,
        help_text=_("Bulan yang tidak punya tanggal 29, 30 atau 31 dilewati."),
    )
    pasaran = forms.ChoiceField(
        label=_("Pasaran"),
        choices=[("", _("Menurut tanggal mulai")), *((name, name) for name in PASARAN)],
        required=False,
        help_text=_("Untuk selapanan: hari di atas dengan pasarannya, seperti Selasa Kliwon."),
    )
    by_night = forms.BooleanField(
        label=_("Malamnya: malam Selasa Kliwon adalah Senin malam"), required=False
    )
    dates = forms.CharField(
        label=_("Tanggal-tanggalnya"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Satu tanggal per baris, seperti 5-12-2026."),
    )
    at = ClockField()
    on_holiday = forms.ChoiceField(
        label=_("Bila jatuh pada hari libur"), choices=Series.OnHoliday.choices, required=False
    )
    in_ramadan = forms.ChoiceField(
        label=_("Selama Ramadan"), choices=Series.InRamadan.choices, required=False
    )
    ramadan_at = ClockField(
        label=_("Pukul selama Ramadan"),
        required=False,
        help_text=_("Bila selama Ramadan dipilih pukul lain, seperti 21.00."),
    )
    kind = forms.ChoiceField(label=_("Jenis"))
    field_order = (
        *("kind", "pattern", "nth", "day", "month_day", "pasaran", "by_night", "dates"),
        *("starts_on", "at", "purpose", "place", "on_holiday", "in_ramadan", "ramadan_at"),
    )

    class Meta:
        model = Series
        fields = ("starts_on", "at", "purpose", "place", "on_holiday", "in_ramadan", "ramadan_at")
        labels = {"starts_on": _("Mulai tanggal")}
        help_texts = {
            "starts_on": _("Untuk selapanan: tanggal pertemuan pertama, atau sebelumnya."),
        }
        widgets = {"starts_on": DayInput}

    def __init__(
        self, *args: Any, kept: str = "", kinds: Iterable[MeetingKind] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.pk, one.name) for one in kinds]
        if offered:
            self.fields["kind"].choices = offered  # type: ignore[attr-defined]
        else:
            del self.fields["kind"]  # a series keeps the kind that it began with
        self.kept = kept
        choices = [(KEPT, said(kept))] if kept else []
        self.fields["pattern"].choices = choices + Pattern.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read the dates, one a line, where the pattern is made of them."""
        found = super().clean() or self.cleaned_data
        if found.get("pattern") != Pattern.DATES:
            return found
        found["dates"] = days = []
        for line in self.data.get("dates", "").split("\n"):
            if not line.strip():
                continue
            try:
                days.append(datetime.strptime(line.strip(), "%d-%m-%Y").date())  # noqa: DTZ007
            except ValueError:
                self.add_error("dates", _("Tanggal tidak terbaca: %s.") % line.strip())
        if not days and "dates" not in self.errors:
            self.add_error("dates", _("Tulis paling sedikit satu tanggal."))
        return found

    @property
    def rrule(self) -> str:
        """The rule of what was chosen."""
        chosen = self.cleaned_data
        if chosen["pattern"] == KEPT:
            return self.kept
        return rrule_of(
            chosen["pattern"],
            month_day=chosen["month_day"],
            nth=chosen["nth"],
            day=chosen["day"],
            dates=chosen["dates"] if chosen["pattern"] == Pattern.DATES else (),
        )

    @property
    def starts_on(self) -> date:
        """The first day; of a selapanan by weekday and pasaran, the first such one from then on."""
        chosen = self.cleaned_data
        first: date = chosen["starts_on"]
        if chosen["pattern"] != Pattern.SELAPANAN or not chosen["pasaran"]:
            return first
        night = timedelta(days=1 if chosen["by_night"] else 0)
        weekday = [day for day, _name in WEEKDAYS].index(chosen["day"])
        return first_on(weekday, chosen["pasaran"], not_before=first + night) - night


class EndSeriesForm(forms.Form):
    on = forms.DateField(
        label=_("Hari terakhir"),
        widget=DayInput,
        help_text=_("Pertemuan sesudah tanggal ini dibatalkan, kecuali yang sudah diubah sendiri."),
    )
