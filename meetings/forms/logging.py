"""What people fill in about a meeting that took place."""

from collections.abc import Container, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import ClockField, DayInput
from meetings.forms.log_lines import GuestLine, ItemLine, Lines, items_of
from meetings.forms.shown import ABSENT, LATE, read_shown, shown_as, state
from meetings.rules import said_date
from meetings.services import Mark
from people.models import Person

OTHER_DAY = "other"


class LogForm(forms.Form):
    """Catat Pertemuan: when, where, who came, what was discussed and decided.

    `people` are those who can be ticked. `shown` remembers them as the page showed them: only what
    was changed on it is written over what somebody else marked meanwhile. `items` and
    `guest_lines` are its lines.
    """

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.SlugField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    day = forms.ChoiceField(label=_("Hari"), widget=forms.RadioSelect)
    on = forms.DateField(label=_("Tanggal lain"), widget=DayInput, required=False)
    at = ClockField()
    until = ClockField(label=_("Selesai pukul"), help_text="", required=False)
    purpose = forms.CharField(label=_("Acara"), max_length=150)
    place = forms.CharField(label=_("Tempat"), max_length=150)
    invited_count = forms.IntegerField(
        label=_("Jumlah yang diundang"), min_value=0, max_value=99_999, required=False
    )
    present = forms.TypedMultipleChoiceField(
        label=_("Yang hadir"), widget=forms.CheckboxSelectMultiple, required=False, coerce=int
    )
    late = forms.TypedMultipleChoiceField(
        label=_("Yang terlambat"), widget=forms.CheckboxSelectMultiple, required=False, coerce=int
    )
    guests = forms.IntegerField(
        label=_("Jumlah tamu"),
        help_text=_("Yang namanya tidak ditulis."),
        min_value=0,
        max_value=9999,
        required=False,
    )
    guest_women = forms.IntegerField(
        label=_("Di antaranya perempuan"), min_value=0, max_value=9999, required=False
    )
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
    led_by = forms.CharField(label=_("Pimpinan rapat"), max_length=120, required=False)
    minuted_by = forms.CharField(label=_("Notulis"), max_length=120, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        people: Iterable[Person],
        days: Iterable[tuple[date, str]],
        initial: Mapping[str, Any],
        without: Container[str] = (),
    ) -> None:
        super().__init__(data, initial=dict(initial))
        for name in ("purpose", "invited_count"):
            if name in without:
                del self.fields[name]
        choices = [(day.isoformat(), label) for day, label in days]
        self.fields["day"].choices = [*choices, (OTHER_DAY, _("Tanggal lain"))]  # type: ignore[attr-defined]
        listed = [(person.pk, person.name) for person in people]
        for name in ("present", "late"):
            self.fields[name].choices = listed  # type: ignore[attr-defined]
        came, late = initial.get("present", ()), initial.get("late", ())
        self.fields["shown"].initial = shown_as([pk for pk, _name in listed], came, late)
        self.items = Lines(ItemLine, "item", data=data, initial=initial.get("items", ()), empty=1)
        self.guest_lines = Lines(
            GuestLine, "guest", data=data, initial=initial.get("guest_lines", ()), empty=3
        )

    def clean(self) -> dict[str, Any]:
        """Read the day from the two fields that say it, and the lines."""
        found = self.cleaned_data
        day = found.get("day", "")
        if day and day != OTHER_DAY:
            found["on"] = date.fromisoformat(day)
        elif day and not found.get("on") and "on" not in self.errors:
            self.add_error("on", _("Pilih tanggalnya."))
        for lines in (self.items, self.guest_lines):
            if not lines.is_valid():
                for fault in lines.faults():
                    self.add_error(None, fault)
        return found

    def marks(self, *, is_new: bool = False) -> dict[str, Any]:
        """Return who came and who, of those that were shown, did not; guests by name.

        Whoever was not touched is marked absent only if nobody else has marked them since.
        """
        came, late = self.cleaned_data["present"], self.cleaned_data["late"]
        shown = read_shown(self.cleaned_data["shown"])
        listed = [pk for pk, _name in self.fields["present"].choices]  # type: ignore[attr-defined]
        now = {pk: state(pk, came, late) for pk in listed}
        touched = [pk for pk in listed if is_new or now[pk] != shown.get(pk, ABSENT)]
        absent = [pk for pk in touched if now[pk] == ABSENT and pk in shown]
        marks = {
            "present_ids": [pk for pk in touched if now[pk] != ABSENT],
            "late_ids": [pk for pk in touched if now[pk] == LATE],
            "absent_ids": absent,
            "marks": [Mark(**line) for line in self._guests() if line["name"]],
        }
        if is_new:
            return marks
        untouched = [pk for pk in listed if pk in shown and now[pk] == shown[pk] == ABSENT]
        gone = [line["id"] for line in self._guests() if line["id"] and not line["name"].strip()]
        return marks | {"absent_unless_marked": untouched, "gone": gone}

    def texts(self) -> dict[str, Any]:
        """Return the minutes; the agenda only where the page had its lines."""
        found = self.cleaned_data
        texts = {
            "until": found["until"],
            "guests": found["guests"] or 0,
            "guest_women": found["guest_women"] or 0,
            **{name: found[name] for name in ("discussed", "decided", "led_by", "minuted_by")},
        }
        if "invited_count" in found:
            texts["invited_count"] = found["invited_count"]
        if self.items.count:
            texts["agenda"] = items_of(self.items)
        return texts

    def _guests(self) -> list[dict[str, Any]]:
        return [line.cleaned_data for line in self.guest_lines if any(line.cleaned_data.values())]


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
