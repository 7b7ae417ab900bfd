"""Catat Pertemuan: a planned meeting that took place, or one that nobody planned."""

import uuid
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import Can
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today, wall_time
from common.errors import StaleVersion
from common.forms import apply
from meetings import services
from meetings.forms import LogForm, days_to_offer
from meetings.models import (
    Circle,
    Host,
    Meeting,
    MeetingQuerySet,
    circle_of,
    hosted_by,
    region_of,
)
from meetings.views.whose import about, host_named, host_or_404, host_page
from people.models import Person
from wksbm.models import Wksbm


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
    """Log a planned meeting, or correct one that was logged."""
    meeting = visible_or_404(Meeting, request.user, can=Can.LOG_MEETINGS, pk=pk)
    people = _people(meeting)
    form = LogForm(
        request.POST or None,
        people=people,
        days=days_to_offer(today(meeting.tz), meeting.on),
        fixed_purpose=True,
        initial=_initial_of(meeting),
    )
    context: dict[str, Any] = {"form": form, **about(meeting.host), "meeting": meeting}
    context["log_new_url"] = host_page("log_new_meeting", meeting.host)
    try:
        logged = apply(form, lambda: _log(meeting, form, request))
    except StaleVersion as error:
        theirs = visible_or_404(Meeting, request.user, pk=pk)
        form.data = request.POST.copy()
        form.data["version"] = str(theirs.version)
        context |= {"theirs": theirs, "meeting": theirs}
        return render(request, "meetings/log_meeting.html", context, status=error.status)
    if logged is not None:
        return _saved(request, logged)
    if form.errors:
        context["meeting"] = visible_or_404(Meeting, request.user, pk=pk)
    return render(request, "meetings/log_meeting.html", context, status=422 if form.errors else 200)


def log_new_meeting(request: SignedInRequest, of: str, pk: int | str) -> HttpResponse:
    host = host_or_404(request, of, pk, can=Can.LOG_MEETINGS)
    here = today(region_of(host).tz)
    # By day, the first of each: what the service would refuse is neither chosen nor kept silent.
    seen = Meeting.objects.visible_to(request.user).filter(**hosted_by(host))
    near = seen.taking([here, here - timedelta(days=1)]).reverse()
    taken = {meeting.on: meeting for meeting in near}
    form = LogForm(
        request.POST or None,
        people=list(circle_of(host, Circle.ALL, here)),
        days=days_to_offer(here, None, taken),
        fixed_purpose=False,
        initial=_initial_new(host, seen, None if here in taken else here),
    )
    context: dict[str, Any] = {"form": form, **about(host), "meeting": None}
    context["todays"] = taken.get(here)
    try:
        logged = apply(form, lambda: _log_new(host, form, request))
    except services.SameDay as error:
        context["same_day"] = error.meeting
        return render(request, "meetings/log_meeting.html", context, status=error.status)
    if logged is not None:
        return _saved(request, logged)
    return render(request, "meetings/log_meeting.html", context, status=422 if form.errors else 200)


def _log(meeting: Meeting, form: LogForm, request: SignedInRequest) -> Meeting:
    found = form.cleaned_data
    return services.log_meeting(
        meeting,
        on=found["on"],
        at=found["at"],
        place=found["place"],
        version=found["version"],
        actor=request.user,
        **form.marks(),
        **form.texts(),
    )


def _log_new(host: Host, form: LogForm, request: SignedInRequest) -> Meeting:
    found = form.cleaned_data
    return services.log_new_meeting(
        host,
        id=found["id"],
        purpose=found["purpose"],
        on=found["on"],
        at=found["at"],
        place=found["place"],
        second="second" in request.POST,
        actor=request.user,
        **form.marks(),
        **form.texts(),
    )


def _saved(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    messages.success(request, _("Pertemuan tersimpan. Terima kasih."))
    return redirect(meeting)


def _people(meeting: Meeting) -> list[Person]:
    """Return who can be ticked: the invited, and whoever is marked already."""
    marked = [mark.person for mark in meeting.attendances.select_related("person")]
    everybody = {person.pk: person for person in (*meeting.invited(), *marked)}
    return sorted(everybody.values(), key=lambda person: (person.name, person.pk))


def _initial_of(meeting: Meeting) -> dict[str, Any]:
    came = meeting.attendances.filter(present=True).values_list("person_id", flat=True)
    return {
        "version": meeting.version,
        "day": meeting.on.isoformat(),
        "at": meeting.at,
        "place": meeting.place,
        "present": list(came),
        "guests": meeting.guests,
        "discussed": meeting.discussed,
        "decided": meeting.decided,
    }


def _initial_new(host: Host, seen: MeetingQuerySet, day: date | None) -> dict[str, Any]:
    """Fill in what is likely: the day if it is known, this hour, the last place and purpose."""
    last = seen.held().order_by("-starts_at").first()
    now = wall_time(timezone.now(), region_of(host).tz)
    return {
        "id": uuid.uuid4(),
        "day": day and day.isoformat(),
        "at": now.time().replace(minute=0, second=0, microsecond=0),
        "purpose": last.purpose if last else gettext_noop("Pertemuan rutin"),
        "place": last.place if last else "",
    }
