"""What people fill in about organisations, qualifications and trainings: fields only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DayInput
from people.models import Person
from volunteers.models import OfficeHolder, Organisation, QualificationKind
from wksbm.forms import VersionedForm
from wksbm.models import Decree, Wksbm

NONE = ""
Choices = list[tuple[str, Any]]


def choose(rows: Iterable[Any], empty: Any = None) -> Choices:
    """Return rows as choices by their keys; `empty` stands first where nothing may be chosen."""
    first: Choices = [] if empty is None else [(NONE, empty)]
    return first + [(str(row.pk), str(row)) for row in rows]


def _offer(form: forms.BaseForm, name: str, choices: Choices) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]


class PersonSearchForm(forms.Form):
    q = forms.CharField(label=_("Nama orang"), max_length=100, required=False)


# --- Organisations -------------------------------------------------------------------------------


class OrganisationForm(forms.ModelForm[Organisation]):
    pillar = forms.ChoiceField(label=_("Jenis lembaga"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order: tuple[str, ...] = ("pillar",)

    class Meta:
        model = Organisation
        fields = (
            "name",
            "sub_kind",
            "is_legal_entity",
            "legal_entity_number",
            "registration_number",
            "registered_until",
            "accreditation",
            "accredited_until",
            "stage",
            "founded_on",
            "address",
            "phone",
        )
        widgets = {
            "registered_until": DayInput,
            "accredited_until": DayInput,
            "founded_on": DayInput,
            "phone": forms.TextInput({"type": "tel", "maxlength": 30}),
        }
        help_texts = {
            "registered_until": _("Hari terakhirnya. Kosongkan bila tidak disebut."),
            "accredited_until": _("Hari terakhirnya. Kosongkan bila tidak disebut."),
        }

    def __init__(self, *args: Any, pillars: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"] = forms.CharField(
            label=self.fields["phone"].label,
            max_length=30,
            required=False,
            widget=forms.TextInput({"type": "tel"}),
        )
        _offer(self, "pillar", choose(pillars))

    def _post_clean(self) -> None:
        """Leave the constraints to the service: it alone refuses, on both faces."""


class FoundOrganisationForm(OrganisationForm):
    region = forms.CharField(widget=forms.HiddenInput, max_length=13)
    wksbm = forms.ChoiceField(label=_("Di bawah payung WKSBM"), required=False)
    field_order = ("pillar", "name", "sub_kind", "wksbm")

    def __init__(self, *args: Any, bodies: Iterable[Wksbm], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "wksbm", choose(bodies, _("Belum di bawah WKSBM")))


class PlaceUnderForm(VersionedForm):
    wksbm = forms.ChoiceField(label=_("Di bawah payung WKSBM"), required=False)

    def __init__(self, *args: Any, bodies: Iterable[Wksbm], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "wksbm", choose(bodies, _("Tidak di bawah WKSBM")))


class DissolveOrganisationForm(VersionedForm):
    on = forms.DateField(
        label=_("Tanggal bubar"),
        widget=DayInput,
        help_text=_("Pengurus bertugas sampai sehari sebelumnya. Datanya tetap ada."),
    )
    reason = forms.CharField(label=_("Alasan"), max_length=200)


class OfficerForm(forms.Form):
    """Somebody who is known there, or a new name."""

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
        label=_("SK yang mengangkat"), required=False, help_text=_("Boleh tanpa SK.")
    )

    def __init__(
        self, *args: Any, persons: Iterable[Person], decrees: Iterable[Decree], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(person.pk), person.name) for person in persons]
        _offer(self, "holder", [(NONE, _("Orang baru, tulis namanya di bawah")), *people])
        known = [(str(decree.pk), f"{decree.number}, {decree.subject}") for decree in decrees]
        _offer(self, "decree", [(NONE, _("Tanpa SK")), *known])


class SeatOfficerForm(OfficerForm):
    post = forms.ChoiceField(label=_("Jabatan"), choices=OfficeHolder.Post.choices)
    section = forms.CharField(
        label=_("Nama seksi"),
        max_length=80,
        required=False,
        help_text=_("Hanya untuk jabatan seksi."),
    )
    field_order = ("post", "section")


class ReplaceOfficerForm(OfficerForm, VersionedForm):
    reason = forms.CharField(
        label=_("Alasan pemegang lama berhenti"), max_length=200, required=False
    )


# --- Qualifications ------------------------------------------------------------------------------


class QualificationKindForm(forms.Form):
    name = forms.CharField(label=_("Nama kualifikasi"), max_length=120)
    months = forms.IntegerField(
        label=_("Berlaku (bulan)"),
        min_value=1,
        max_value=600,
        required=False,
        help_text=_("Kosong berarti seumur hidup."),
    )
    includes = forms.MultipleChoiceField(
        label=_("Mencakup"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Siapa yang memilikinya dianggap memiliki yang dicentang juga."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kinds: Iterable[QualificationKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "includes", choose(kinds))


class AddQualificationKindForm(QualificationKindForm):
    region = forms.ChoiceField(label=_("Berlaku di"))
    field_order = ("region",)

    def __init__(self, *args: Any, regions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "region", regions)


class RenewQualificationForm(forms.Form):
    since = forms.DateField(label=_("Berlaku sejak"), widget=DayInput)
    until = forms.DateField(
        label=_("Berlaku sampai"),
        widget=DayInput,
        required=False,
        help_text=_("Kosongkan untuk memakai masa berlaku yang biasa bagi kualifikasi ini."),
    )
    certificate = forms.CharField(label=_("Nomor sertifikat"), max_length=100, required=False)
    granted_by = forms.CharField(label=_("Diberikan oleh"), max_length=160, required=False)


class GrantQualificationForm(RenewQualificationForm):
    kind = forms.ChoiceField(label=_("Kualifikasi"))
    field_order = ("kind",)

    def __init__(self, *args: Any, kinds: Iterable[QualificationKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "kind", choose(kinds))


class WithdrawQualificationForm(VersionedForm):
    on = forms.DateField(
        label=_("Tidak berlaku lagi sejak"),
        widget=DayInput,
        help_text=_("Yang salah catat dicabut sejak hari pertamanya."),
    )
    reason = forms.CharField(label=_("Alasan"), max_length=200)


# --- Trainings -----------------------------------------------------------------------------------


class TrainingForm(forms.Form):
    title = forms.CharField(label=_("Nama pelatihan atau sosialisasi"), max_length=160)
    grants = forms.ChoiceField(label=_("Memberi kualifikasi"), required=False)
    since = forms.DateField(label=_("Hari pertama"), widget=DayInput)
    until = forms.DateField(
        label=_("Hari terakhir"),
        widget=DayInput,
        required=False,
        help_text=_("Kosongkan bila hanya satu hari."),
    )
    hours = forms.IntegerField(label=_("Jam pelajaran"), min_value=1, max_value=999, required=False)
    place = forms.CharField(label=_("Tempat"), max_length=160, required=False)
    organiser = forms.CharField(label=_("Penyelenggara"), max_length=160, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kinds: Iterable[QualificationKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "grants", choose(kinds, _("Tidak memberi kualifikasi")))


class PlanTrainingForm(TrainingForm):
    region = forms.CharField(widget=forms.HiddenInput, max_length=13)


class InviteForm(forms.Form):
    persons = forms.MultipleChoiceField(
        label=_("Relawan"), required=False, widget=forms.CheckboxSelectMultiple
    )
    names = forms.CharField(
        label=_("Nama peserta, satu nama per baris"),
        required=False,
        widget=forms.Textarea({"rows": 12}),
        max_length=60_000,
        help_text=_(
            "Boleh ditempel dari WhatsApp atau Excel. Nomor urut dan tanda di depan nama "
            "dibuang sendiri. L/P dan nomor HP di kolom setelah nama ikut disimpan. "
            "NIK tidak disimpan."
        ),
    )

    def __init__(self, *args: Any, volunteers: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "persons", [(str(person.pk), person.name) for person in volunteers])


class AttendanceForm(VersionedForm):
    present_ids = forms.TypedMultipleChoiceField(
        label=_("Hadir"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, participants: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "present_ids", [(str(person.pk), person.name) for person in participants])


class CorrectAttendanceForm(forms.Form):
    person = forms.ChoiceField(label=_("Peserta"))
    attended = forms.ChoiceField(
        label=_("Yang benar"),
        choices=[("true", _("Hadir")), ("false", _("Tidak hadir"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Alasan"), max_length=200)

    def __init__(self, *args: Any, participants: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "person", [(str(person.pk), person.name) for person in participants])
