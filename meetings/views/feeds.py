"""Calendars by a secret address, and one meeting as a file for a calendar."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import codes_where
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.pages import form_page
from meetings import ics, services
from meetings.forms import FeedForm
from meetings.models import CalendarFeed, Meeting
from regions.models import Region
from wksbm.models import Wksbm

NAMED = 100  # bodies to choose from


def feeds(request: SignedInRequest) -> HttpResponse:
    """Show one's calendars, and open another: its address is shown this once."""
    form = FeedForm(request.POST or None, choices=_choices(request))
    address = ""
    if request.method == "POST" and form.is_valid():
        kind, _colon, key = form.cleaned_data["of"].partition(":")
        _feed, secret = services.open_feed(request.user, kind=kind, **_target(request, kind, key))
        address = settings.SITE_URL + reverse("meetings:feed", args=[secret])
    own = CalendarFeed.objects.visible_to(request.user).live().select_related("wksbm", "region")
    context = {"address": address, "feeds": own.order_by("-pk")}
    response = form_page(request, "meetings/feeds.html", form, **context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def revoke_feed(request: SignedInRequest, pk: int) -> HttpResponse:
    feed = visible_or_404(CalendarFeed, request.user, pk=pk)
    services.revoke_feed(feed, user=request.user)
    messages.success(request, _("Alamat kalender dicabut."))
    return redirect("meetings:feeds")


@login_not_required
@require_safe
def feed(_request: HttpRequest, key: str) -> HttpResponse:
    """Give a calendar to whoever knows its address: no session is asked, nothing is named twice."""
    found = services.feed_of_key(key)
    if found is None:
        raise Http404
    return _file(ics.calendar(services.meetings_of_feed(found), name=str(found)), "pertemuan")


@require_safe
def meeting_file(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Give one meeting as a file that a phone puts into its calendar."""
    row = visible_or_404(Meeting, request.user, pk=pk)
    return _file(ics.calendar([row], name=row.purpose), f"pertemuan-{row.on:%Y-%m-%d}")


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'inline; filename="{name}.ics"',
            "Cache-Control": "private, max-age=900",
        },
    )


def _choices(request: SignedInRequest) -> list[tuple[str, str]]:
    """Return what one may take into a calendar: one's own, one's regions, bodies by name."""
    bodies = Wksbm.objects.visible_to(request.user).order_by("name", "pk")[:NAMED]
    codes = [code for code in codes_where(request.user) if code]
    regions = Region.objects.visible_to(request.user).filter(code__in=codes)
    return [
        (CalendarFeed.Kind.MINE.value, str(CalendarFeed.Kind.MINE.label)),
        *((f"region:{one.code}", one.full_name) for one in regions.order_by("code")),
        *((f"body:{one.pk}", one.name) for one in bodies),
    ]


def _target(request: SignedInRequest, kind: str, key: str) -> dict[str, Any]:
    if kind == CalendarFeed.Kind.BODY:
        return {"wksbm": visible_or_404(Wksbm, request.user, pk=int(key))}
    if kind == CalendarFeed.Kind.REGION:
        return {"region": visible_or_404(Region, request.user, code=key)}
    return {}
