"""What people fill in about monthly reports: the whole month in one form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from common.filters import BIGGEST
from common.forms import DayInput, DocumentField, by_field
from volunteers.models import ActivityReport, ReportEntry
from volunteers.months import days_in
from volunteers.services import Entry
from volunteers.services.reporting import MOST_ENTRIES
from volunteers.words import said_length

ROWS = 10  # empty ones, at first and whenever more are asked for
CELLS = ("id", "day", "activity", "place", "minutes")
_LENGTHS = [*range(30, 241, 30), *range(300, 721, 60), 1440]


class ReportForm(forms.Form):
    """A month's activities, a row each; rows that are left empty say nothing.

    The day is only its number: the month is known. `count` is how many rows the page had.
    """

    month = forms.CharField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    count = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_ENTRIES)

    def __init__(
        self,
        *args: Any,
        of_month: date,
        entries: Sequence[ReportEntry],
        size: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.of_month = of_month
        asked = sent_size(self.data) if self.is_bound else size
        self.size = min(asked or max(ROWS, len(entries) + ROWS // 2), MOST_ENTRIES)
        for number in range(self.size):
            self._add_row(number, entries[number] if number < len(entries) else None)
        self.initial["count"] = self.size

    def _add_row(self, number: int, entry: ReportEntry | None) -> None:
        lengths = sorted({*_LENGTHS, entry.minutes} if entry and entry.minutes else _LENGTHS)
        choices = [("", "\u2013"), *((minutes, said_length(minutes)) for minutes in lengths)]
        fields: dict[str, forms.Field] = {
            "id": forms.IntegerField(
                widget=forms.HiddenInput, required=False, min_value=1, max_value=BIGGEST
            ),
            "day": forms.IntegerField(
                label=_("Tanggal"),
                required=False,
                min_value=1,
                max_value=days_in(self.of_month),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            ),
            "activity": forms.CharField(label=_("Kegiatan"), required=False, max_length=300),
            "place": forms.CharField(label=_("Tempat"), required=False, max_length=160),
            "minutes": forms.TypedChoiceField(
                label=_("Lama"), required=False, choices=choices, coerce=int, empty_value=None
            ),
        }
        for name, field in fields.items():
            self.fields[_cell(number, name)] = field
        if entry is not None:
            told = {"id": entry.pk, "day": entry.on.day, "activity": entry.activity}
            told |= {"place": entry.place, "minutes": entry.minutes}
            for name, value in told.items():
                self.initial.setdefault(_cell(number, name), value)

    def rows(self) -> Iterator[dict[str, BoundField]]:
        """Yield the cells of each row by their names."""
        for number in range(self.size):
            yield {name: self[_cell(number, name)] for name in CELLS}

    def clean(self) -> dict[str, Any]:
        """Ask for day and activity where a row says anything."""
        for number in self._filled():
            for name in ("day", "activity"):
                cell = _cell(number, name)
                if not self.cleaned_data.get(cell) and cell not in self.errors:
                    self.add_error(cell, _("Isi juga bagian ini."))
        return self.cleaned_data

    def entries(self) -> list[Entry]:
        return [self._entry(number) for number in self._filled()]

    def beside_cells(self, error: ValidationError) -> ValidationError:
        """Return what the service says of "entries/2/on" as said of that row's cell."""
        told: dict[str, Any] = {}
        filled = self._filled()
        for field, faults in by_field(error).items():
            parts = field.split("/")
            name = {"on": "day", "__all__": "minutes"}.get(parts[-1], parts[-1])
            place = _cell(filled[int(parts[1])], name) if len(parts) == 3 else field
            told.setdefault(place, []).extend(faults)
        return ValidationError(told)

    def _filled(self) -> list[int]:
        said = ("day", "activity", "place", "minutes")
        return [
            number
            for number in range(self.size)
            if any(self.cleaned_data.get(_cell(number, name)) for name in said)
        ]

    def _entry(self, number: int) -> Entry:
        found = {name: self.cleaned_data[_cell(number, name)] for name in CELLS}
        on = self.of_month.replace(day=found.pop("day"))
        return Entry(on=on, **found)


class SignForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    signed_on = forms.DateField(label=_("Ditandatangani tanggal"), widget=DayInput)
    signed_by = forms.CharField(label=_("Nama penanda tangan"), max_length=120)
    signed_as = forms.CharField(
        label=_("Jabatannya"), max_length=80, help_text=_("Misalnya Kepala Desa Goa, atau Plt.")
    )
    scan = DocumentField(
        label=_("Pindaian atau foto laporan yang ditandatangani"),
        help_text=_(
            "Satu PDF, atau foto tiap halaman (JPG, PNG) sesuai urutan. "
            "Tiap berkas paling besar 10 MB."
        ),
    )


class ReopenForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    because = forms.CharField(
        label=_("Mengapa dibuka lagi?"),
        max_length=ActivityReport._meta.get_field("reopened_because").max_length,
        help_text=_("Tersimpan di riwayat bersama pindaian yang lama."),
    )


def sent_size(sent: Mapping[str, Any]) -> int:
    """Return how many rows the page had that was sent; none where it doesn't say."""
    text = str(sent.get("count", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _cell(number: int, name: str) -> str:
    return f"row{number}_{name}"
