"""Catat Pertemuan: a planned meeting that took place, or one that nobody planned."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import Can
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.errors import RuleBroken, StaleVersion
from common.forms import apply
from common.pages import form_page
from meetings import services
from meetings.forms import LogForm, days_to_offer
from meetings.models import Host, Meeting, MeetingKind, circle_of, hosted_by, region_of
from meetings.views.follow_ups import carried_to, open_of, people_of
from meetings.views.kinds import chosen_kind
from meetings.views.log_page import (
    CHOOSE,
    chosen,
    foreseen,
    initial_new,
    initial_of,
    told,
)
from meetings.views.whose import about, host_named, host_or_404, host_page
from wksbm.models import Wksbm

PAGE = "meetings/log_meeting.html"


def log(request: SignedInRequest) -> HttpResponse:
    """Open the right form: today's planned meeting, the last one not logged, or a new one."""
    bodies = Wksbm.objects.where_may(request.user, Can.LOG_MEETINGS).at_work(today())
    host = host_named(request, can=Can.LOG_MEETINGS)
    if host is None:
        few = list(bodies.select_related("region").order_by("region_id", "name")[:200])
        if len(few) != 1:
            return render(request, "meetings/log.html", {"bodies": few})
        host = few[0]
    seen = Meeting.objects.visible_to(request.user).filter(**hosted_by(host))
    due = seen.planned().filter(on__lte=today(region_of(host).tz))
    planned = due.order_by("-starts_at").first()
    if planned is not None:
        return redirect("meetings:log_meeting", planned.pk)
    return redirect(host_page("log_new_meeting", host))


def log_meeting(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Log a planned meeting, or correct one that was logged: filled in, looked over, saved."""
    meeting = visible_or_404(Meeting, request.user, can=Can.LOG_MEETINGS, pk=pk)
    if meeting.is_approved and request.method == "GET":
        return redirect("meetings:reopen_minutes", meeting.pk)
    invited = services.invited_to(meeting).number if meeting.kind.has_quorum else 0
    asks = meeting.kind.has_quorum and not invited
    form = LogForm(
        request.POST or None,
        people=people_of(meeting),
        days=days_to_offer(today(meeting.tz), meeting.on),
        without={"purpose"} if asks else {"purpose", "invited_count"},
        initial=initial_of(meeting),
    )
    context: dict[str, Any] = {"form": form, **about(meeting.host), "meeting": meeting}
    context |= {"kind": meeting.kind, "kinds": [], "same_day": None}
    context["needed"] = meeting.kind.needed_of(invited)
    context["log_new_url"] = host_page("log_new_meeting", meeting.host)
    context["carried"] = carried_to(request, meeting)
    if "check" in request.POST and form.is_valid():
        return _checked(request, form, context)
    try:
        logged = apply(form, lambda: _log(meeting, form, request))
    except (services.BelowQuorum, StaleVersion) as error:
        return _refused(request, context | told(error, form, _now(request, pk)), error)
    if logged is not None:
        return _saved(request, logged)
    if form.errors:
        context["meeting"] = _now(request, pk)
    return form_page(request, PAGE, **context)


def log_new_meeting(request: SignedInRequest, of: str, pk: int | str) -> HttpResponse:
    host = host_or_404(request, of, pk, can=Can.LOG_MEETINGS)
    here = today(region_of(host).tz)
    kinds = services.kinds_of(host, on=here)
    kind = chosen_kind(kinds, request.POST.get("kind") or request.GET.get("kind", ""))
    # By day, the first of each: what the service would refuse is neither chosen nor kept silent.
    seen = Meeting.objects.visible_to(request.user).filter(**hosted_by(host))
    near = seen.taking([here, here - timedelta(days=1)]).reverse()
    taken = {} if of == "region" else {meeting.on: meeting for meeting in near}
    form = LogForm(
        request.POST or None,
        people=list(circle_of(host, kind.circle, here)) if kind else [],
        days=days_to_offer(here, None, taken),
        without=() if kind is not None and kind.has_quorum else {"invited_count"},
        initial=initial_new(host, kind, seen, None if here in taken else here),
    )
    context: dict[str, Any] = {"form": form, **about(host), "meeting": None}
    context |= {"kind": kind, "kinds": kinds, "same_day": None, "todays": taken.get(here)}
    context["carried"] = open_of(request, host)
    if "check" in request.POST and form.is_valid():
        context["same_day"] = taken.get(form.cleaned_data["on"])
        return _checked(request, form, context)
    try:
        logged = apply(form, lambda: _log_new(host, kind, form, request))
    except services.SameDay as error:
        return _refused(request, context | {"same_day": error.meeting}, error)
    except services.BelowQuorum as error:
        return _refused(request, context | {"below": error}, error)
    if logged is not None:
        return _saved(request, logged)
    return form_page(request, PAGE, **context)


def _log(meeting: Meeting, form: LogForm, request: SignedInRequest) -> Meeting:
    found = form.cleaned_data
    minutes = {"on": found["on"], "at": found["at"], "place": found["place"], **form.texts()}
    choices = {
        name.removeprefix(CHOOSE): str(value)
        for name, value in request.POST.items()
        if name.startswith(CHOOSE)
    }
    return services.log_meeting(
        meeting,
        version=found["version"],
        actor=request.user,
        **form.marks(),
        **chosen(minutes, choices, meeting),
    )


def _log_new(
    host: Host, kind: MeetingKind | None, form: LogForm, request: SignedInRequest
) -> Meeting:
    found = form.cleaned_data
    return services.log_new_meeting(
        host,
        id=found["id"],
        kind=kind,
        purpose=found["purpose"],
        on=found["on"],
        at=found["at"],
        place=found["place"],
        second="second" in request.POST,
        actor=request.user,
        **form.marks(is_new=True),
        **form.texts(),
    )


def _now(request: SignedInRequest, pk: UUID) -> Meeting:
    return visible_or_404(Meeting, request.user, pk=pk)


def _checked(request: SignedInRequest, form: LogForm, context: dict[str, Any]) -> HttpResponse:
    """Show what would be saved, above the form as it was filled in ("Periksa")."""
    return render(request, PAGE, context | {"foreseen": foreseen(form, context)})


def _refused(request: SignedInRequest, context: dict[str, Any], error: RuleBroken) -> HttpResponse:
    return render(request, PAGE, context, status=error.status)


def _saved(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    messages.success(request, _("Pertemuan tersimpan. Terima kasih."))
    return redirect(meeting)
