"""The hours of a month: what waits to be confirmed, and the sum of each person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from common.dates import today, wall_time
from common.pages import page_links, whole_number
from volunteers.models import Assignment, AssignmentQuerySet
from volunteers.times import read_month, said_minutes

PAGE = 50
MOST_WAITING = 30


@require_safe
def hours(request: SignedInRequest) -> HttpResponse:
    """Show a month's hours of everybody in the user's scope."""
    month = read_month(request.GET.get("month") or f"{today():%Y-%m}")
    if month is None:
        raise Http404
    rows: AssignmentQuerySet = Assignment.objects.visible_to(request.user).of_month(month)
    may_confirm = may(request.user, Can.CONFIRM_WORK)
    context = {
        "month": month,
        "previous": f"{month - timedelta(days=1):%Y-%m}",
        "following": f"{month + timedelta(days=31):%Y-%m}",
        "export_month": "" if "month" in request.GET else f"month={month:%Y-%m}",
        "waiting": _waiting(rows.where_may(request.user, Can.CONFIRM_WORK)) if may_confirm else [],
        "most": MOST_WAITING,
        **_page(rows, request, month),
    }
    return render(request, "volunteers/duties/hours_of_month.html", context)


def _waiting(rows: AssignmentQuerySet) -> list[dict[str, Any]]:
    found = rows.unconfirmed().select_related("person", "duty__region").order_by("period", "pk")
    return [
        {
            "row": row,
            "day": wall_time(row.duty.starts_at, row.duty.region.tz).date(),
            "minutes": said_minutes(row.minutes or 0),
        }
        for row in found[:MOST_WAITING]
    ]


def _page(rows: AssignmentQuerySet, request: SignedInRequest, month: date) -> dict[str, Any]:
    """Return one page of the sums, by name, and the addresses of the next and the first."""
    after = request.GET.get("after", "")
    name, _tilde, key = after.rpartition("~")
    number = whole_number(key)
    if number is not None:
        rows = rows.filter(Q(person__name__gt=name) | Q(person__name=name, person_id__gt=number))
    found = list(rows.by_person()[: PAGE + 1])
    last = ""
    if len(found) > PAGE:
        last = f"{found[PAGE - 1]['person__name']}~{found[PAGE - 1]['person_id']}"
    lines = [
        {
            "name": one["person__name"],
            "logged": said_minutes(one["logged"]),
            "confirmed": said_minutes(one["confirmed"]),
            "is_whole": one["logged"] == one["confirmed"],
        }
        for one in found[:PAGE]
    ]
    return {"lines": lines, **page_links(request, last, month=f"{month:%Y-%m}")}
