"""What is filled in on the way of a run, from its draft to its payments: fields only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DayInput, DocumentField
from common.months import Month
from stipends.forms.fields import CodeField, MonthField
from stipends.models import LineStep, RunException

PAID_BY = (LineStep.Kind.TRANSFERRED, LineStep.Kind.HANDED_OVER)
PAYING = [(kind.value, kind.label) for kind in PAID_BY]


class MoneyForm(forms.Form):
    """Names the version that was read: without it nothing is done with money."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class StartRunForm(forms.Form):
    source = forms.TypedChoiceField(label=_("Sumber dana"), coerce=int)
    period_from = MonthField(label=_("Dari bulan"))
    period_to = MonthField(label=_("Sampai bulan"))
    title = forms.CharField(
        label=_("Untuk pembayaran"),
        max_length=200,
        help_text=_("Begini tertulis di daftar dan kuitansi."),
    )
    with_arrears = forms.BooleanField(
        label=_("Sertakan rapel dan kekurangan bulan-bulan sebelumnya"), required=False
    )

    def __init__(
        self,
        *args: Any,
        sources: Iterable[tuple[int, str]],
        months: Iterable[Month],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = list(months)
        self.fields["source"].choices = list(sources)  # type: ignore[attr-defined]
        for name in ("period_from", "period_to"):
            self.fields[name].offer(offered)  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    pays = forms.TypedChoiceField(
        label=_("Keputusan"),
        choices=[("yes", _("Dibayar")), ("no", _("Tidak dibayar dalam proses ini"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    because = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Misalnya: akta kematian sudah diperiksa, masih bertugas sampai 12 Agustus."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class QuantitiesForm(MoneyForm):
    """How many units each person did: one field for each."""

    def __init__(
        self, *args: Any, people: Iterable[tuple[int, str, int | None]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for pk, name, quantity in people:
            self.fields[f"of-{pk}"] = forms.IntegerField(
                label=name,
                min_value=0,
                max_value=1_000_000,
                initial=quantity,
                required=False,
                widget=forms.NumberInput({"inputmode": "numeric"}),
            )

    @property
    def quantities(self) -> dict[int, int]:
        """Return what was typed, by the key of the person; who got nothing typed is absent."""
        return {
            int(name.removeprefix("of-")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("of-") and value is not None
        }


class BecauseForm(MoneyForm):
    because = forms.CharField(label=_("Alasan"), max_length=300, widget=forms.Textarea({"rows": 3}))


class ProvenForm(forms.Form):
    """Asks who acts once more, unless the session has just proven it."""

    code = CodeField()

    def __init__(self, *args: Any, is_proven: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = not is_proven


class ApproveForm(MoneyForm, ProvenForm):
    """The fingerprint is that of the lines which the approver saw."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ExceptionForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Pengecualian"), choices=RunException.Kind.choices, widget=forms.RadioSelect
    )
    because = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Tampil di halaman ini, di daftar yang dicetak, dan di berkas Excel."),
    )


class ReleaseForm(MoneyForm, ProvenForm):
    sp2d_number = forms.CharField(label=_("Nomor SP2D"), max_length=60)
    sp2d_on = forms.DateField(label=_("Tanggal SP2D"), widget=DayInput)


class NtpnForm(MoneyForm):
    ntpn = forms.CharField(
        label=_("NTPN setoran pajak"),
        max_length=16,
        help_text=_("Enam belas huruf dan angka dari bukti setor."),
    )


class SignedListForm(forms.Form):
    scan = DocumentField(
        label=_("Pindaian atau foto daftar"),
        help_text=_(
            "Satu PDF, atau foto tiap halaman (JPG, PNG) sesuai urutan. "
            "Tiap berkas paling besar 10 MB."
        ),
    )
    note = forms.CharField(
        label=_("Bagian mana"),
        max_length=120,
        required=False,
        help_text=_("Bila hanya sebagian, misalnya: Kecamatan Taliwang."),
    )


class PayForm(forms.Form):
    """Each line guards itself: what is paid already is not paid again."""

    kind = forms.ChoiceField(
        label=_("Cara"),
        choices=PAYING,
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=_("Tanggal"), widget=DayInput)
    reference = forms.CharField(
        label=_("Nomor bukti"),
        max_length=80,
        required=False,
        help_text=_("Misalnya nomor bukti transfer dari bank."),
    )
