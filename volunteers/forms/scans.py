"""What people fill in about many scans at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from common.forms import DocumentField
from volunteers.models import DroppedScan
from volunteers.services.dropping import Choice

LATER, ASIDE = "", "aside"


class DropForm(forms.Form):
    region = forms.ChoiceField(label=_("SK dari wilayah mana?"))
    scans = DocumentField(
        label=_("Berkas pindaian SK"),
        help_text=_(
            "Paling banyak 40 berkas: tiap berkas satu SK (PDF atau foto), paling besar 10 MB, "
            "bersama paling besar 40 MB. Nama berkas seperti “SK 12-2026 Goa.pdf” membantu."
        ),
    )

    def __init__(self, *args: Any, regions: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = list(regions)  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """For each file the decree that it is of; the guess is chosen already."""

    def __init__(
        self,
        *args: Any,
        scans: Sequence[DroppedScan],
        choices: Mapping[int, Sequence[Choice]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.scans = scans
        for scan in scans:
            known = [(str(one.key), one.label) for one in choices.get(scan.pk, [])]
            guess = str(scan.decree_id or LATER)
            self.fields[_name(scan)] = forms.ChoiceField(
                label=_("SK untuk berkas ini"),
                required=False,
                choices=[(LATER, _("Biarkan dulu")), (ASIDE, _("Sisihkan")), *known],
                initial=guess if any(guess == key for key, _label in known) else LATER,
            )

    def lines(self) -> list[tuple[DroppedScan, BoundField]]:
        return [(scan, self[_name(scan)]) for scan in self.scans]

    def chosen(self) -> dict[DroppedScan, int | None]:
        """Return what was decided: the decree's key, or None to set aside."""
        found = {scan: self.cleaned_data[_name(scan)] for scan in self.scans}
        return {
            scan: None if value == ASIDE else int(value)
            for scan, value in found.items()
            if value != LATER
        }


def _name(scan: DroppedScan) -> str:
    return f"scan{scan.pk}"
