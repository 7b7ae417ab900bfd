"""What the pages of honoraria share: who sees what, who acts, states in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.access import Can, codes_where, require
from accounts.again import prove_again
from accounts.models import User
from accounts.requests import SignedInRequest
from audit.services import history_of
from common.pages import Badge, whole_number
from regions import cache
from stipends.models import LineState, Run

Row = TypeVar("Row", bound=Model)

RUN_TONES = {
    Run.State.DRAFT: "neutral",
    Run.State.SUBMITTED: "warn",
    Run.State.APPROVED: "info",
    Run.State.RELEASED: "info",
    Run.State.CLOSED: "ok",
    Run.State.CANCELLED: "danger",
}
LINE_TONES = {
    LineState.State.APPROVED: "neutral",
    LineState.State.RELEASED: "info",
    LineState.State.BLOCKED: "warn",
    LineState.State.PAID: "ok",
    LineState.State.RETURNED: "danger",
    LineState.State.TO_TREASURY: "neutral",
    LineState.State.REVERSED: "danger",
}


def seen(model: type[Row], user: User) -> QuerySet[Row]:
    """Keep what lies where the user reads honoraria: nobody else knows that it is there."""
    found: QuerySet[Row] = model.objects.where_may(user, Can.READ_STIPENDS)  # type: ignore[attr-defined]
    return found


def seen_or_404(
    model: type[Row], request: SignedInRequest, pk: int, *, can: Can | None = None, also: str = ""
) -> Row:
    """Return the record; with `can`, refuse who may not do it there. Raises not_allowed (403)."""
    rows = seen(model, request.user)
    row: Row = get_object_or_404(rows.select_related(*also.split()) if also else rows, pk=pk)
    if can is not None:
        require(request.user, can, on=row)  # type: ignore[arg-type]
    return row


def run_or_404(request: SignedInRequest, pk: int, *, can: Can | None = None) -> Run:
    return seen_or_404(Run, request, pk, can=can, also="scheme__pillar source region")


def version_read(request: SignedInRequest) -> int:
    """Return the version that the page was read at; none, or none that is a number, is stale."""
    version = whole_number(request.POST.get("version", ""))
    return -1 if version is None else version


def proven(
    request: SignedInRequest, form: BaseForm, service: Callable[[dict[str, Any]], Any]
) -> tuple[Any]:
    """Ask who acts once more, then do it; the result in a tuple, because None is done too."""
    facts = {name: value for name, value in form.cleaned_data.items() if name != "code"}
    prove_again(request, request.user, code=form.cleaned_data["code"])
    return (service(facts),)


def history_page(request: SignedInRequest, row: Any) -> HttpResponse:
    context = {
        "title": str(row),
        "changes": history_of(row, actor=request.user),
        "back_url": row.get_absolute_url(),
    }
    return render(request, "audit/history.html", context)


def places_to_pay(user: User) -> list[tuple[str, str]]:
    """Return where the user keeps honoraria, to choose among."""
    codes = [code for code in codes_where(user, Can.KEEP_STIPENDS) if code]
    return [(code, name.full_name) for code, name in cache.names_of(codes).items()]


def state_of(run: Run) -> Badge:
    return Badge(str(run.get_state_display()), RUN_TONES[Run.State(run.state)])
