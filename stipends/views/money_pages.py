"""What the pages of money share: who reads it, one form on a page, tones of states."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.access import Can, may, require
from accounts.models import User
from accounts.requests import SignedInRequest
from common.errors import NotAllowed
from stipends.models import Dispute, LineState

Row = TypeVar("Row", bound=Model)

TONES: Final = {
    LineState.State.APPROVED: "info",
    LineState.State.RELEASED: "info",
    LineState.State.PAID: "ok",
    LineState.State.BLOCKED: "warn",
    LineState.State.RETURNED: "danger",
}


def refuse_strangers(user: User) -> None:
    """Refuse who reads honoraria nowhere. Raises not_allowed (403)."""
    if not may(user, Can.READ_STIPENDS):
        raise NotAllowed("not_allowed", _("Halaman ini untuk petugas honorarium."))


def readable(rows: QuerySet[Row], user: User, *, pk: int, can: Can | None = None) -> Row:
    """Return the row among these, or 404; with `can`, refuse who may not do it (403)."""
    found = get_object_or_404(rows, pk=pk)
    if can is not None:
        require(user, can, on=found)  # type: ignore[arg-type]
    return found


def form_page(
    request: SignedInRequest,
    form: BaseForm,
    *,
    heading: str,
    submit: str,
    back: str,
    up_label: str,
    **context: Any,
) -> HttpResponse:
    """Show one form with its words; one that was refused answers 422."""
    context |= {
        "form": form,
        "heading": heading,
        "submit": submit,
        "back_url": back,
        "up_label": up_label,
    }
    status = 422 if form.errors else 200
    return render(request, "stipends/money/form.html", context, status=status)


def tone_of(state: str) -> str:
    return TONES.get(LineState.State(state), "neutral")


def dispute_badge(dispute: Dispute, *, late: bool) -> tuple[str, str]:
    """Return tone and words of how a dispute stands."""
    if dispute.answered_at is not None:
        return "ok", _("Sudah dijawab")
    return ("danger", _("Lewat batas waktu")) if late else ("warn", _("Menunggu jawaban"))
