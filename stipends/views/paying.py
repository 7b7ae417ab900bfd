"""After the release: who got their money how, the tax that was paid in, and the end of a run."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import Can
from accounts.requests import SignedInRequest
from common.dates import today
from common.forms import apply
from common.pages import bound, form_page, whole_number
from stipends import services
from stipends.forms import NtpnForm, PayForm
from stipends.models import Line, LineStep, Run
from stipends.views.pages import run_or_404, version_read


def pay_lines(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note that lines were transferred or handed over: those that were ticked, or all."""
    run = run_or_404(request, pk, can=Can.KEEP_STIPENDS)
    initial = {"kind": LineStep.Kind.TRANSFERRED, "on": today(run.region.tz)}
    form = PayForm(**bound(request), initial=initial)
    lines = _ticked(request, run)
    if request.method == "POST":
        paid = apply(form, lambda: _pay(form, run, lines, request))
        if paid is not None:
            words = ngettext("%(n)d baris dicatat diterima.", "%(n)d baris dicatat diterima.", paid)
            messages.success(request, words % {"n": paid})
            return redirect(run)
    must_choose = "chosen" in request.POST
    return form_page(
        request, "stipends/pay_lines.html", form, run=run, lines=lines, must_choose=must_choose
    )


def note_ntpn(request: SignedInRequest, pk: int) -> HttpResponse:
    run = run_or_404(request, pk, can=Can.KEEP_STIPENDS)
    form = NtpnForm(**bound(request), initial={"version": run.version, "ntpn": run.ntpn})
    if request.method == "POST":
        done = apply(form, lambda: services.note_ntpn(run, **form.cleaned_data, actor=request.user))
        if done is not None:
            messages.success(request, _("NTPN disimpan."))
            return redirect(run)
    return form_page(request, "stipends/note_ntpn.html", form, run=run)


@require_POST
def close_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lock the run: afterwards there are only corrections."""
    run = run_or_404(request, pk, can=Can.KEEP_STIPENDS)
    services.close_run(run, version=version_read(request), actor=request.user)
    messages.success(request, _("Proses dikunci."))
    return redirect(run)


# --- Parts of the above --------------------------------------------------------------------------


def _pay(form: PayForm, run: Run, lines: list[Line], request: SignedInRequest) -> int:
    if not lines and "chosen" in request.POST:
        raise ValidationError(_("Pilih dahulu barisnya."), code="none_chosen")
    return services.pay_lines(lines or run, **form.cleaned_data, actor=request.user)


def _ticked(request: SignedInRequest, run: Run) -> list[Line]:
    """Return the lines that were ticked; none means all that wait for their money."""
    keys = [whole_number(text) for text in request.POST.getlist("line")]
    found = [key for key in keys if key is not None]
    return list(run.lines.filter(pk__in=found).order_by("number")) if found else []
