"""What people fill in about letterheads and withdrawals: fields only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from papers.models import PaperSize


class LetterheadForm(forms.Form):
    lines = forms.CharField(
        label=_("Baris kop"),
        max_length=360,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Paling banyak empat baris. Baris terakhir, misalnya alamat, dicetak kecil."),
    )
    paper_size = forms.ChoiceField(label=_("Ukuran kertas"), choices=PaperSize.choices)
    logo = forms.FileField(label=_("Logo"), required=False, help_text=_("Gambar PNG atau JPG."))
    without_logo = forms.BooleanField(label=_("Hapus logo yang ada"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class WithdrawForm(forms.Form):
    because = forms.CharField(
        label=_("Alasan"),
        max_length=200,
        help_text=_("Hanya terlihat oleh petugas, tidak di halaman pemeriksaan."),
    )
