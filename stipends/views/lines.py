"""One line of a run: all that happened to its money, and what may happen next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, may, require
from accounts.requests import SignedInRequest
from common.dates import today
from common.forms import apply
from common.pages import bound
from papers.services import issue_paper
from people.banks import BANKS
from stipends import services
from stipends.forms.money import PayLineForm, ReturnLineForm, TreasuryForm, UnblockForm
from stipends.models import Line, LineState
from stipends.papers import SETTLEMENT, Settled
from stipends.units import said_units
from stipends.views.money_pages import Words, tone_of, worded_page
from stipends.views.pages import seen_or_404
from stipends.words import said_rupiah

# What may happen to a line as it stands: the address and whether it is the usual next thing.
NEXT: dict[str, tuple[str, ...]] = {
    LineState.State.RELEASED: ("pay_line", "to_treasury"),
    LineState.State.BLOCKED: ("unblock_line", "to_treasury"),
    LineState.State.PAID: ("return_line", "to_treasury"),
    LineState.State.RETURNED: ("pay_line", "to_treasury"),
}
FORWARD = {"pay_line", "pay_owed", "unblock_line"}  # the others take money back
OVER = {LineState.State.REVERSED, LineState.State.TO_TREASURY}


@require_safe
def line(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a line with its steps, the ledger, corrections and disputes."""
    row = line_or_404(request, pk)
    stands = getattr(row, "standing", None)
    keeps = may(request.user, Can.KEEP_STIPENDS, on=row.run)
    actions = NEXT.get(stands.state, ()) if stands and keeps else ()
    owed = services.owed_of(row)
    if owed.net > 0 and keeps and stands and stands.state == LineState.State.PAID:
        actions = ("pay_owed", *actions)
    context = {
        "line": row,
        "months": said_units(row.units),
        "sums": {name: said_rupiah(getattr(row, name)) for name in ("gross", "tax", "net")},
        "amount": said_rupiah(row.amount),
        "state": stands.get_state_display() if stands else row.run.get_state_display(),
        "tone": tone_of(stands.state) if stands else "neutral",
        "steps": row.steps.select_related("by"),
        "entries": _entries(row),
        "corrections": row.corrections.select_related("proposed_by").order_by("-pk"),
        "disputes": row.disputes.order_by("-pk"),
        "receipt": getattr(row, "receipt", None),
        "account": _account(row),
        "actions": [_action(name, row) for name in actions],
        "owed": said_rupiah(owed.net) if owed.net > 0 else "",
        "settlements": [
            (one, said_rupiah(one.net)) for one in row.settlements.select_related("by")
        ],
        "may_print": keeps,
        "may_correct": keeps and stands is not None and stands.state not in OVER,
    }
    return render(request, "stipends/money/line.html", context)


def pay_line(request: SignedInRequest, pk: int) -> HttpResponse:
    row = line_or_404(request, pk, can=Can.KEEP_STIPENDS)
    form = PayLineForm(**bound(request), initial=_today(row))

    def pay() -> int:
        return services.pay_lines([row], **form.cleaned_data, actor=request.user)

    act = Act(pay, _("Catat pembayaran"), _("Pembayaran dicatat."))
    return _step(request, row, form, act)


def return_line(request: SignedInRequest, pk: int) -> HttpResponse:
    row = line_or_404(request, pk, can=Can.KEEP_STIPENDS)
    form = ReturnLineForm(**bound(request), initial=_today(row))

    def give_back() -> Any:
        return services.return_line(row, **form.cleaned_data, actor=request.user)

    act = Act(give_back, _("Catat retur dari bank"), _("Retur dicatat."))
    return _step(request, row, form, act)


