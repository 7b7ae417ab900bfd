"""One's own honoraria: what, why, from which scheme, or why not; it came, or it is wrong."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from common.errors import RuleBroken
from common.forms import apply
from common.pages import bound, page_of
from people.models import Person
from people.services import own_person
from stipends import services
from stipends.forms.money import DisputeForm
from stipends.models import Dispute, Line, LineState, LineStep
from stipends.units import said_units
from stipends.views.disputes import told
from stipends.views.money_pages import Words, tone_of, worded_page
from stipends.words import said_period, said_rupiah

PAYING = {LineStep.Kind.TRANSFERRED, LineStep.Kind.HANDED_OVER}
# Where the money is not with the person: the last step says why.
GONE = {LineState.State.RETURNED, LineState.State.TO_TREASURY, LineState.State.REVERSED}


@require_safe
def own(request: SignedInRequest) -> HttpResponse:
    """Show what one is paid, and why not."""
    person = own_person(request.user)
    if person is None:
        return render(request, "stipends/money/own.html", {"person": None})
    mine = Dispute.objects.visible_to(request.user).filter(person=person)
    disputes = [
        told(one) for one in mine.select_related("region", "line__run__scheme").order_by("-pk")
    ]
    by_line = {one["dispute"].line_id: one for one in reversed(disputes)}
    seen = services.own_lines(request.user).prefetch_related("steps", "settlements")
    rows, links = page_of(request, seen)
    owed = services.owed_by_line(rows)
    got = services.due_by_line(rows) | services.received_by_line(rows)
    context = {
        "person": person,
        "lines": [
            {**_told(row, by_line.get(row.pk)), **_corrected(row, owed, got)} for row in rows
        ],
        "years": [
            {"year": year, "sum": said_rupiah(net)}
            for year, net in services.received_by_year(request.user)
        ],
        "recorded": [_recorded(one) for one in services.own_recorded(request.user)],
        "reasons": services.said_left_out(person),
        "unpaid": services.without_scheme(person),
        "disputes": disputes,
        **links,
    }
    return render(request, "stipends/money/own.html", context)


@require_POST
def confirm_receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(services.own_lines(request.user), pk=pk)
    services.confirm_receipt(line, request.user)
    messages.success(request, _("Terima kasih. Penerimaan honor ini dikonfirmasi."))
    return redirect("stipends:own")


def dispute_line(request: SignedInRequest, pk: int) -> HttpResponse:
    """Object to one payment."""
    line = get_object_or_404(services.own_lines(request.user), pk=pk)
    about = f"{line.run.scheme}, {said_units(line.units)}, {said_rupiah(line.net)}"
    return _dispute(request, line, about)


def dispute_own(request: SignedInRequest) -> HttpResponse:
    """Object to not being on a list."""
    return _dispute(request, None, _("Bila merasa berhak tetapi tidak masuk daftar."))


# --- Parts of the above --------------------------------------------------------------------------


def _dispute(request: SignedInRequest, line: Line | None, about: str) -> HttpResponse:
    person = _myself(request)
    form = DisputeForm(**bound(request))
    if request.method == "POST":
        made = apply(
            form,
            lambda: services.raise_dispute(
                person, line=line, **form.cleaned_data, actor=request.user
            ),
        )
        if made is not None:
            messages.success(request, _("Keberatan disampaikan ke Dinas."))
            return redirect("stipends:own")
    return worded_page(
        request,
        form,
        Words(
            _("Sampaikan keberatan"),
            _("Sampaikan ke Dinas"),
            reverse("stipends:own"),
            _("Honor saya"),
        ),
        intro=about,
    )


def _myself(request: SignedInRequest) -> Person:
    person = own_person(request.user)
    if person is None:
        raise RuleBroken("not_a_person", _("Akun ini belum terhubung dengan data seseorang."))
    return person


def _told(line: Line, dispute: dict[str, Any] | None) -> dict[str, Any]:
    state = line.standing.state
    has_receipt = hasattr(line, "receipt")
    steps = list(line.steps.all())
    paid = next((one for one in reversed(steps) if one.kind in PAYING), None)
    is_open = dispute is not None and dispute["dispute"].answered_at is None
    return {
        "line": line,
        "months": said_units(line.units),
        "net": said_rupiah(line.net),
        "gross": said_rupiah(line.gross),
        "tax": said_rupiah(line.tax) if line.tax else "",
        "state": line.standing.get_state_display(),
        "tone": tone_of(state),
        "paid": paid,
        "because": steps[-1].because if steps and state in GONE else "",
        "settled": [(one, said_rupiah(one.net)) for one in line.settlements.all()],
        "may_confirm": state == LineState.State.PAID and not has_receipt,
        "receipt": line.receipt if has_receipt else None,
        "may_dispute": not is_open,
    }


def _corrected(
    line: Line, owed: dict[int, services.Sums], got: dict[int, services.Sums]
) -> dict[str, str]:
    """Say what was added and waits, and what the line comes to now where it was corrected."""
    waits, has = owed.get(line.pk), got.get(line.pk)
    return {
        "owed": said_rupiah(waits.net) if waits and waits.net > 0 else "",
        "now": said_rupiah(has.net) if has and has.net not in {0, line.net} else "",
    }


def _recorded(one: Any) -> dict[str, Any]:
    return {"row": one, "period": said_period(one.period), "amount": said_rupiah(one.amount)}
