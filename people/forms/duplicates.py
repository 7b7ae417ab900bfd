"""What people fill in when two persons become one: fields only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.services.comparing import Compared
from people.services.moving import Clash


class MergeForm(forms.Form):
    """One choice for each fact that differs, one for each clash, and the reason."""

    reason = forms.CharField(label=_("Alasan"), max_length=200, required=False)

    def __init__(
        self, *words: Any, facts: Iterable[Compared], clashes: Iterable[Clash], **options: Any
    ) -> None:
        super().__init__(*words, **options)
        for fact in facts:
            if fact.differs:
                self._choose(f"fact-{fact.fact}", fact.label, fact.stays, fact.goes)
                self.initial.setdefault(f"fact-{fact.fact}", fact.likely)
        for clash in clashes:
            label = _("%(label)s yang dipertahankan") % {"label": clash.label.capitalize()}
            self._choose(f"clash-{clash.key}", label, clash.ours, clash.theirs)
        self.order_fields([name for name in self.fields if name != "reason"])

    def _choose(self, name: str, label: Any, stays: str, goes: str) -> None:
        unknown = _("(tidak diketahui)")
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=[("stays", stays or unknown), ("goes", goes or unknown)],
            widget=forms.RadioSelect,
        )

    def chosen(self, kind: str) -> dict[str, str]:
        """Return what was chosen for the facts, or for the clashes: "stays" or "goes"."""
        return {
            name.removeprefix(f"{kind}-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith(f"{kind}-")
        }


class RegionForm(forms.Form):
    region = forms.ChoiceField(label=_("Wilayah"), required=False)

    def __init__(self, *words: Any, regions: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*words, **options)
        choices = [("", _("Semua")), *regions]
        self.fields["region"].choices = choices  # type: ignore[attr-defined]


class TwinForm(forms.Form):
    q = forms.CharField(label=_("Nama orang yang lain"), max_length=120, required=False)
