"""What people fill in about bodies, decrees, boards and members: fields only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DayInput, DocumentField
from people.models import Person
from wksbm.models import Decree, DecreeChange, Seat, Wksbm

NEW = ""


class VersionedForm(forms.Form):
    """Carries the version that was read, so that nobody's change is lost."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


# --- Bodies --------------------------------------------------------------------------------------


class WksbmForm(forms.ModelForm[Wksbm]):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Wksbm
        fields = ("name", "level", "unit", "founded_on")
        widgets = {"founded_on": DayInput}
        help_texts = {
            "name": _("Seperti tertulis di SK, misalnya WKSBM Sari Manunggal."),
            "unit": _("Untuk tingkat dusun atau RW: namanya, misalnya RW 003."),
        }

    def _post_clean(self) -> None:
        """Leave the constraints to the service: it alone refuses, on both faces."""


class FoundForm(WksbmForm):
    region = forms.CharField(widget=forms.HiddenInput, max_length=13)


class DissolveForm(VersionedForm):
    on = forms.DateField(
        label=_("Tanggal bubar"),
        widget=DayInput,
        help_text=_("Pengurus dan anggota bertugas sampai sehari sebelumnya. Datanya tetap ada."),
    )


# --- Decrees -------------------------------------------------------------------------------------


class DecreeFacts(forms.Form):
    """What is copied from the paper, in its order."""

    kind = forms.ChoiceField(label=_("Jenis SK"), choices=Decree.Kind.choices)
    number = forms.CharField(
        label=_("Nomor"), max_length=100, help_text=_("Salin persis seperti tertulis.")
    )
    subject = forms.CharField(label=_("Tentang"), max_length=300)
    enacted_on = forms.DateField(label=_("Ditetapkan tanggal"), widget=DayInput)
    effective_from = forms.DateField(
        label=_("Berlaku sejak"),
        widget=DayInput,
        required=False,
        help_text=_("Kosongkan bila sama dengan tanggal ditetapkan. Boleh lebih awal."),
    )
    valid_until = forms.DateField(
        label=_("Berlaku sampai"),
        widget=DayInput,
        required=False,
        help_text=_("Kosongkan bila SK tidak menyebut batas akhir."),
    )
    signed_by = forms.CharField(label=_("Ditandatangani oleh"), max_length=120, required=False)
    capacity = forms.ChoiceField(
        label=_("Kedudukan penanda tangan"), choices=Decree.Capacity.choices
    )
    cost_source = forms.ChoiceField(
        label=_("Sumber biaya"), choices=Decree.CostSource.choices, required=False
    )


