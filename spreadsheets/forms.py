"""What is filled in when a sheet is brought in: fields only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from regions.models import Region
from spreadsheets.kinds import ImportKind
from spreadsheets.models import Import, ImportRow
from spreadsheets.words import column_name

ACCEPTED = ".xlsx,.xls,.ods,.csv"
LEFT_OUT = ""


class _Places(forms.ModelChoiceField[Region]):
    def label_from_instance(self, region: Region) -> str:
        return f"{region.full_name} ({region.code})"


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("Isi lembar"), widget=forms.RadioSelect)
    region = _Places(
        label=_("Wilayah"),
        queryset=Region.objects.visible_to(None),
        empty_label=None,
        help_text=_("Desa di luar wilayah ini ditolak."),
    )
    file = forms.FileField(
        label=_("Berkas"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("Excel (xlsx, xls), LibreOffice (ods) atau CSV, paling besar 20 MB."),
    )

    def __init__(
        self,
        *args: Any,
        kinds: Iterable[ImportKind],
        regions: QuerySet[Region],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        choices = [(kind.key, kind.label) for kind in kinds]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        if choices:
            self.fields["kind"].initial = choices[0][0]
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]


def _as_written(text: str) -> str:
    """Mark what stands in the sheet as Indonesian, whatever the page speaks."""
    return format_html('<span lang="id">{}</span>', text)


class ColumnsForm(forms.Form):
    """One choice a column; what the service refuses stands above them."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, batch: Import, kind: ImportKind, **options: Any) -> None:
        super().__init__(*args, **options)
        fields = [(field.key, _mark(field)) for field in kind.fields]
        self.fields["version"].initial = batch.version
        for column, found in batch.labels.items():
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=format_html(
                    '{}: <span lang="id">{}</span>', column_name(column), found["label"]
                ),
                choices=[(LEFT_OUT, _("Jangan diambil")), *fields],
                required=False,
                initial=batch.columns.get(column, LEFT_OUT),
                help_text=_as_written(" · ".join(found["samples"])),
            )

    @property
    def columns(self) -> dict[str, str]:
        prefix = "column_"
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix)
        }


class LookAgainForm(forms.Form):
    sheet = forms.ChoiceField(label=_("Lembar"))
    header_row = forms.IntegerField(
        label=_("Judul kolom ada di baris"), min_value=1, max_value=60, required=False
    )

    def __init__(self, *args: Any, batch: Import, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sheet"].choices = [  # type: ignore[attr-defined]
            (name, name) for name in batch.sheets
        ]
        self.fields["sheet"].initial = batch.sheet
        self.fields["header_row"].initial = batch.header_row


class CorrectCellForm(forms.Form):
    field = forms.CharField(max_length=40, widget=forms.HiddenInput)
    text = forms.CharField(max_length=200, required=False)


class ChooseMatchForm(forms.Form):
    choice = forms.ChoiceField(choices=[(ImportRow.NEW, ""), (ImportRow.SAME, "")])
    candidate = forms.IntegerField(required=False)


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def _mark(field: Any) -> str:
    return f"{field.label} *" if field.required else str(field.label)
