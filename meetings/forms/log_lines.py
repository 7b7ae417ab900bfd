"""Lines of the log that can be many: items of the agenda, people who are not in the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Person

MOST_LINES: Final = 60


class ItemLine(forms.Form):
    """One item of the agenda. A `usual` one of the kind counts once something is written in it."""

    id = forms.CharField(widget=forms.HiddenInput, max_length=36, required=False)
    usual = forms.BooleanField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Acara"), max_length=150, required=False)
    discussed = forms.CharField(
        label=_("Yang dibahas"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=20_000,
        required=False,
    )
    decided = forms.CharField(
        label=_("Yang diputuskan"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=20_000,
        required=False,
    )


class GuestLine(forms.Form):
    """One who came and is not in the list: a guest, or somebody of the village without a record."""

    SEXES: Final = [("", "-"), (Person.Sex.MALE, "L"), (Person.Sex.FEMALE, "P")]

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Nama"), max_length=120, required=False)
    sex = forms.ChoiceField(label=_("L/P"), choices=SEXES, required=False)
    phone = forms.CharField(
        label=_("Nomor HP"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    origin = forms.CharField(label=_("Unsur atau alamat"), max_length=80, required=False)
    late = forms.BooleanField(label=_("Terlambat"), required=False)


Line = TypeVar("Line", bound=forms.Form)


class Lines(Generic[Line]):
    """As many lines as were sent, or those that are known and some that are empty.

    A hidden field says how many were sent, so that a page can grow them.
    """

    def __init__(
        self,
        kind: type[Line],
        prefix: str,
        *,
        data: Mapping[str, Any] | None,
        initial: Sequence[Mapping[str, Any]] = (),
        empty: int,
    ) -> None:
        self.kind, self.prefix, self.count_name = kind, prefix, f"{prefix}_count"
        number = len(initial) + empty
        if data is not None:
            sent = str(data.get(self.count_name, ""))
            number = min(int(sent), MOST_LINES) if sent.isascii() and sent.isdigit() else 0
        self.forms = self._made(data, initial, number)

    def __iter__(self) -> Any:
        return iter(self.forms)

    @property
    def count(self) -> int:
        return len(self.forms)

    @property
    def has_any(self) -> bool:
        return any(line["name"].value() for line in self.forms if "name" in line.fields)

    def fill(self, data: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        """Put these rows into what was sent, in the place of all its lines."""
        for name in [name for name in data if name.startswith(f"{self.prefix}-")]:
            del data[name]
        data[self.count_name] = str(len(rows) + 1)
        for place, row in enumerate(rows):
            for name, value in row.items():
                data[f"{self.prefix}-{place}-{name}"] = value
        self.forms = self._made(data, rows, len(rows) + 1)

    def _made(self, data: Any, rows: Sequence[Mapping[str, Any]], number: int) -> list[Line]:
        known = [*rows, *({} for _line in range(number))][:number]
        return [
            self.kind(data, prefix=f"{self.prefix}-{place}", initial=dict(facts), label_suffix="")
            for place, facts in enumerate(known)
        ]

    def is_valid(self) -> bool:
        return not self.faults()

    def faults(self) -> list[str]:
        """Return what is wrong, each with the words that name the field."""
        return [
            f"{line.fields[name].label}: {fault}"
            for line in self.forms
            for name, faults in line.errors.items()
            for fault in faults
        ]


def items_of(lines: Lines[ItemLine]) -> list[dict[str, Any]]:
    """Return the items that say something."""
    found = [line.cleaned_data for line in lines]
    return [item for item in found if not item["usual"] or item["discussed"] or item["decided"]]
