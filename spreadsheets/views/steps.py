"""Where an import is among its four steps, and its state in words."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from common.pages import Badge
from spreadsheets.models import Import

TONES: dict[str, str] = {
    Import.State.UPLOADED: "info",
    Import.State.CHECKING: "info",
    Import.State.CHECKED: "warn",
    Import.State.SAVING: "info",
    Import.State.SAVED: "ok",
    Import.State.UNDONE: "neutral",
}
OPEN = {Import.State.UPLOADED, Import.State.CHECKING, Import.State.CHECKED}


def badge_of(batch: Import) -> Badge:
    return Badge(str(batch.get_state_display()), TONES[batch.state])


def to_work(batch: Import) -> HttpResponse:
    """Go on to the job of the import, where its progress shows."""
    return redirect(batch.job or batch)


def steps_of(batch: Import | None, current: int) -> list[dict[str, Any]]:
    """Return the four steps; those that can still be gone back to are links."""
    labels = [_("Unggah"), _("Cocokkan kolom"), _("Periksa"), _("Simpan")]
    is_open = batch is not None and batch.state in OPEN
    back = reverse("spreadsheets:columns", args=[batch.pk]) if batch and is_open else ""
    return [
        {
            "label": label,
            "url": back if number == 1 and current > 1 else "",
            "current": number == current,
            "done": number < current,
        }
        for number, label in enumerate(labels)
    ]
