"""The papers of a run, as far as there are kinds of them: to be signed, and what became of it."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can
from accounts.requests import SignedInRequest
from common.downloads import private_file
from common.forms import apply
from common.pages import bound, form_page
from jobs.models import Job
from papers.kinds import PaperKind, kind_named
from papers.long import print_or_ask
from stipends import services
from stipends.forms import SignedListForm
from stipends.models import Run, SignedList
from stipends.views.pages import run_or_404, seen_or_404

State = Run.State

# By the state from which each says something that stands.
PAPERS: Final = {
    "stipends.list": (State.APPROVED, State.RELEASED, State.CLOSED),
    "stipends.vouchers": (State.RELEASED, State.CLOSED),
    "stipends.run_recap": (State.RELEASED, State.CLOSED),
}


def papers_of(run: Run) -> list[PaperKind]:
    """Return what can be printed of a run now."""
    kinds = [kind_named(name) for name, states in PAPERS.items() if run.state in states]
    return [kind for kind in kinds if kind is not None]


def attach_signed_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the scan of the list once it is signed."""
    run = run_or_404(request, pk, can=Can.KEEP_STIPENDS)
    form = SignedListForm(**bound(request))
    if request.method == "POST":
        kept = apply(form, lambda: _attach(run, form, request))
        if kept is not None:
            messages.success(request, _("Pindaian daftar disimpan."))
            return redirect(run)
    return form_page(request, "stipends/attach_signed_list.html", form, run=run)


@require_safe
def signed_list(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = seen_or_404(SignedList, request, pk)
    file = services.open_signed_list(row, actor=request.user)
    return private_file(file, name=row.scan_name, content_type=row.scan_type)


def _attach(run: Run, form: SignedListForm, request: SignedInRequest) -> SignedList:
    facts = form.cleaned_data
    return services.attach_signed_list(
        run, files=facts["scan"], note=facts["note"], actor=request.user
    )


@require_POST
def print_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """Issue a paper about the whole run, or find the one that still says what is true."""
    run = run_or_404(request, pk, can=Can.KEEP_STIPENDS)
    asked = request.POST.get("kind", "")
    kind = next((one for one in papers_of(run) if one.name == asked), None)
    if kind is None:
        return redirect(run)
    printed = print_or_ask(kind.name, str(run.pk), actor=request.user)
    if isinstance(printed, Job):
        messages.info(request, _("Daftarnya panjang dan sedang dicetak."))
    return redirect(printed)
