"""What people fill in about plans, letters and visits: fields only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DayInput, DocumentField
from people.models import Person
from programme.models import Activity, Letter, Visit
from programme.models.activities import MONTHS
from programme.words import said_month
from wksbm.forms import VersionedForm


class HostSearchForm(forms.Form):
    q = forms.CharField(label=_("Nama WKSBM, lembaga, atau desa"), max_length=100, required=False)


class StrikeForm(VersionedForm):
    because = forms.CharField(label=_("Alasan"), max_length=200)


# --- Work plan -----------------------------------------------------------------------------------


class ActivityForm(forms.ModelForm[Activity]):
    from_month = forms.TypedChoiceField(label=_("Mulai bulan"), coerce=int)
    to_month = forms.TypedChoiceField(label=_("Sampai bulan"), coerce=int)
    in_charge = forms.ChoiceField(label=_("Penanggung jawab"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("name", "goal", "from_month", "to_month", "in_charge", "in_charge_name")

    class Meta:
        model = Activity
        fields = ("name", "goal", "in_charge_name", "cost", "source")
        widgets = {"cost": forms.NumberInput({"inputmode": "numeric"})}
        help_texts = {
            "goal": _("Untuk siapa, misalnya: 40 lansia di tiga dusun."),
            "cost": _("Kosongkan bila belum diketahui; 0 bila tanpa biaya."),
        }

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [(month, said_month(month)) for month in MONTHS]
        known = [(str(person.pk), person.name) for person in people]
        self._offer("from_month", months)
        self._offer("to_month", months)
        self._offer("in_charge", [("", _("Belum ditentukan, atau nama lain")), *known])

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """Leave the constraints to the service: it alone refuses, on both faces."""


class FinishForm(VersionedForm):
    done_on = forms.DateField(label=_("Terlaksana tanggal"), widget=DayInput)
    result = forms.CharField(
        label=_("Hasil"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Misalnya: 38 lansia diperiksa, 5 dirujuk ke puskesmas."),
    )


class DropForm(VersionedForm):
    because = forms.CharField(label=_("Alasan"), max_length=500, widget=forms.Textarea({"rows": 3}))


class CopyPlanForm(forms.Form):
    from_year = forms.TypedChoiceField(label=_("Salin dari tahun"), coerce=int)

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_year"].choices = [(year, year) for year in years]  # type: ignore[attr-defined]


# --- Letters -------------------------------------------------------------------------------------


class LetterForm(forms.ModelForm[Letter]):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Letter
        fields = (
            "entered_on",
            "letter_number",
            "letter_date",
            "party",
            "subject",
            "passed_to",
            "note",
        )
        widgets = {"entered_on": DayInput, "letter_date": DayInput}
        help_texts = {"letter_number": _("Seperti tertulis di surat. Boleh kosong.")}

    def __init__(self, *args: Any, direction: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        came = direction == Letter.Direction.IN
        self.fields["entered_on"].label = _("Diterima tanggal") if came else _("Dikirim tanggal")
        self.fields["party"].label = _("Dari") if came else _("Kepada")
        if not came:
            del self.fields["passed_to"]

    def _post_clean(self) -> None:
        """Leave the constraints to the service: it alone refuses, on both faces."""


class EnterLetterForm(LetterForm):
    scan = DocumentField(
        label=_("Pindaian atau foto surat"),
        required=False,
        help_text=_("Satu PDF, atau foto tiap halaman sesuai urutan. Boleh menyusul."),
    )


class ScanForm(VersionedForm):
    scan = DocumentField(
        label=_("Pindaian atau foto surat"),
        help_text=_("Satu PDF, atau foto tiap halaman sesuai urutan."),
    )


# --- Guest book ----------------------------------------------------------------------------------


class VisitForm(forms.ModelForm[Visit]):
    phone = forms.CharField(
        label=_("Nomor HP"), max_length=30, required=False, widget=forms.TextInput({"type": "tel"})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("on", "name", "office", "post", "phone", "people")

    class Meta:
        model = Visit
        fields = ("on", "name", "office", "post", "people", "purpose", "met", "message")
        widgets = {
            "on": DayInput,
            "people": forms.NumberInput({"inputmode": "numeric", "min": 1}),
            "message": forms.Textarea({"rows": 3}),
        }
        help_texts = {"name": _("Bila datang berombongan: nama ketuanya.")}

    def _post_clean(self) -> None:
        """Leave the constraints to the service: it alone refuses, on both faces."""
