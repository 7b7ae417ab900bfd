"""What people fill in about single meetings."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import ClockField, DayInput
from meetings.models import Meeting, MeetingKind
from meetings.rules import (
    said_date,
)


class MergeForm(forms.Form):
    """Which meeting of the body it is held together with: `others` are those to choose from."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    into = forms.ChoiceField(label=_("Digabung dengan pertemuan"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, others: Iterable[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), f"{said_date(one.on)}, {one.at:%H.%M}, {one.purpose}") for one in others
        ]


class AddOccurrenceForm(forms.Form):
    on = forms.DateField(label=_("Tanggal"), widget=DayInput)
    at = ClockField()


class InvitationForm(forms.ModelForm[Meeting]):
    """What an invitation says: of its kind, which of the usual items, and others, one a line."""

    until = ClockField(label=_("Selesai pukul"), required=False, help_text="")
    place = forms.CharField(label=_("Tempat"), max_length=150)
    agenda = forms.MultipleChoiceField(
        label=_("Susunan acara"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more_agenda = forms.CharField(
        label=_("Acara lain"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Satu acara per baris."),
    )
    grants = forms.ChoiceField(label=_("Memberi kualifikasi"), required=False)

    class Meta:
        model = Meeting
        fields: tuple[str, ...] = ("purpose", "until", "place", "visitors", "note")
        help_texts = {"note": _("Misalnya: mohon membawa buku kas.")}

    def __init__(
        self,
        *args: Any,
        kind: MeetingKind,
        titles: Iterable[str],
        qualifications: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        """`titles`: every item that may come back from the page; the kind's own are shown."""
        super().__init__(*args, **kwargs)
        shown = dict.fromkeys([*kind.agenda, *self.initial.get("agenda", [])])
        self.shown_titles = list(shown)
        choices = [(title, title) for title in dict.fromkeys([*shown, *titles])]
        self.fields["agenda"].choices = choices  # type: ignore[attr-defined]
        self.fields["grants"].choices = [  # type: ignore[attr-defined]
            ("", _("Tidak")),
            *qualifications,
        ]
        if not kind.grants_qualification:
            self.fields["grants"].widget = forms.HiddenInput()
        if not kind.has_visitors:
            self.fields["visitors"].widget = forms.HiddenInput()

    def _post_clean(self) -> None:
        """Leave the constraints to the service: it alone refuses, on both faces."""

    @property
    def titles(self) -> list[str]:
        chosen = self.cleaned_data
        return [*chosen["agenda"], *chosen["more_agenda"].splitlines()]

    @property
    def shown_agenda(self) -> list[Any]:
        """Return the boxes of the items that belong to the chosen kind, or are on the agenda."""
        return [box for box in self["agenda"] if box.data["value"] in self.shown_titles]


class MeetingForm(InvitationForm):
    id = forms.UUIDField(widget=forms.HiddenInput)
    at = ClockField()
    kind = forms.ChoiceField(label=_("Jenis"))
    field_order = ("kind", "purpose", "on", "at", "until", "place")

    class Meta(InvitationForm.Meta):
        fields = ("purpose", "on", "at", "until", "place", "visitors", "note")
        widgets = {"on": DayInput}

    def __init__(self, *args: Any, kinds: Iterable[MeetingKind], **kwargs: Any) -> None:
        known = list(kinds)
        titles = [title for one in known for title in one.agenda]
        super().__init__(*args, titles=titles, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (one.pk, one.name) for one in known
        ]


class ChangeMeetingForm(InvitationForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("purpose", "until", "place")


class MoveForm(forms.ModelForm[Meeting]):
    version = forms.IntegerField(widget=forms.HiddenInput)
    at = ClockField()
    place = forms.CharField(label=_("Tempat"), max_length=150)
    field_order = ("on", "at", "place")

    class Meta:
        model = Meeting
        fields = ("on", "at", "place")
        widgets = {"on": DayInput}


class CancelForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    cancelled_because = forms.CharField(
        label=_("Alasan"),
        max_length=200,
        help_text=_("Dibaca semua yang diundang, misalnya: hujan lebat."),
    )
