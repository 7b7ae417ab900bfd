"""What people fill in about volunteers and pillars: fields only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DayInput
from people.models import Person
from volunteers.models import Appointment, Pillar, TierStep
from wksbm.models import Decree

NEW = ""
Choices = Iterable[tuple[str, Any]]


def decree_choices(decrees: Iterable[Decree]) -> list[tuple[str, Any]]:
    return [
        ("", _("Menunggu SK")),
        *((str(decree.pk), f"{decree.number}, {decree.subject}") for decree in decrees),
    ]


class VersionedForm(forms.Form):
    """Carries the version that was read, so that nobody's change is lost."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DecreeForm(forms.Form):
    decree = forms.ChoiceField(
        label=_("SK yang mengangkat"),
        required=False,
        help_text=_(
            "SK boleh menyusul. Yang belum tercatat dicatat dahulu lewat Catat SK relawan."
        ),
    )

    def __init__(self, *args: Any, decrees: Iterable[Decree], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decree"].choices = decree_choices(decrees)  # type: ignore[attr-defined]


class PayForm(forms.Form):
    number = forms.CharField(
        label=_("Nomor anggota"),
        max_length=40,
        required=False,
        help_text=_("Salin persis seperti di kartu, misalnya NIA untuk Tagana."),
    )
    honorarium = forms.ChoiceField(
        label=_("Honor"),
        choices=Appointment.Honorarium.choices,
        widget=forms.RadioSelect,
        initial=Appointment.Honorarium.UNPAID,
    )
    stipend_waived = forms.BooleanField(
        label=_("Berhonor, tetapi tidak mengambil honornya"), required=False
    )


class TermForm(forms.Form):
    since = forms.DateField(label=_("Mulai bertugas"), widget=DayInput)
    until = forms.DateField(
        label=_("Sampai"),
        widget=DayInput,
        required=False,
        help_text=_("Kosongkan bila SK tidak menyebut batas akhir."),
    )


class AppointForm(PayForm, TermForm, DecreeForm):
    """Somebody of the place who is known, or a new name."""

    pillar = forms.ChoiceField(label=_("Pilar"))
    person = forms.ChoiceField(label=_("Orangnya"), required=False)
    name = forms.CharField(label=_("Nama orang baru"), max_length=120, required=False)
    phone = forms.CharField(
        label=_("Nomor HP"), max_length=30, required=False, widget=forms.TextInput({"type": "tel"})
    )
    at = forms.CharField(widget=forms.HiddenInput, max_length=13)
    field_order = (
        "pillar",
        "person",
        "name",
        "phone",
        "since",
        "until",
        "decree",
        "number",
        "honorarium",
        "stipend_waived",
    )

    def __init__(
        self, *args: Any, pillars: Iterable[Pillar], persons: Iterable[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pillar"].choices = [  # type: ignore[attr-defined]
            (str(pillar.pk), f"{pillar.short_name} ({pillar.name})") for pillar in pillars
        ]
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (NEW, _("Orang baru, tulis namanya di bawah")),
            *((str(person.pk), person.name) for person in persons),
        ]


class ChangeAppointmentForm(PayForm, DecreeForm, VersionedForm):
    region = forms.ChoiceField(label=_("Bertugas dari desa"))
    field_order = ("decree", "region", "number", "honorarium", "stipend_waived")

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = list(places)  # type: ignore[attr-defined]


class RenewForm(TermForm, DecreeForm, VersionedForm):
    field_order = ("decree", "since", "until")


class RenewManyForm(TermForm, DecreeForm):
    appointments = forms.MultipleChoiceField(
        label=_("Yang diperpanjang"), widget=forms.CheckboxSelectMultiple
    )
    field_order = ("decree", "since", "until", "appointments")

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["appointments"].choices = list(people)  # type: ignore[attr-defined]


class EndForm(VersionedForm):
    on = forms.DateField(
        label=_("Hari terakhir"), widget=DayInput, help_text=_("Hari ini masih ikut dihitung.")
    )
    kind = forms.ChoiceField(
        label=_("Sebab"),
        widget=forms.RadioSelect,
        choices=[
            choice
            for choice in Appointment.Ending.choices
            if choice[0] != Appointment.Ending.RENEWED
        ],
    )
    reason = forms.CharField(label=_("Keterangan"), max_length=200, required=False)


class TierForm(forms.Form):
    tier = forms.ChoiceField(
        label=_("Jenjang"), choices=TierStep.Tier.choices, widget=forms.RadioSelect
    )
    since = forms.DateField(label=_("Sejak"), widget=DayInput)
    evidence = forms.CharField(
        label=_("Bukti"),
        max_length=200,
        required=False,
        help_text=_("Nomor SK atau sertifikat pelatihan."),
    )


class CorrectTierForm(TierForm, VersionedForm):
    pass


class ConfirmForm(forms.Form):
    """The village's word on each of its people; who is left open stays as it was."""

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, name in people.items():
            self.fields[f"answer_{key}"] = forms.ChoiceField(
                label=name,
                choices=Appointment.Answer.choices,
                required=False,
                widget=forms.RadioSelect,
            )

    def answers(self, *, otherwise: str = "") -> dict[int, str]:
        """Return the answers by appointment; `otherwise` stands for those that were left open."""
        said = {
            int(name.removeprefix("answer_")): value or otherwise
            for name, value in self.cleaned_data.items()
        }
        return {key: value for key, value in said.items() if value}


# --- Pillars -------------------------------------------------------------------------------------


class PillarForm(forms.ModelForm[Pillar]):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Pillar
        fields = (
            "short_name",
            "name",
            "holder",
            "level",
            "legal_basis",
            "ministry",
            "number_name",
            "has_tiers",
            "is_sole",
            "is_expected",
            "note",
        )

    def _post_clean(self) -> None:
        """Leave the constraints to the service: it alone refuses, on both faces."""


class AddPillarForm(PillarForm):
    region = forms.ChoiceField(label=_("Berlaku di"))
    since = forms.DateField(label=_("Dipakai sejak"), widget=DayInput)
    field_order = ("region", "since")

    def __init__(self, *args: Any, regions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = list(regions)  # type: ignore[attr-defined]


class EndPillarForm(VersionedForm):
    on = forms.DateField(
        label=_("Hari terakhir dipakai"),
        widget=DayInput,
        help_text=_("Yang sudah tercatat tetap ada dan dapat dibaca."),
    )
