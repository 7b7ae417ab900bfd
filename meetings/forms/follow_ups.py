"""What people fill in about follow-ups: who does what by when, what was done, why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DayInput, DocumentField, DocumentInput
from meetings.models import FollowUp
from people.models import Person


class PhotoInput(DocumentInput):
    """Lets photos be taken or chosen."""

    accepted = "image/jpeg,image/png"


class OnePhotoInput(PhotoInput):
    def __init__(self) -> None:
        super().__init__({"multiple": False})


class FollowUpForm(forms.ModelForm[FollowUp]):
    """A task: `people` may own it, `agenda` has the items that it may belong to."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    owner = forms.TypedChoiceField(
        label=_("Siapa yang mengerjakan"), coerce=int, empty_value=None, required=False
    )
    item = forms.TypedChoiceField(
        label=_("Dari acara"), coerce=UUID, empty_value=None, required=False
    )
    field_order = ("task", "owner", "owner_name", "due_on", "item", "needs_verifying")

    class Meta:
        model = FollowUp
        fields = ("task", "owner_name", "due_on", "needs_verifying")
        widgets = {"due_on": DayInput}
        help_texts = {
            "owner_name": _("Bila tidak ada di daftar di atas, misalnya Ketua RT 03."),
            "needs_verifying": _("Selalu diperiksa orang lain bila yang meminta mengerjakannya."),
        }

    def __init__(
        self,
        *args: Any,
        people: Iterable[Person],
        agenda: Iterable[Mapping[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in people}
        names = [("", _("Pilih nama")), *((pk, one.name) for pk, one in self.people.items())]
        self.fields["owner"].choices = names  # type: ignore[attr-defined]
        items = [(item["id"], item["title"]) for item in agenda]
        self.fields["item"].choices = [("", _("Umum")), *items]  # type: ignore[attr-defined]
        if not items:
            del self.fields["item"]

    def facts(self) -> dict[str, Any]:
        """Return what was filled in, the owner as a person."""
        found = self.cleaned_data
        names = ("task", "owner_name", "due_on", "needs_verifying")
        return {
            **{name: found[name] for name in names},
            "owner": self.people.get(found["owner"]),
            "item": found.get("item"),
        }


class FinishForm(forms.ModelForm[FollowUp]):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    evidence = forms.CharField(
        label=_("Apa yang sudah dikerjakan?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )
    picture = DocumentField(label=_("Foto bukti"), widget=OnePhotoInput, required=False)
    field_order = ("evidence", "done_on", "picture")

    class Meta:
        model = FollowUp
        fields = ("done_on",)
        labels = {"done_on": _("Selesai tanggal")}
        widgets = {"done_on": DayInput}


class DropForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    because = forms.CharField(label=_("Alasan"), max_length=200)
