"""What a district fills in about its own kinds of meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DayInput
from meetings.models import MeetingKind


class KindForm(forms.ModelForm[MeetingKind]):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    agenda = forms.CharField(
        label=_("Acara yang biasa"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Satu acara per baris. Ditawarkan saat merencanakan dan mencatat."),
    )

    class Meta:
        model = MeetingKind
        fields = (
            *("name", "held_by_bodies", "held_by_organisations", "held_by_regions"),
            *("level", "in_kelurahan", "held_by", "chaired_by", "circle", "agenda"),
            *("quorum_part", "quorum_of", "delay_hours", "second_within_days"),
            *("grants_qualification", "has_visitors", "legal_basis", "note"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["in_kelurahan"]
        field.label, field.help_text = _("Di desa atau kelurahan"), ""
        field.widget.choices = [
            ("unknown", _("Keduanya")),
            ("true", _("Hanya kelurahan")),
            ("false", _("Hanya desa")),
        ]

    def _post_clean(self) -> None:
        """Leave the constraints to the service: it alone refuses, on both faces."""

    @property
    def facts(self) -> dict[str, Any]:
        found = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {**found, "agenda": self.cleaned_data["agenda"].splitlines()}


class AddKindForm(KindForm):
    region = forms.ChoiceField(label=_("Berlaku di"))
    since = forms.DateField(label=_("Dipakai sejak"), widget=DayInput)
    field_order = ("region", "name", "since")

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions  # type: ignore[attr-defined]


class EndKindForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(label=_("Terakhir dipakai"), widget=DayInput)
