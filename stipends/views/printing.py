"""The papers of a run, as far as there are kinds of them: to be signed, and what became of it."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import Can
from accounts.requests import SignedInRequest
from papers.kinds import PaperKind, kind_named
from papers.services import issue_paper
from stipends.models import Run
from stipends.views.pages import run_or_404

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


@require_POST
def print_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """Issue a paper about the whole run, or find the one that still says what is true."""
    run = run_or_404(request, pk, can=Can.KEEP_STIPENDS)
    asked = request.POST.get("kind", "")
    kind = next((one for one in papers_of(run) if one.name == asked), None)
    if kind is None:
        return redirect(run)
    subject = kind.find(str(run.pk), request.user) if kind.find else run
    return redirect(issue_paper(kind.name, subject or run, actor=request.user))
