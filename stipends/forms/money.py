"""What is filled in about money that is out, corrections, others' payments and disputes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DayInput
from common.months import last_months
from stipends.forms.fields import MonthField, RupiahField
from stipends.models import Correction, LineStep
from wksbm.forms import VersionedForm

Choices = Iterable[tuple[Any, Any]]
MONTHS_BACK: Final = 36


class PayLineForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Caranya"),
        choices=[
            (one.value, one.label) for one in (LineStep.Kind.TRANSFERRED, LineStep.Kind.HANDED_OVER)
        ],
    )
    on = forms.DateField(label=_("Tanggal"), widget=DayInput)
    reference = forms.CharField(label=_("Nomor bukti"), max_length=80, required=False)


class ReturnLineForm(forms.Form):
    on = forms.DateField(label=_("Tanggal"), widget=DayInput)
    because = forms.CharField(
        label=_("Alasan bank"),
        max_length=300,
        help_text=_("Misalnya: nama pemilik rekening berbeda."),
    )


class TreasuryForm(forms.Form):
    sts_number = forms.CharField(label=_("Nomor STS"), max_length=60)
    on = forms.DateField(label=_("Tanggal STS"), widget=DayInput)
    because = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        required=False,
        help_text=_("Kosong berarti alasan bank saat retur."),
    )


class UnblockForm(forms.Form):
    account = forms.TypedChoiceField(
        label=_("Rekening yang sudah diperiksa"), coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, accounts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = list(accounts)  # type: ignore[attr-defined]


class CorrectionForm(forms.Form):
    LESS: Final = "less"

    kind = forms.ChoiceField(label=_("Jenis"), choices=Correction.Kind.choices)
    direction = forms.ChoiceField(
        label=_("Jumlahnya"), choices=[("less", _("Dikurangi")), ("more", _("Ditambah"))]
    )
    gross = RupiahField(
        label=_("Selisih bruto (Rp)"),
        required=False,
        help_text=_("Kosong untuk pembatalan: seluruh baris."),
    )
    tax = RupiahField(label=_("Selisih PPh 21 (Rp)"), required=False)
    because = forms.CharField(label=_("Alasan"), max_length=300)
    sts_number = forms.CharField(
        label=_("Nomor STS"),
        max_length=60,
        required=False,
        help_text=_("Hanya untuk setoran ke kas daerah."),
    )
    sts_on = forms.DateField(label=_("Tanggal STS"), widget=DayInput, required=False)


class RefuseCorrectionForm(forms.Form):
    because = forms.CharField(label=_("Alasan menolak"), max_length=300)


class FindPayeeForm(forms.Form):
    q = forms.CharField(label=_("Nama orang"), max_length=100)


class RecordPaymentForm(forms.Form):
    scheme = forms.TypedChoiceField(label=_("Skema"), coerce=int)
    period_from = MonthField(label=_("Dari bulan"))
    period_to = MonthField(label=_("Sampai bulan"))
    amount = RupiahField(label=_("Jumlah (Rp)"), help_text=_("Bruto, untuk seluruh masa itu."))
    paid_on = forms.DateField(label=_("Diterima tanggal"), widget=DayInput)
    evidence = forms.CharField(
        label=_("Bukti"),
        max_length=200,
        help_text=_("Misalnya: buku tabungan halaman 4, atau daftar dari provinsi."),
    )

    def __init__(self, *args: Any, schemes: Choices, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = list(schemes)  # type: ignore[attr-defined]
        for name in ("period_from", "period_to"):
            self.fields[name].offer(last_months(today, MONTHS_BACK))  # type: ignore[attr-defined]


class WithdrawPaymentForm(forms.Form):
    because = forms.CharField(label=_("Alasan"), max_length=200)


class DisputeForm(forms.Form):
    text = forms.CharField(
        label=_("Apa yang tidak sesuai?"), max_length=1000, widget=forms.Textarea({"rows": 4})
    )


class AnswerDisputeForm(VersionedForm):
    answer = forms.CharField(
        label=_("Jawaban"), max_length=1000, widget=forms.Textarea({"rows": 4})
    )
