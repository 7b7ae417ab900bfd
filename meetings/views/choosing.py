"""Whose meetings? Lists of the bodies, organisations and regions that the reader sees."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import codes_where
from accounts.requests import SignedInRequest
from common.dates import today
from meetings.models import meetings_url
from regions.models import Region
from volunteers.models import Organisation
from wksbm.models import Wksbm

SHOWN = 30


@require_safe
def hosts(request: SignedInRequest) -> HttpResponse:
    """Choose the host whose meetings are wanted: one's own regions first, all found by name."""
    here = today()
    q = request.GET.get("q", "").strip()[:80]
    groups = [
        _named(_regions(request, q), q).order_by("code"),
        _named(Wksbm.objects.visible_to(request.user).at_work(here), q).order_by("name", "pk"),
        _named(Organisation.objects.visible_to(request.user).at_work(here), q).order_by(
            "name", "pk"
        ),
    ]
    regions, bodies, organisations = [_links(group) for group in groups]
    context = {
        "q": q,
        "regions": regions,
        "bodies": bodies,
        "organisations": organisations,
        "shown": SHOWN,
    }
    return render(request, "meetings/hosts.html", context)


def _regions(request: SignedInRequest, q: str) -> QuerySet[Region]:
    """Return the regions of the reader's roles; whoever searches, those below them too."""
    codes = codes_where(request.user)
    known = Region.objects.visible_to(request.user).not_ended(today())
    if not q:
        return known.filter(code__in=codes)
    below = known.none()
    for code in codes:
        below |= known.under(code)
    return below


def _named(rows: QuerySet[Any], q: str) -> QuerySet[Any]:
    return rows.filter(name__icontains=q) if q else rows


def _links(rows: QuerySet[Any]) -> list[dict[str, str]]:
    with_place = rows if rows.model is Region else rows.select_related("region")
    return [
        {
            "name": row.full_name if isinstance(row, Region) else row.name,
            "place": "" if isinstance(row, Region) else row.region.full_name,
            "url": meetings_url(row),
        }
        for row in with_place[:SHOWN]
    ]
