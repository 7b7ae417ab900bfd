"""What people fill in about a meeting that took place."""

from collections.abc import Container, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import ClockField
from meetings.forms.days import DayInput
from meetings.rules import (
    said_date,
)
from people.models import Person

OTHER_DAY = "other"


class LogForm(forms.Form):
    """Catat Pertemuan: when, where, who came, what was discussed and decided.

    `people` are those who can be ticked; `shown` remembers them, so that somebody who joins while
    the form is open is not marked absent unseen.
    """

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    day = forms.ChoiceField(label=_("Hari"), widget=forms.RadioSelect)
    on = forms.DateField(label=_("Tanggal lain"), widget=DayInput, required=False)
    at = ClockField()
    purpose = forms.CharField(label=_("Acara"), max_length=150)
    place = forms.CharField(label=_("Tempat"), max_length=150)
    present = forms.TypedMultipleChoiceField(
        label=_("Yang hadir"), widget=forms.CheckboxSelectMultiple, required=False, coerce=int
    )
    guests = forms.IntegerField(label=_("Jumlah tamu"), min_value=0, max_value=9999, required=False)
    discussed = forms.CharField(
        label=_("Yang dibahas"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=20_000,
        required=False,
    )
    decided = forms.CharField(
        label=_("Yang diputuskan"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=20_000,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        people: Iterable[Person],
        days: Iterable[tuple[date, str]],
        fixed_purpose: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if fixed_purpose:
            del self.fields["purpose"]
        choices = [(day.isoformat(), label) for day, label in days]
        self.fields["day"].choices = [*choices, (OTHER_DAY, _("Tanggal lain"))]  # type: ignore[attr-defined]
        listed = [(person.pk, person.name) for person in people]
        self.fields["present"].choices = listed  # type: ignore[attr-defined]
        self.fields["shown"].initial = ",".join(str(pk) for pk, _name in listed)

    def clean(self) -> dict[str, Any]:
        """Read the day from the two fields that say it."""
        found = self.cleaned_data
        day = found.get("day", "")
        if day and day != OTHER_DAY:
            found["on"] = date.fromisoformat(day)
        elif day and not found.get("on") and "on" not in self.errors:
            self.add_error("on", _("Pilih tanggalnya."))
        return found

    def marks(self) -> dict[str, Any]:
        """Return who came and who, of those that were shown, did not."""
        present = self.cleaned_data["present"]
        shown = set(self.cleaned_data["shown"].split(","))
        listed = [pk for pk, _name in self.fields["present"].choices]  # type: ignore[attr-defined]
        absent = [pk for pk in listed if str(pk) in shown and pk not in present]
        return {"present_ids": present, "absent_ids": absent}

    def texts(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "guests": found["guests"] or 0,
            "discussed": found["discussed"],
            "decided": found["decided"],
        }


def days_to_offer(
    here: date, planned: date | None, taken: Container[date] = ()
) -> list[tuple[date, str]]:
    """Return the days that are one tap away, each with its date in words; `taken` are said so."""
    named: Mapping[date, Any] = {here: _("Hari ini"), here - timedelta(days=1): _("Kemarin")}
    days = dict.fromkeys([*([planned] if planned else []), *named])
    return [(day, _said_day(day, named.get(day, ""), is_taken=day in taken)) for day in days]


def _said_day(day: date, name: str, *, is_taken: bool) -> str:
    words = f"{name}: {said_date(day)}" if name else said_date(day)
    return _("%(day)s (sudah ada pertemuan)") % {"day": words} if is_taken else words
