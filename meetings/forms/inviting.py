"""What people fill in about who is invited, and what the invited answer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import POSTPONE, POSTPONE_LABEL, Circle, Invitation, InvitedGroup

Choices = Iterable[tuple[str, str]]
ANSWERS = [
    *(choice for choice in Invitation.Answer.choices if choice[0]),
    (POSTPONE, POSTPONE_LABEL),
]


class CircleForm(forms.Form):
    circle = forms.ChoiceField(
        label=_("Dari penyelenggara sendiri"), choices=Circle.choices, widget=forms.RadioSelect
    )


class GroupForm(forms.Form):
    """A group in one choice: pillar:3, organisation:12, chairs, boards."""

    group = forms.ChoiceField(label=_("Kelompok"))

    def __init__(self, *args: Any, pillars: Choices, organisations: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = InvitedGroup.Group
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            *((one.value, one.label) for one in (group.BOARDS, group.CHAIRS)),
            (_("Relawan satu pilar"), [(f"pillar:{pk}", name) for pk, name in pillars]),
            (
                _("Pengurus satu lembaga"),
                [(f"organisation:{pk}", name) for pk, name in organisations],
            ),
        ]


class GuestForm(forms.Form):
    name = forms.CharField(label=_("Nama"), max_length=120)
    phone = forms.CharField(
        label=_("Nomor HP"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    origin = forms.CharField(
        label=_("Unsur atau jabatan"),
        max_length=80,
        required=False,
        help_text=_("Misalnya: Ketua RT 03, tokoh adat, Puskesmas."),
    )


class AnswerForm(forms.Form):
    """What the invited answers; a deputy is named only where one comes."""

    answer = forms.ChoiceField(label=_("Jawaban"), choices=ANSWERS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=200,
        required=False,
        help_text=_("Bila tidak dapat hadir sendiri."),
    )
    deputy_name = forms.CharField(
        label=_("Nama wakil"),
        max_length=120,
        required=False,
        help_text=_("Bila mengirim wakil."),
    )
    deputy_phone = forms.CharField(
        label=_("Nomor HP wakil"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )


class AnswerByNameForm(AnswerForm):
    name = forms.CharField(
        label=_("Nama"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Nomor HP"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("Seperti 0812-3456-7890. Hanya dibaca pengurus."),
    )
    field_order = ("name", "phone")
