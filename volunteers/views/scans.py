"""Many scans of decrees at once: dropping them, and confirming whose each is on one screen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Can, codes_where, may
from accounts.requests import SignedInRequest
from common.errors import NotAllowed
from common.forms import apply
from common.pages import bound, form_page
from regions import cache
from volunteers import services
from volunteers.forms.scans import ConfirmForm, DropForm
from volunteers.models import DroppedScan
from wksbm.models import Decree
from wksbm.services import place

LATEST = 20  # batches that the page lists


def drop_scans(request: SignedInRequest) -> HttpResponse:
    """Take many files, and show the batches that still wait."""
    form = DropForm(**bound(request), regions=_regions(request))
    if request.method == "POST":
        dropped = apply(form, lambda: _drop(form, request))
        if dropped:
            return redirect("volunteers:confirm_scans", dropped[0].batch)
    return form_page(request, "volunteers/scans/drop_scans.html", form, batches=_batches(request))


def confirm_scans(request: SignedInRequest, batch: UUID) -> HttpResponse:
    """Show each file of a batch with its guess, and attach what is confirmed."""
    seen = DroppedScan.objects.visible_to(request.user).filter(batch=batch)
    rows = list(seen.select_related("decree", "region").order_by("pk"))
    if not rows:
        raise Http404
    waiting = [row for row in rows if row.file]
    choices = services.decrees_for(waiting, user=request.user)
    form = ConfirmForm(request.POST or None, scans=waiting, choices=choices)
    if request.method == "POST":
        done = apply(form, lambda: _confirm(form, request))
        if done is not None:
            _tell(request, done)
            return redirect("volunteers:confirm_scans", batch)
    context = {
        "refused": [row for row in rows if not row.file and row.fault],
        "attached": [row for row in rows if row.status == DroppedScan.Status.ATTACHED],
    }
    return form_page(request, "volunteers/scans/confirm_scans.html", form, **context)


# --- Parts of the above --------------------------------------------------------------------------


def _regions(request: SignedInRequest) -> list[tuple[str, str]]:
    """Return where the user keeps decrees. Raises not_allowed (403) where that is nowhere."""
    if not may(request.user, Can.KEEP_DECREES):
        raise NotAllowed("not_allowed", _("Peran Ibu/Bapak tidak mencakup tindakan ini."))
    codes = [code for code in codes_where(request.user, Can.KEEP_DECREES) if code]
    names = cache.names_of(sorted(codes, key=len))
    return [(code, name.path) for code, name in names.items()]


def _drop(form: DropForm, request: SignedInRequest) -> list[DroppedScan]:
    region = place(form.cleaned_data["region"])
    return services.drop_scans(region, files=form.cleaned_data["scans"], actor=request.user)


def _batches(request: SignedInRequest) -> list[Any]:
    seen = DroppedScan.objects.visible_to(request.user)
    grouped = seen.values("batch", "dropped_at__date").annotate(
        files=Count("pk"), waiting=Count("pk", filter=~Q(file=""))
    )
    return list(grouped.filter(waiting__gt=0).order_by("-dropped_at__date", "batch")[:LATEST])


def _confirm(form: ConfirmForm, request: SignedInRequest) -> services.ScansConfirmed:
    chosen = form.chosen()
    kept = Decree.objects.where_may(request.user, Can.KEEP_DECREES).in_bulk(
        [key for key in chosen.values() if key is not None]
    )
    decided = {scan: None if key is None else kept[key] for scan, key in chosen.items()}
    return services.confirm_scans(decided, actor=request.user)


def _tell(request: SignedInRequest, done: services.ScansConfirmed) -> None:
    if done.attached:
        words = ngettext(
            "%(count)d pindaian dipasang.", "%(count)d pindaian dipasang.", len(done.attached)
        )
        messages.success(request, words % {"count": len(done.attached)})
    for scan in done.failed:
        messages.error(request, f"{scan.name}: {scan.fault}")
