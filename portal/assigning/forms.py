"""What is chosen for a region that ended: fields only."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from regions.models import Region


class AssignForm(forms.Form):
    bodies = forms.TypedMultipleChoiceField(
        label=_("WKSBM, dengan pengurus, anggota dan pertemuannya"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    grants = forms.TypedMultipleChoiceField(
        label=_("Peran"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    residents = forms.BooleanField(
        label=_("Semua warga yang tercatat tinggal di sini"), required=False
    )
    roster = forms.BooleanField(
        label=_("Semua penugasan relawan, lembaga dan rapat wilayah yang tercatat di sini"),
        required=False,
    )
    to_region = forms.ChoiceField(label=_("Pindahkan ke"))

    def __init__(
        self,
        *args: object,
        bodies: list[tuple[int, str]],
        grants: list[tuple[int, str]],
        places: Iterable[Region],
        residents: int,
        has_roster: bool,
    ) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        choices = {"bodies": bodies, "grants": grants}
        for name, offered in choices.items():
            if offered:
                self.fields[name].choices = offered  # type: ignore[attr-defined]
            else:
                del self.fields[name]
        if not residents:
            del self.fields["residents"]
        if not has_roster:
            del self.fields["roster"]
        self.fields["to_region"].choices = [  # type: ignore[attr-defined]
            (place.pk, f"{place.path} ({place.pk})") for place in places
        ]