class AddDecreeForm(DecreeFacts):
    issuer = forms.ChoiceField(label=_("Siapa yang menerbitkan?"))
    office_name = forms.CharField(
        label=_("Nama jabatan, bila lain"),
        max_length=120,
        required=False,
        help_text=_("Misalnya Kepala Dinas Sosial Pemberdayaan Masyarakat dan Desa."),
    )
    scan = DocumentField(
        label=_("Pindaian atau foto SK"),
        required=False,
        help_text=_("Satu PDF, atau foto tiap halaman (JPG, PNG) sesuai urutan. Bisa menyusul."),
    )
    field_order = ("issuer", "office_name", *DecreeFacts.base_fields, "scan")

    def __init__(self, *args: Any, offices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"].choices = list(offices)  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """Return what was copied from the paper."""
        chosen = self.cleaned_data
        return {name: chosen[name] for name in (*DecreeFacts.base_fields, "scan")}


class ChangeDecreeForm(DecreeFacts, VersionedForm):
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in DecreeFacts.base_fields}


class ScanForm(VersionedForm):
    scan = DocumentField(
        label=_("Pindaian atau foto SK"),
        help_text=_(
            "Satu PDF, atau foto tiap halaman (JPG, PNG) sesuai urutan. "
            "Tiap berkas paling besar 10 MB."
        ),
    )


class RecordChangeForm(forms.Form):
    older = forms.ChoiceField(label=_("SK lama yang terkena"))
    kind = forms.ChoiceField(
        label=_("SK ini berbuat apa?"), choices=DecreeChange.Kind.choices, widget=forms.RadioSelect
    )
    effective_on = forms.DateField(
        label=_("Mulai tanggal"),
        widget=DayInput,
        required=False,
        help_text=_("Kosongkan bila sejak SK ini berlaku."),
    )

    def __init__(self, *args: Any, decrees: Iterable[Decree], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["older"].choices = [  # type: ignore[attr-defined]
            (str(decree.pk), f"{decree.number}, {decree.subject}") for decree in decrees
        ]


# --- Boards --------------------------------------------------------------------------------------


class NewHeadForm(forms.Form):
    since = forms.DateField(label=_("Kepala desa baru sejak"), widget=DayInput)


class HolderForm(forms.Form):
    """Somebody of the village who is known, or a new name."""

    holder = forms.ChoiceField(label=_("Orangnya"), required=False)
    name = forms.CharField(label=_("Nama orang baru"), max_length=120, required=False)
    phone = forms.CharField(
        label=_("Nomor HP"), max_length=30, required=False, widget=forms.TextInput({"type": "tel"})
    )
    email = forms.EmailField(label=_("Surel"), required=False)
    since = forms.DateField(label=_("Mulai bertugas"), widget=DayInput)
    until = forms.DateField(
        label=_("Sampai"),
        widget=DayInput,
        required=False,
        help_text=_("Kosongkan bila belum diketahui."),
    )
    decree = forms.ChoiceField(
        label=_("SK yang mengangkat"), required=False, help_text=_("SK boleh menyusul.")
    )
    tie_to_head = forms.ChoiceField(
        label=_("Hubungan dengan kepala desa, bila disebut"),
        choices=Seat.TieToHead.choices,
        required=False,
    )

    def __init__(
        self, *args: Any, persons: Iterable[Person], decrees: Iterable[Decree], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = [  # type: ignore[attr-defined]
            (NEW, _("Orang baru, tulis namanya di bawah")),
            *((str(person.pk), person.name) for person in persons),
        ]
        self.fields["decree"].choices = [  # type: ignore[attr-defined]
            (NEW, _("Menunggu SK")),
            *((str(decree.pk), f"{decree.number}, {decree.subject}") for decree in decrees),
        ]


class SeatForm(HolderForm):
    post = forms.ChoiceField(label=_("Jabatan"), choices=Seat.Post.choices)
    section = forms.CharField(
        label=_("Nama seksi"),
        max_length=80,
        required=False,
        help_text=_("Hanya untuk jabatan seksi."),
    )
    field_order = ("post", "section")


class ReplaceForm(HolderForm, VersionedForm):
    reason = forms.CharField(
        label=_("Alasan pemegang lama berhenti"), max_length=200, required=False
    )


class SeatDecreeForm(VersionedForm):
    decree = forms.ChoiceField(label=_("SK yang mengangkat"))

    def __init__(self, *args: Any, decrees: Iterable[Decree], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decree"].choices = [  # type: ignore[attr-defined]
            (str(decree.pk), f"{decree.number}, {decree.subject}") for decree in decrees
        ]


class EndForm(VersionedForm):
    on = forms.DateField(
        label=_("Hari terakhir"), widget=DayInput, help_text=_("Hari ini masih ikut dihitung.")
    )


class EndSeatForm(EndForm):
    reason = forms.CharField(label=_("Alasan"), max_length=200, required=False)


class MembersForm(forms.Form):
    names = forms.CharField(
        label=_("Nama anggota, satu nama per baris"),
        widget=forms.Textarea({"rows": 12}),
        max_length=60_000,
        help_text=_(
            "Boleh ditempel dari WhatsApp atau Excel. Nomor urut dan tanda di depan nama "
            "dibuang sendiri. Nomor HP di belakang nama ikut disimpan. NIK tidak disimpan."
        ),
    )
    since = forms.DateField(label=_("Menjadi anggota sejak"), widget=DayInput)
