"""What is typed to find a region."""

from django import forms
from django.utils.translation import gettext_lazy as _

from regions.codes import CODE, Level


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Nama atau kode wilayah"), max_length=100)
    level = forms.ChoiceField(choices=Level.choices, required=False)
    under = forms.CharField(validators=[CODE], required=False)
