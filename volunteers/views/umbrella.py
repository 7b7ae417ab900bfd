"""The umbrella of a WKSBM: the directory of its village, on the screen and on paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from papers.services import issue_paper
from volunteers.directory import directory_of
from volunteers.models import Organisation
from volunteers.papers.directory import DIRECTORY
from volunteers.views.keeping import validity_badge
from wksbm.models import Wksbm


@require_safe
def umbrella(request: SignedInRequest, pk: int) -> HttpResponse:
    bodies = Wksbm.objects.visible_to(request.user)
    wksbm = get_object_or_404(bodies.select_related("region__parent__parent__parent"), pk=pk)
    on, reader = today(wksbm.region.tz), request.user
    found = directory_of(wksbm, on, seen=lambda model: model.objects.visible_to(reader))
    context = {
        "wksbm": wksbm,
        "under": _lines(found.under),
        "elsewhere": _lines(found.elsewhere),
        "unplaced": _lines(found.unplaced),
        "volunteers": found.volunteers,
        "number": sum(len(rows) for _pillar, rows in found.volunteers),
        "board": found.board,
        "lacking": found.lacking,
        "may_keep": may(reader, Can.KEEP_ROSTER, on=wksbm),
        "may_place": may(reader, Can.KEEP_ROSTER, on=wksbm) and wksbm.dissolved_on is None,
    }
    return render(request, "volunteers/umbrella.html", context)


@require_POST
def print_directory(request: SignedInRequest, pk: int) -> HttpResponse:
    wksbm = visible_or_404(Wksbm, request.user, can=Can.KEEP_ROSTER, pk=pk)
    return redirect(issue_paper(DIRECTORY, wksbm, actor=request.user))


def _lines(rows: list[Organisation]) -> list[dict[str, object]]:
    return [
        {
            "organisation": row,
            "chair": next((office.person for office in row.chairs), None),  # type: ignore[attr-defined]
            "badge": validity_badge(row.registration_state),  # type: ignore[attr-defined]
        }
        for row in rows
    ]
