"""What people fill in about a person: fields only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.translation import gettext_lazy as _

from audit.models import SensitiveLook
from common.dates import today
from common.forms import DayInput
from people.banks import BANKS
from people.models import Consent, Person
from people.services import PURPOSES

OLDEST = 110

# A group of choices: its name, and code and name of each in it.
Places = Iterable[tuple[str, list[tuple[str, str]]]]


class SelectDateInput(forms.SelectDateWidget):
    """Day, month and year apart; the years end today, whenever the page is opened."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        year = today().year
        self.years = range(year, year - OLDEST, -1)
        return super().get_context(name, value, attrs)


def birth_input() -> SelectDateInput:
    return SelectDateInput(empty_label=("…", "…", "…"))


class DigitsInput(forms.TextInput):
    """A number to be typed from a document; the browser keeps no memory of it."""

    def __init__(self) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"})


class PersonForm(forms.Form):
    name = forms.CharField(
        label=_("Nama"), max_length=120, help_text=_("Seperti tertulis di KTP, gelar boleh ikut.")
    )
    sex = forms.ChoiceField(
        label=_("Jenis kelamin"),
        choices=[("", _("Belum diketahui")), *Person.Sex.choices],
        required=False,
    )
    birth_place = forms.CharField(label=_("Tempat lahir"), max_length=80, required=False)
    birth_date = forms.DateField(
        label=_("Tanggal lahir"),
        required=False,
        widget=birth_input(),
    )
    birth_date_is_uncertain = forms.BooleanField(
        label=_("Tanggal lahir kira-kira saja"), required=False
    )
    phone = forms.CharField(
        label=_("Nomor HP"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"type": "tel"}),
        help_text=_("Boleh sama dengan nomor anggota keluarga yang lain."),
    )
    other_phones = SimpleArrayField(
        forms.CharField(max_length=30),
        label=_("Nomor HP lain"),
        max_length=5,
        required=False,
        help_text=_("Pisahkan dengan koma."),
    )
    email = forms.EmailField(label=_("Surel"), required=False)
    village = forms.ChoiceField(label=_("Desa tempat tinggal"), required=False)
    hamlet = forms.CharField(label=_("Dusun"), max_length=60, required=False)
    rt = forms.CharField(label=_("RT"), max_length=10, required=False)
    rw = forms.CharField(label=_("RW"), max_length=10, required=False)
    address = forms.CharField(label=_("Alamat"), max_length=200, required=False)

    def __init__(self, *args: Any, places: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].choices = [  # type: ignore[attr-defined]
            ("", _("Belum diketahui")),
            *places,
        ]


class ChangePersonForm(PersonForm):
    died_on = forms.DateField(label=_("Meninggal pada"), required=False, widget=DayInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NikForm(forms.Form):
    nik = forms.CharField(
        label=_("NIK"),
        max_length=30,
        required=False,
        widget=DigitsInput,
        help_text=_("16 angka dari KTP. Kosongkan bila orang ini tidak punya NIK."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class FamilyCardForm(forms.Form):
    number = forms.CharField(
        label=_("Nomor KK"), max_length=30, widget=DigitsInput, help_text=_("16 angka.")
    )
    since = forms.DateField(
        label=_("Berlaku sejak"),
        widget=DayInput,
        help_text=_("KK yang lama berakhir sehari sebelumnya."),
    )


class BankAccountForm(forms.Form):
    bank_code = forms.ChoiceField(
        label=_("Bank"),
        choices=[
            ("", _("Pilih banknya")),
            *((code, f"{name} ({code})") for code, name in BANKS.items()),
        ],
    )
    number = forms.CharField(label=_("Nomor rekening"), max_length=40, widget=DigitsInput)
    holder_name = forms.CharField(
        label=_("Nama pemilik rekening"),
        max_length=120,
        help_text=_("Seperti tertulis di buku rekening."),
    )
    since = forms.DateField(label=_("Dipakai sejak"), widget=DayInput)


class EndForm(forms.Form):
    on = forms.DateField(label=_("Hari terakhir"), widget=DayInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ConsentForm(forms.Form):
    """One purpose at a time: each has its own wording, which is shown beside it."""

    purpose = forms.ChoiceField(
        label=_("Keperluan"), choices=Consent.Purpose.choices, widget=forms.RadioSelect
    )
    means = forms.ChoiceField(
        label=_("Cara persetujuan diberikan"),
        choices=[choice for choice in Consent.Means.choices if choice[0] != Consent.Means.ONLINE],
        widget=forms.RadioSelect,
    )


class WithdrawForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class PurposeForm(forms.Form):
    """What numbers are shown for."""

    purpose = forms.ChoiceField(
        label=_("Untuk keperluan"),
        choices=[("", _("Pilih keperluannya")), *((one.value, one.label) for one in PURPOSES)],
    )

    def chosen_purpose(self) -> SensitiveLook.Purpose:
        return SensitiveLook.Purpose(self.cleaned_data["purpose"])


class RevealForm(PurposeForm):
    """Which number, and what for."""

    NIK, KK, ACCOUNT = "nik", "kk", "account"

    what = forms.ChoiceField(
        choices=[(NIK, "NIK"), (KK, "KK"), (ACCOUNT, _("Rekening"))], widget=forms.HiddenInput
    )
    record = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)


class FindForm(forms.Form):
    number = forms.CharField(label=_("NIK atau nomor HP"), max_length=30, widget=DigitsInput)


class FindByBirthForm(forms.Form):
    name = forms.CharField(label=_("Nama lengkap"), max_length=120)
    born = forms.DateField(label=_("Tanggal lahir"), widget=birth_input())


class TakeInForm(forms.Form):
    token = forms.CharField(widget=forms.HiddenInput, max_length=400)