def pay_owed(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note that what was added to a line after its release reached the person."""
    row = line_or_404(request, pk, can=Can.KEEP_STIPENDS)
    form = PayLineForm(**bound(request), initial=_today(row))

    def pay() -> Any:
        return services.pay_owed(row, **form.cleaned_data, actor=request.user)

    heading = _("Catat pembayaran kekurangan")
    words = _("Yang dicatat sebagai dibayarkan: seluruh kekurangan, %(sum)s.")
    owed = words % {"sum": said_rupiah(services.owed_of(row).net)}
    return _step(request, row, form, Act(pay, heading, _("Kekurangan dibayarkan."), owed))


@require_POST
def print_settlement(request: SignedInRequest, pk: int, settlement: int) -> HttpResponse:
    """Issue the receipt of a settlement, or find the one that was signed."""
    row = line_or_404(request, pk, can=Can.KEEP_STIPENDS)
    paid = get_object_or_404(row.settlements.select_related("line__region"), pk=settlement)
    return redirect(issue_paper(SETTLEMENT, Settled(row.run, paid), actor=request.user))


def to_treasury(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note that a line's money went to the regional treasury; a second person approves it."""
    row = line_or_404(request, pk, can=Can.KEEP_STIPENDS)
    form = TreasuryForm(**bound(request), initial=_today(row))

    def hand_in() -> Any:
        return services.to_treasury(row, **form.cleaned_data, actor=request.user)

    act = Act(
        hand_in,
        _("Catat setoran ke kas daerah"),
        _("Setoran diusulkan. Orang lain memeriksa bukti STS dan memutuskannya."),
        _("Setelah disetujui orang lain, baris ini selesai dan buku besar mencatatnya sekaligus."),
    )
    return _step(request, row, form, act)


def unblock_line(request: SignedInRequest, pk: int) -> HttpResponse:
    """Release a line that was held, to an account that somebody has looked at."""
    row = line_or_404(request, pk, can=Can.KEEP_STIPENDS)
    accounts = {one.pk: one for one in services.payable_accounts(row)}
    offered = [
        (key, f"{BANKS.get(one.bank_code, one.bank_code)} {one.number_masked}, {one.holder_name}")
        for key, one in accounts.items()
    ]
    form = UnblockForm(**_data(request), accounts=offered)

    def unblock() -> Any:
        account = accounts[form.cleaned_data["account"]]
        return services.unblock_line(row, account=account, actor=request.user)

    heading = _("Cairkan ke rekening yang sudah diperiksa")
    return _step(request, row, form, Act(unblock, heading, _("Baris ini dicairkan.")))


# --- Parts of the above --------------------------------------------------------------------------


def line_or_404(request: SignedInRequest, pk: int, *, can: Can | None = None) -> Line:
    """Return the line, where the user reads honoraria; the right to act is asked of its run."""
    also = "run__scheme run__source run__region region person standing receipt"
    row = seen_or_404(Line, request, pk, also=also)
    if can is not None:
        require(request.user, can, on=row.run)
    return row


class Act(NamedTuple):
    """What a form does to a line, what it is called, what is said when it is done, and before."""

    service: Callable[[], Any]
    heading: str
    done: str
    intro: str = ""


def _step(request: SignedInRequest, row: Line, form: BaseForm, act: Act) -> HttpResponse:
    if request.method == "POST" and apply(form, act.service) is not None:
        messages.success(request, act.done)
        return redirect(row)
    words = Words(act.heading, act.heading, row.get_absolute_url(), row.name)
    return worded_page(request, form, words, line=row, intro=act.intro)


def _data(request: SignedInRequest) -> dict[str, Any]:
    return {"data": request.POST} if request.method == "POST" else {}


def _today(row: Line) -> dict[str, Any]:
    return {"on": today(row.run.region.tz)}


def _entries(row: Line) -> list[dict[str, Any]]:
    return [
        {
            "kind": str(one.get_kind_display()),
            "at": one.at,
            "gross": said_rupiah(one.gross),
            "tax": said_rupiah(one.tax),
            "net": said_rupiah(one.net),
        }
        for one in row.entries.order_by("pk")
    ]


def _account(row: Line) -> str:
    """Name the account of the line; one that is gone is said to be."""
    if row.account_id is None:
        return ""
    account = services.account_of(row)
    if account is None:
        return _("rekeningnya sudah dihapus atau digabung")
    return f"{BANKS.get(account.bank_code, account.bank_code)} {account.number_masked}"


def _action(name: str, row: Line) -> dict[str, str]:
    labels = {
        "pay_line": _("Catat pembayaran"),
        "pay_owed": _("Bayar kekurangan"),
        "unblock_line": _("Periksa rekening dan cairkan"),
        "return_line": _("Dikembalikan bank"),
        "to_treasury": _("Disetor ke kas daerah"),
    }
    return {
        "label": labels[name],
        "url": reverse(f"stipends:{name}", args=[row.pk]),
        "style": "" if name in FORWARD else "button--secondary",
    }
