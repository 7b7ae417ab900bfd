"""Money and months as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.months import Month

_WRITTEN: Final = re.compile(r"(?:Rp\.?\s*)?(\d{1,3}(?:\.\d{3})+|\d+)(?:,(?:00|-{1,2}))?", re.I)


class RupiahField(forms.CharField):
    """Whole rupiah: 1250000, 1.250.000, Rp 1.250.000,00."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(max_length=30, widget=widget, **options)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value).replace("\u00a0", " ").strip()
        if not text:
            return None
        found = _WRITTEN.fullmatch(text)
        amount = int(found[1].replace(".", "")) if found else 0
        if found is None or amount >= 10**15:
            words = _("Tulis 1.250.000 untuk satu juta dua ratus lima puluh ribu.")
            raise ValidationError(words, code="invalid")
        return amount

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


class MonthField(forms.ChoiceField):
    """A month among those that are offered; it is read as a `Month`."""

    def offer(self, months: Iterable[Month]) -> None:
        self.choices = [(str(month), month.label) for month in months]

    def clean(self, value: Any) -> Month | None:
        return Month.read(super().clean(value))


class CodeField(forms.CharField):
    """The code of the second step; empty where the browser's session has proven it already."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 20}
        )
        super().__init__(
            label=gettext_lazy("Kode langkah kedua"),
            max_length=20,
            required=False,
            widget=widget,
            **options,
        )
