"""The others' side of a run: approve what was seen, a second time above a sum, release it.

Approving and releasing ask for the second step once more (accounts/again.py): in the same form,
so that it stays one click.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import Can, may, require
from accounts.again import is_proven, proof_of
from accounts.requests import SignedInRequest
from common.dates import today
from common.forms import apply
from common.pages import bound, form_page
from jobs.models import Job
from stipends import services
from stipends.forms import ApproveForm, BecauseForm, ExceptionForm, ReleaseForm
from stipends.many import step_or_ask
from stipends.models import Run
from stipends.views.pages import proven, run_or_404
from stipends.words import said_period, said_rupiah


def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a submitted run back to be drafted anew, with the reason."""
    run = _run_of_two(request, pk)
    form = BecauseForm(**bound(request), initial={"version": run.version})
    if request.method == "POST":
        done = apply(form, lambda: services.send_back(run, **form.cleaned_data, actor=request.user))
        if done is not None:
            messages.success(request, _("Dikembalikan kepada yang mengajukan."))
            return redirect(run)
    return form_page(request, "stipends/send_back.html", form, run=run)


def approve_run(request: SignedInRequest, pk: int) -> HttpResponse:
    run = run_or_404(request, pk, can=Can.APPROVE_MONEY)
    return _approve(
        request,
        run,
        lambda facts: step_or_ask(run, "approve", **facts, actor=request.user),
        _("Pembayaran disetujui. Sekarang dapat dicairkan oleh orang lain."),
    )


def second_run(request: SignedInRequest, pk: int) -> HttpResponse:
    run = run_or_404(request, pk, can=Can.APPROVE_MONEY)
    return _approve(
        request,
        run,
        lambda facts: services.second_run(run, **facts, actor=request.user),
        _("Persetujuan kedua dicatat."),
    )


def note_exception(request: SignedInRequest, pk: int) -> HttpResponse:
    """Log that an office of two could not keep a rule of more persons, before it is broken."""
    run = _run_of_two(request, pk)
    form = ExceptionForm(**bound(request))
    if request.method == "POST":
        done = apply(
            form, lambda: services.note_exception(run, **form.cleaned_data, actor=request.user)
        )
        if done is not None:
            messages.warning(request, _("Pengecualian dicatat dan tampil di daftar."))
            return redirect(run)
    return form_page(request, "stipends/note_exception.html", form, run=run)


def release_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the money out under its SP2D; the second step is asked once more."""
    run = _run_of_two(request, pk)
    initial = {"version": run.version, "sp2d_on": today(run.region.tz)}
    form = ReleaseForm(
        **bound(request), initial=initial, is_proven=is_proven(request, request.user)
    )
    if request.method == "POST":
        done = apply(
            form,
            lambda: proven(
                request,
                form,
                lambda facts: step_or_ask(run, "release", **facts, actor=request.user),
            ),
        )
        if done is not None:
            return _gone_on(request, run, done, _("Dana dicairkan."))
    return _money_page(request, "stipends/release_run.html", form, run)


# --- Parts of the above --------------------------------------------------------------------------


def _run_of_two(request: SignedInRequest, pk: int) -> Run:
    """Return a run to who keeps honoraria there or approves money there."""
    run = run_or_404(request, pk)
    if not may(request.user, Can.APPROVE_MONEY, on=run):
        require(request.user, Can.KEEP_STIPENDS, on=run)
    return run


def _approve(
    request: SignedInRequest, run: Run, service: Callable[[dict[str, Any]], Any], words: str
) -> HttpResponse:
    initial = {"version": run.version, "fingerprint": run.fingerprint}
    form = ApproveForm(
        **bound(request), initial=initial, is_proven=is_proven(request, request.user)
    )
    if request.method == "POST":
        done = apply(form, lambda: proven(request, form, service))
        if done is not None:
            return _gone_on(request, run, done, words)
    is_second = run.state == Run.State.APPROVED
    return _money_page(request, "stipends/approve_run.html", form, run, is_second=is_second)


def _gone_on(request: SignedInRequest, run: Run, done: tuple[Any], words: str) -> HttpResponse:
    job = done[0]
    if isinstance(job, Job):
        messages.info(request, _("Daftarnya panjang dan sedang dikerjakan."))
        return redirect(job)
    messages.success(request, words)
    return redirect(run)


def _money_page(
    request: SignedInRequest, template: str, form: BaseForm, run: Run, **context: Any
) -> HttpResponse:
    return form_page(
        request,
        template,
        form,
        run=run,
        period=said_period(run.period),
        net=said_rupiah(run.net),
        proof=proof_of(request, request.user),
        **context,
    )
