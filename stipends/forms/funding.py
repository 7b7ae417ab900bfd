"""Sources, schemes, rates, the place's rules and its signers: fields only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DayInput
from stipends.forms.fields import RupiahField
from stipends.models import BUDGETS, EventKind, Official, Scheme, TaxGroup
from volunteers.models import TierStep
from wksbm.forms import VersionedForm

Choices = Iterable[tuple[Any, Any]]


class PlacedForm(VersionedForm):
    """Asks where, for a new row; a row that is there stays where it is."""

    region = forms.ChoiceField(label=_("Daerah yang membayar"))

    def __init__(self, *args: Any, regions: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = list(regions)
        if places:
            self.offer("region", places)
        else:
            del self.fields["region"]

    def offer(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]


class SourceForm(PlacedForm):
    budget = forms.ChoiceField(label=_("Anggaran"), choices=BUDGETS)
    name = forms.CharField(
        label=_("Nama sumber dana"),
        max_length=160,
        help_text=_("Misalnya: Belanja jasa tenaga sosial."),
    )
    fiscal_year = forms.IntegerField(
        label=_("Tahun anggaran"), widget=forms.NumberInput({"inputmode": "numeric"})
    )
    sub_activity = forms.CharField(
        label=_("Sub kegiatan"),
        max_length=200,
        required=False,
        help_text=_("Kode dan namanya, seperti tertulis di DPA."),
    )
    account_code = forms.CharField(label=_("Kode rekening belanja"), max_length=40, required=False)
    ceiling = RupiahField(label=_("Pagu (Rp)"), help_text=_("Setahun, misalnya 480.000.000."))

    FACTS = ("budget", "name", "fiscal_year", "sub_activity", "account_code", "ceiling")


class CloseYearForm(forms.Form):
    region = forms.ChoiceField(label=_("Daerah yang membayar"))
    fiscal_year = forms.TypedChoiceField(label=_("Tahun anggaran"), coerce=int)

    def __init__(self, *args: Any, regions: Choices, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = list(regions)  # type: ignore[attr-defined]
        self.fields["fiscal_year"].choices = [(year, year) for year in years]  # type: ignore[attr-defined]


class SchemeForm(PlacedForm):
    name = forms.CharField(label=_("Nama skema"), max_length=160)
    word = forms.ChoiceField(
        label=_("Disebut"), choices=Scheme.Word.choices, help_text=_("Begini tertulis di daftar.")
    )
    pillar = forms.TypedChoiceField(label=_("Pilar"), coerce=str)
    budget = forms.ChoiceField(label=_("Anggaran"), choices=BUDGETS)
    payer = forms.CharField(label=_("Dibayar oleh"), max_length=160)
    rhythm = forms.ChoiceField(
        label=_("Irama bayar"), choices=Scheme._meta.get_field("rhythm").choices
    )
    event_kind = forms.ChoiceField(
        label=_("Kegiatan yang dibayar"),
        choices=EventKind.choices,
        help_text=_("Hanya untuk irama per kegiatan."),
    )
    unit_name = forms.CharField(
        label=_("Nama satuan"),
        max_length=40,
        required=False,
        help_text=_("Hanya untuk irama per satuan. Misalnya KPM atau kegiatan."),
    )
    since = forms.DateField(label=_("Berlaku sejak"), widget=DayInput)
    until = forms.DateField(
        label=_("Berlaku sampai"),
        widget=DayInput,
        required=False,
        help_text=_("Kosongkan bila tidak ada batas akhirnya."),
    )
    is_recorded = forms.BooleanField(
        label=_("Dibayar pihak lain, hanya dicatat di sini"), required=False
    )
    needs_decree = forms.BooleanField(label=_("Perlu SK yang berlaku"), required=False)
    needs_report = forms.BooleanField(
        label=_("Perlu laporan bulanan bertanda tangan"), required=False
    )
    needs_account = forms.BooleanField(label=_("Perlu rekening bank"), required=False)
    least_attendances = forms.IntegerField(
        label=_("Paling sedikit hadir rapat dalam sebulan"),
        min_value=0,
        max_value=31,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    tax = forms.ChoiceField(
        label=_("Potongan PPh 21"),
        required=False,
        help_text=_("Kosong berarti tidak dipotong: tali asih dibayarkan utuh."),
    )

    FACTS = (
        *("name", "word", "budget", "payer", "rhythm", "event_kind", "unit_name", "is_recorded"),
        *("needs_decree", "needs_report", "needs_account", "least_attendances"),
    )

    def __init__(self, *args: Any, pillars: Choices, rules: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("pillar", pillars)
        self.offer("tax", [("", _("Tidak dipotong")), *rules])


class RateForm(forms.Form):
    tier = forms.ChoiceField(
        label=_("Jenjang"),
        choices=[("", _("Semua jenjang")), *TierStep.Tier.choices],
        required=False,
    )
    since = forms.DateField(
        label=_("Berlaku sejak"),
        widget=DayInput,
        help_text=_("Besaran yang lama berakhir sehari sebelumnya. Boleh tanggal yang lalu."),
    )
    until = forms.DateField(label=_("Berlaku sampai"), widget=DayInput, required=False)
    amount = RupiahField(label=_("Besaran (Rp)"))
    basis = forms.CharField(
        label=_("Dasar"),
        max_length=160,
        required=False,
        help_text=_("Misalnya: Keputusan Bupati Nomor 188.45/31/2026."),
    )


class PolicyForm(PlacedForm):
    second_over = RupiahField(
        label=_("Dua persetujuan di atas (Rp)"),
        help_text=_("Di atas jumlah ini satu proses disetujui oleh dua orang."),
    )
    dispute_days = forms.IntegerField(
        label=_("Hari menjawab keberatan"),
        min_value=1,
        max_value=90,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )


class OfficialForm(PlacedForm):
    post = forms.ChoiceField(label=_("Jabatan"), choices=Official.Post.choices)
    title = forms.CharField(
        label=_("Sebutan jabatan"),
        max_length=160,
        help_text=_("Seperti tercetak di atas tanda tangan."),
    )
    name = forms.CharField(label=_("Nama"), max_length=120)
    nip = forms.CharField(label="NIP", max_length=18, required=False)
    capacity = forms.ChoiceField(
        label=_("Kedudukan"), choices=Official._meta.get_field("capacity").choices
    )
    own_title = forms.CharField(label=_("Jabatan sendiri (a.n.)"), max_length=160, required=False)
    since = forms.DateField(label=_("Sejak"), widget=DayInput)
    until = forms.DateField(label=_("Sampai"), widget=DayInput, required=False)

    FACTS = ("post", "title", "name", "nip", "capacity", "own_title")


class TaxStatusForm(forms.Form):
    group = forms.ChoiceField(label=_("Golongan"), choices=TaxGroup.choices)
    without_npwp = forms.BooleanField(label=_("Tanpa NPWP (NIK belum dipadankan)"), required=False)
    since = forms.DateField(label=_("Berlaku sejak"), widget=DayInput)
