"""The code on the wall, the page that it opens for anybody there, and who the guests are."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Can
from accounts.brakes import Brake
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import wall_time
from common.errors import TooManyTries
from common.forms import apply
from common.pages import bound, form_page
from meetings import services
from meetings.forms import CheckInForm, MatchForm
from meetings.links import check_in_url
from meetings.models import Attendance, CheckInCode, Meeting
from meetings.views.follow_ups import people_of
from papers.rendering import qr_svg
from people.services import own_person

# A whole hall shares one address: only addresses that never were are counted.
GUESSES = Brake("check-in-codes", misses=30, seconds=15 * 60)


@never_cache
@require_safe
def check_in_code(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show the code for the wall or the projector; without one, the button that opens it."""
    meeting = visible_or_404(Meeting, request.user, can=Can.LOG_MEETINGS, pk=pk)
    code = services.open_code_of(meeting, timezone.now())
    came = meeting.attendances.filter(how=Attendance.How.CHECKED_IN, present=True)
    context: dict[str, Any] = {
        "meeting": meeting,
        "code": code,
        "came": came.count(),
        "guests": guests_of(meeting).count(),
    }
    if code is not None:
        address = check_in_url(code)
        context["address"] = address
        context["picture"] = f"data:image/svg+xml,{quote(qr_svg(address))}"
        context["closes"] = wall_time(code.closes_at, meeting.tz)
    return render(request, "meetings/presence/check_in_code.html", context)


@require_POST
def open_check_in(request: SignedInRequest, pk: UUID) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, pk=pk)
    services.open_check_in(meeting, actor=request.user)
    return redirect("meetings:check_in_code", meeting.pk)


@require_POST
def close_check_in(request: SignedInRequest, pk: UUID) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, pk=pk)
    services.close_check_in(meeting, actor=request.user)
    messages.success(request, _("Pendaftaran hadir ditutup."))
    return redirect("meetings:check_in_code", meeting.pk)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, key: str) -> HttpResponse:
    """Let whoever stands before the code say that they are here. It names nobody else."""
    wait = GUESSES.wait(request)
    if wait:
        words = _("Terlalu banyak alamat yang tidak dikenal. Coba lagi %(minutes)d menit lagi.")
        raise TooManyTries("too_many_codes", words % {"minutes": -(-wait // 60)}, wait=wait)
    code = services.code_of_key(key)
    if code is None:
        GUESSES.miss(request)
    if code is None or not services.takes_check_ins(code, timezone.now()):
        return render(request, "meetings/presence/check_in_closed.html", status=404)
    person = own_person(request.user) if request.user.is_authenticated else None
    form = CheckInForm(**bound(request))
    context = {"meeting": code.meeting, "person": person}
    if request.method == "POST" and _checked_in(request, code, form):
        return render(request, "meetings/presence/checked_in.html", context)
    return form_page(request, "meetings/presence/check_in.html", form, **context)


def match_guests(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say which of the guests who checked in are people of the list."""
    meeting = visible_or_404(Meeting, request.user, can=Can.LOG_MEETINGS, pk=pk)
    guests = guests_of(meeting).order_by("name", "pk")
    form = MatchForm(request.POST or None, guests=guests, people=people_of(meeting))
    matched = apply(
        form,
        lambda: services.match_guests(meeting, matches=form.matches(), actor=request.user),
    )
    if matched is not None:
        messages.success(request, _("%(n)d tamu dicocokkan.") % {"n": matched})
        return redirect(meeting)
    return form_page(request, "meetings/presence/match_guests.html", form, meeting=meeting)


# --- Parts of the above --------------------------------------------------------------------------


def guests_of(meeting: Meeting) -> Any:
    """Return the guests who checked in by the code."""
    return meeting.attendances.filter(person=None, how=Attendance.How.CHECKED_IN)


def _checked_in(request: HttpRequest, code: CheckInCode, form: CheckInForm) -> bool:
    """Mark whoever posted; False where the form now says what is wrong."""
    if "oneself" in request.POST and request.user.is_authenticated:
        services.check_in_oneself(code, user=request.user)
        return True
    return apply(form, lambda: services.check_in(code, **form.cleaned_data)) is not None
