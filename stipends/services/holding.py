"""A run is held while it is written to, by whoever read it as it still is."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import RuleBroken, StaleVersion
from stipends.models import Run, RunEditor


def hold_run(run: Run, *states: str, version: int | None) -> Run:
    """Lock the run and return it as it stands. Raises stale_version, run_moved_on.

    `states` are those in which what the caller wants can happen.
    """
    locked = Run.objects.select_for_update(no_key=True, of=("self",))
    held: Run = locked.select_related("scheme__pillar", "source", "region").get(pk=run.pk)
    if held.state not in states:
        words = _("Proses ini sekarang “%(state)s”. Muat ulang halaman.")
        raise RuleBroken("run_moved_on", words % {"state": held.get_state_display()})
    if version is not None and held.version != version:
        raise StaleVersion(
            "stale_version",
            _("Data ini sudah diubah orang lain. Muat ulang halaman, lalu ulangi."),
        )
    return held


def write_run(held: Run, **facts: Any) -> Run:
    """Write these facts of a held run, and one version more."""
    for name, value in facts.items():
        setattr(held, name, value)
    held.updated_at = timezone.now()
    Run.objects.filter(pk=held.pk).update(
        **facts, updated_at=held.updated_at, version=F("version") + 1
    )
    held.version += 1
    return held


def note_editor(run: Run, actor: User) -> None:
    """Remember who had a hand in the lines: they never approve them."""
    RunEditor.objects.bulk_create([RunEditor(run=run, user=actor)], ignore_conflicts=True)
