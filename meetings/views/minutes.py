"""Pages of the minutes: their versions, approval by the chair; and of musyawarah with a quorum."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.forms import apply
from common.pages import form_page
from meetings import services
from meetings.forms import ApproveForm, DelayForm, ReopenForm, SecondSessionForm
from meetings.models import Meeting


@require_safe
def revisions(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show every version of the minutes: who wrote it, and what it changed."""
    meeting = visible_or_404(Meeting, request.user, can=Can.LOG_MEETINGS, pk=pk)
    context = {"meeting": meeting, "revisions": services.revisions_of(meeting, actor=request.user)}
    return render(request, "meetings/revisions.html", context)


def approve_minutes(request: SignedInRequest, pk: UUID) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, can=Can.LOG_MEETINGS, pk=pk)
    chair = services.chair_of(meeting)
    is_chair = chair is not None and chair.user_id == request.user.pk
    name = meeting.led_by or (chair.name if chair else "")
    initial = {"version": meeting.version, "on_paper": "" if is_chair else name}
    form = ApproveForm(request.POST or None, initial=initial)
    return _act_page(
        request,
        "meetings/approve_minutes.html",
        {"form": form, "meeting": meeting},
        lambda: services.approve_minutes(meeting, **form.cleaned_data, actor=request.user),
        gettext_lazy("Notulen disetujui. Sejak ini tidak dapat diubah."),
    )


def reopen_minutes(request: SignedInRequest, pk: UUID) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, can=Can.LOG_MEETINGS, pk=pk)
    form = ReopenForm(request.POST or None, initial={"version": meeting.version})
    return _act_page(
        request,
        "meetings/reopen_minutes.html",
        {"form": form, "meeting": meeting},
        lambda: services.reopen_minutes(meeting, **form.cleaned_data, actor=request.user),
        gettext_lazy("Notulen dibuka lagi dan dapat diperbaiki."),
    )


def delay_meeting(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put off the opening for want of a quorum."""
    meeting = visible_or_404(Meeting, request.user, can=Can.LOG_MEETINGS, pk=pk)
    form = DelayForm(request.POST or None, initial={"version": meeting.version})
    return _act_page(
        request,
        "meetings/delay_meeting.html",
        {"form": form, "meeting": meeting},
        lambda: services.delay_meeting(meeting, **form.cleaned_data, actor=request.user),
        gettext_lazy("Penundaan dicatat."),
    )


def hold_second_session(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Plan the second session of one that had no quorum."""
    meeting = visible_or_404(Meeting, request.user, can=Can.LOG_MEETINGS, pk=pk)
    days = meeting.kind.second_within_days or 0
    latest = meeting.on + timedelta(days=days)
    initial = {"version": meeting.version, "on": latest, "at": meeting.at, "place": meeting.place}
    form = SecondSessionForm(request.POST or None, initial=initial)
    return _act_page(
        request,
        "meetings/hold_second_session.html",
        {"form": form, "meeting": meeting, "latest": latest},
        lambda: services.hold_second_session(meeting, **form.cleaned_data, actor=request.user),
        gettext_lazy("Sidang kedua dijadwalkan."),
    )


@require_POST
def grant_from_meeting(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Grant the qualification to whoever came."""
    meeting = visible_or_404(Meeting, request.user, can=Can.KEEP_ROSTER, pk=pk)
    training = services.grant_from_meeting(meeting, actor=request.user)
    messages.success(request, _("Kualifikasi diberikan kepada yang hadir."))
    return redirect(training)


def _act_page(
    request: SignedInRequest,
    template: str,
    context: dict[str, Any],
    service: Callable[[], Meeting],
    done: str | Promise,
) -> HttpResponse:
    """Show the form or, once it is sent, do it and open the meeting."""
    form: Form = context["form"]
    saved = apply(form, service) if request.method == "POST" else None
    if saved is not None:
        messages.success(request, str(done))
        return redirect(saved)
    return form_page(request, template, **context)
