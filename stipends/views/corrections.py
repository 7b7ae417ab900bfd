"""Corrections of approved lines: proposed by one, decided by another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, may
from accounts.again import is_proven, proof_of
from accounts.requests import SignedInRequest
from common.forms import apply
from common.pages import bound, page_of
from stipends import services
from stipends.forms import ProvenForm
from stipends.forms.money import CorrectionForm, RefuseCorrectionForm
from stipends.models import Correction
from stipends.views.lines import line_or_404
from stipends.views.money_pages import Words, refuse_strangers, worded_page
from stipends.views.pages import proven, seen_or_404
from stipends.words import said_rupiah

TONES = {
    Correction.State.PROPOSED: "warn",
    Correction.State.APPROVED: "ok",
    Correction.State.REFUSED: "neutral",
}


@require_safe
def corrections(request: SignedInRequest) -> HttpResponse:
    """List what waits for a decision, or what was decided."""
    refuse_strangers(request.user)
    seen = Correction.objects.where_may(request.user, Can.READ_STIPENDS)
    decided = request.GET.get("decided") == "1"
    waiting = Correction.State.PROPOSED
    found = seen.exclude(state=waiting) if decided else seen.filter(state=waiting)
    rows, links = page_of(request, found.select_related("line__run", "proposed_by"))
    context = {"lines": [_told(row) for row in rows], "decided": decided, **links}
    return render(request, "stipends/money/corrections.html", context)


@require_safe
def correction(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _correction_or_404(request, pk))


def propose_correction(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose to put a line right; what is taken off is written without a sign."""
    row = line_or_404(request, pk, can=Can.KEEP_STIPENDS)
    form = CorrectionForm(**bound(request))
    if request.method == "POST":
        made = apply(
            form, lambda: services.propose_correction(row, **_sums(form), actor=request.user)
        )
        if made is not None:
            messages.success(request, _("Koreksi diusulkan. Orang lain memutuskannya."))
            return redirect("stipends:correction", made.pk)
    return worded_page(
        request,
        form,
        Words(
            _("Usulkan koreksi"),
            _("Usulkan koreksi"),
            row.get_absolute_url(),
            row.name,
        ),
        line=row,
    )


@require_POST
def approve_correction(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve what somebody else proposed; the second step is asked once more."""
    row = _correction_or_404(request, pk, can=Can.APPROVE_MONEY)
    form = ProvenForm(request.POST, is_proven=is_proven(request, request.user))
    done = apply(
        form,
        lambda: proven(
            request,
            form,
            lambda facts: services.decide_correction(
                row, approve=True, **facts, actor=request.user
            ),
        ),
    )
    if done is None:
        return _page(request, row, approve_form=form)
    messages.success(request, _("Koreksi disetujui dan masuk buku besar."))
    return redirect("stipends:correction", row.pk)


@require_POST
def refuse_correction(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _correction_or_404(request, pk, can=Can.APPROVE_MONEY)
    form = RefuseCorrectionForm(request.POST)
    done = apply(
        form,
        lambda: services.decide_correction(
            row, approve=False, **form.cleaned_data, actor=request.user
        ),
    )
    if done is None:
        return _page(request, row, refuse_form=form)
    messages.success(request, _("Koreksi ditolak."))
    return redirect("stipends:correction", row.pk)


# --- Parts of the above --------------------------------------------------------------------------


def _correction_or_404(request: SignedInRequest, pk: int, *, can: Can | None = None) -> Correction:
    also = "line__run__scheme line__region proposed_by decided_by region"
    return seen_or_404(Correction, request, pk, can=can, also=also)


def _page(
    request: SignedInRequest,
    row: Correction,
    *,
    approve_form: ProvenForm | None = None,
    refuse_form: RefuseCorrectionForm | None = None,
) -> HttpResponse:
    is_open = row.state == Correction.State.PROPOSED
    proof = proof_of(request, request.user)
    decides = is_open and may(request.user, Can.APPROVE_MONEY, on=row)
    context = {
        **_told(row),
        "may_decide": decides and row.proposed_by_id != request.user.pk,
        "is_own": decides and row.proposed_by_id == request.user.pk,
        "form": approve_form or refuse_form,
        "approve_form": approve_form or ProvenForm(is_proven=proof.is_proven),
        "refuse_form": refuse_form or RefuseCorrectionForm(),
        "proof": proof,
    }
    status = 422 if approve_form or refuse_form else 200
    return render(request, "stipends/money/correction.html", context, status=status)


def _told(row: Correction) -> dict[str, object]:
    is_deposit = row.kind == Correction.Kind.TREASURY
    sign = -1 if is_deposit else 1  # what was deposited is said as the receipt of the bank says it
    return {
        "correction": row,
        "is_deposit": is_deposit,
        "gross": said_rupiah(sign * row.gross),
        "tax": said_rupiah(sign * row.tax),
        "state": row.get_state_display(),
        "tone": TONES[Correction.State(row.state)],
    }


def _sums(form: CorrectionForm) -> dict[str, Any]:
    """Return what the form says, with signed sums."""
    facts = dict(form.cleaned_data)
    is_less = facts.pop("direction") == form.LESS or facts["kind"] == Correction.Kind.TREASURY
    sign = -1 if is_less else 1
    return facts | {name: sign * (facts[name] or 0) for name in ("gross", "tax")}
