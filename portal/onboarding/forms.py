"""What is filled in when a district begins: fields only."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from regions.models import Region

LONGEST_TEXT = 60_000


class _Regencies(forms.ModelChoiceField[Region]):
    def label_from_instance(self, region: Region) -> str:
        return f"{region.full_name} ({region.code})"


class StartForm(forms.Form):
    """The regency and the pasted list, which stays as it was typed."""

    regency = _Regencies(label=_("Kabupaten/kota"), queryset=Region.objects.visible_to(None))
    text = forms.CharField(
        label=_("Daftar: desa, nama, nomor HP"),
        strip=False,
        error_messages={"required": _("Tempel atau tulis daftarnya: desa, nama, nomor HP.")},
        max_length=LONGEST_TEXT,
        help_text=_(
            "Satu baris satu orang. Urutan bebas, dipisah tab, koma, titik koma, atau beberapa"
            " spasi. Kecamatan boleh ditulis: Belo; Kec. Jereweh; Hj. Siti Aminah; 0812-3456-7890"
        ),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "pasted"}),
    )

    def __init__(
        self, *args: object, regencies: QuerySet[Region], initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(*args, initial=initial)  # type: ignore[arg-type,misc]
        self.fields["regency"].queryset = regencies  # type: ignore[attr-defined]
