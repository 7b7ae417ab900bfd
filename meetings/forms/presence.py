"""What people fill in about presence: checking in, whose guest is who, photos, a signed sheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DocumentField
from meetings.forms.follow_ups import PhotoInput
from meetings.forms.shown import ABSENT, read_shown, shown_as
from meetings.models import Attendance, MeetingPhoto
from people.models import Person


class CheckInForm(forms.ModelForm[Attendance]):
    """What somebody without an account says of oneself."""

    name = forms.CharField(
        label=_("Nama lengkap"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Nomor HP"),
        max_length=24,
        widget=forms.TelInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        help_text=_("Seperti 0812-3456-7890. Hanya dilihat pengurus."),
    )
    sex = forms.ChoiceField(
        label=_("Laki-laki atau perempuan"),
        choices=Person.Sex.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    field_order = ("name", "phone", "sex", "origin")

    class Meta:
        model = Attendance
        fields = ("name", "origin")
        help_texts = {"origin": _("Misalnya RT 03, Karang Taruna, atau Puskesmas.")}


class MatchForm(forms.Form):
    """For each guest who checked in: one of the invited, or a guest indeed."""

    def __init__(
        self,
        *args: Any,
        guests: Iterable[Attendance],
        people: Iterable[Person],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.guests, self.people = list(guests), {person.pk: person for person in people}
        choices = [("", _("Tamu")), *((pk, one.name) for pk, one in self.people.items())]
        for guest in self.guests:
            self.fields[str(guest.pk)] = forms.TypedChoiceField(
                label=", ".join(part for part in (guest.name, guest.origin) if part),
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
            )

    def matches(self) -> dict[Any, Person]:
        found = self.cleaned_data
        return {
            guest.pk: self.people[found[str(guest.pk)]]
            for guest in self.guests
            if found[str(guest.pk)] is not None
        }


class PhotosForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Foto apa?"), choices=MeetingPhoto.Kind.choices, widget=forms.RadioSelect
    )
    photos = DocumentField(
        label=_("Foto"),
        widget=PhotoInput,
        help_text=_("Pertemuan: biasanya dua, paling banyak tiga. Daftar hadir: empat halaman."),
    )
    caption = forms.CharField(label=_("Keterangan"), max_length=150, required=False)


class CaptionForm(forms.ModelForm[MeetingPhoto]):
    class Meta:
        model = MeetingPhoto
        fields = ("caption",)


class SheetForm(forms.Form):
    """Who signed the sheet; `shown` remembers the list, so that nobody is marked absent unseen.

    Only what was changed on the page is written over what somebody else marked meanwhile.
    """

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    present = forms.TypedMultipleChoiceField(
        label=_("Yang tanda tangan"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        coerce=int,
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(person.pk, person.name) for person in people]
        self.fields["present"].choices = listed  # type: ignore[attr-defined]
        self.fields["shown"].initial = shown_as(
            [pk for pk, _name in listed], self.initial.get("present", ())
        )

    def marks(self) -> dict[str, Any]:
        """Return who was ticked, who no more, and who is absent unless somebody marked them."""
        present, shown = self.cleaned_data["present"], read_shown(self.cleaned_data["shown"])
        listed = [pk for pk, _name in self.fields["present"].choices]  # type: ignore[attr-defined]
        away = [pk for pk in listed if pk in shown and pk not in present]
        return {
            "present_ids": [pk for pk in present if shown.get(pk, ABSENT) == ABSENT],
            "absent_ids": [pk for pk in away if shown[pk] != ABSENT],
            "absent_unless_marked": [pk for pk in away if shown[pk] == ABSENT],
        }
