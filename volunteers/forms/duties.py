"""What people fill in about duties, their hours, and the days on which they cannot."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.forms import ClockField, DayInput
from people.models import Person
from volunteers.models import Duty, Pillar, QualificationKind


class VersionedForm(forms.Form):
    """Carries the version that was read, so that nobody's change is lost."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class WhenForm(forms.Form):
    on = forms.DateField(label=_("Hari"), widget=DayInput)
    at = ClockField(label=_("Mulai pukul"))
    until_at = ClockField(
        label=_("Selesai pukul"),
        help_text=_("Bila lebih awal dari jam mulai, tugas selesai keesokan harinya."),
    )
    until_on = forms.DateField(
        label=_("Hari selesai"),
        widget=DayInput,
        required=False,
        help_text=_("Hanya untuk tugas yang berlangsung beberapa hari."),
    )


class DutyForm(forms.Form):
    """`pillars` and `kinds` are those that the user may choose from."""

    title = forms.CharField(
        label=_("Nama tugas"), max_length=160, help_text=_("Misalnya Posko banjir Balai Desa.")
    )
    kind = forms.ChoiceField(label=_("Jenis tugas"), choices=Duty.Kind.choices)
    place = forms.CharField(label=_("Tempat"), max_length=160)
    seats = forms.IntegerField(label=_("Dibutuhkan (orang)"), min_value=1, max_value=500, initial=1)
    pillar: forms.ModelChoiceField[Pillar] = forms.ModelChoiceField(
        label=_("Hanya dari pilar"), queryset=None, required=False, empty_label=_("Pilar mana pun")
    )
    needs: forms.ModelMultipleChoiceField[QualificationKind] = forms.ModelMultipleChoiceField(
        label=_("Kualifikasi yang perlu"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("Catatan"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        pillars: QuerySet[Pillar],
        kinds: QuerySet[QualificationKind],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pillar"].queryset = pillars  # type: ignore[attr-defined]
        self.fields["needs"].queryset = kinds  # type: ignore[attr-defined]


class PlanDutyForm(WhenForm, DutyForm):
    region = forms.CharField(widget=forms.HiddenInput, max_length=13)
    field_order = ("title", "kind", "place", "on", "at", "until_at", "until_on", "seats")


class ChangeDutyForm(DutyForm, VersionedForm):
    pass


class MoveDutyForm(WhenForm, VersionedForm):
    pass


class CancelDutyForm(VersionedForm):
    because = forms.CharField(
        label=_("Alasan"), max_length=200, help_text=_("Dibaca semua yang sudah ditawari.")
    )


class RepeatDutyForm(forms.Form):
    weeks = forms.IntegerField(
        label=_("Berapa minggu lagi?"),
        min_value=1,
        max_value=26,
        help_text=_("Hari dan jam yang sama, tanpa orangnya. Yang sudah ada tidak digandakan."),
    )


class OfferForm(forms.Form):
    persons: forms.ModelMultipleChoiceField[Person] = forms.ModelMultipleChoiceField(
        label=_("Siapa yang ditawari?"),
        queryset=None,
        error_messages={"required": _("Pilih paling sedikit satu orang.")},
    )
    though_absent = forms.BooleanField(
        label=_("Tawarkan juga kepada yang berhalangan"), required=False
    )

    def __init__(self, *args: Any, persons: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"].queryset = persons  # type: ignore[attr-defined]


class TakeOverForm(VersionedForm):
    by: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=_("Siapa yang menggantikan?"), queryset=None, empty_label=_("Pilih orangnya")
    )
    though_absent = forms.BooleanField(label=_("Walaupun tercatat berhalangan"), required=False)

    def __init__(self, *args: Any, persons: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].queryset = persons  # type: ignore[attr-defined]


class DeclineForm(VersionedForm):
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=200,
        required=False,
        help_text=_("Membantu penyusun jadwal, misalnya: anak sakit."),
    )


class HoursForm(VersionedForm):
    """Hours and minutes; `total` has them in minutes, as they are kept."""

    hours = forms.IntegerField(label=_("Jam"), min_value=0, max_value=744)
    minutes = forms.IntegerField(label=_("Menit"), min_value=0, max_value=59, initial=0)

    @property
    def total(self) -> int:
        hours: int = self.cleaned_data["hours"]
        minutes: int = self.cleaned_data["minutes"]
        return hours * 60 + minutes


class AbsenceForm(forms.Form):
    since = forms.DateField(label=_("Hari pertama"), widget=DayInput)
    until = forms.DateField(
        label=_("Hari terakhir"),
        widget=DayInput,
        required=False,
        help_text=_("Kosongkan bila hanya satu hari."),
    )
    reason = forms.CharField(label=_("Keterangan"), max_length=200, required=False)
