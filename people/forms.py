"""What people fill in about a person: fields only."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Nama"), max_length=120)
    phone = forms.CharField(
        label=_("Nomor HP"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"type": "tel"}),
        help_text=_("Boleh sama dengan nomor anggota keluarga yang lain."),
    )
    email = forms.EmailField(label=_("Surel"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
