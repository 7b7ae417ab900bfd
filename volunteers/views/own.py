"""A volunteer's own page, for whoever is a person here; and the days on which one cannot serve."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import covers, first_day, last_day, today, wall_time
from common.forms import apply
from common.pages import form_page
from people.models import Person
from people.services import own_person, place_of
from volunteers import services
from volunteers.forms.duties import AbsenceForm
from volunteers.models import (
    Absence,
    ActivityReport,
    Appointment,
    AppointmentState,
    Assignment,
    AssignmentQuerySet,
    Qualification,
)
from volunteers.own import is_own, require_own_or
from volunteers.times import said_hours, said_minutes
from wksbm.rules import term_in_words

MONTHS = 12
TONES = {
    AppointmentState.ACTIVE: "ok",
    AppointmentState.LAPSING: "warn",
    AppointmentState.LAPSED: "danger",
    AppointmentState.AWAITED: "warn",
}


@require_safe
def own(request: SignedInRequest) -> HttpResponse:
    """Show what one serves as, is asked for, has taken, has done, can do, and when one cannot."""
    person = own_person(request.user)
    if person is None:
        return render(request, "volunteers/own/own.html", {"person": None})
    now, here = timezone.now(), place_of(person)
    on = today(here.tz)
    mine = Assignment.objects.visible_to(request.user).filter(person=person)
    ahead = mine.filter(period__endswith__gt=now)
    served = mine.taken().filter(period__endswith__lte=now)
    context = {
        "person": person,
        "appointments": _appointments(request, person, on),
        "offers": _lines(ahead.open_offers()),
        "coming": _lines(ahead.taken()),
        "unlogged": _lines(served.filter(minutes=None)),
        "months": _months(mine.by_month(here.tz)),
        "reports": _reports(request, person),
        "qualifications": _qualifications(request, person, on),
        "absences": _absences(request, person, on),
    }
    return render(request, "volunteers/own/own.html", context)


def block_dates(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say on which days one cannot serve, or note it for somebody who called."""
    person = visible_or_404(Person, request.user, pk=pk)
    place = place_of(person)
    require_own_or(person, Can.KEEP_ROSTER, on=place, actor=request.user)
    form = AbsenceForm(request.POST or None)
    blocked = apply(
        form, lambda: services.block_dates(person, **form.cleaned_data, actor=request.user)
    )
    if blocked is not None:
        said = services.said_days(blocked)
        messages.success(request, _("Dicatat: berhalangan %(days)s.") % {"days": said})
        return _back(request, person)
    context = {
        "person": person,
        "is_own": is_own(person, request.user),
        "absences": _absences(request, person, today(place.tz)),
    }
    return form_page(request, "volunteers/own/block_dates.html", form, **context)


@require_POST
def free_dates(request: SignedInRequest, pk: int) -> HttpResponse:
    absence = visible_or_404(Absence, request.user, pk=pk)
    services.free_dates(absence, actor=request.user)
    messages.success(request, _("Hari-hari itu tidak lagi berhalangan."))
    return _back(request, absence.person)


# --- Parts of the above --------------------------------------------------------------------------


def _back(request: SignedInRequest, person: Person) -> HttpResponse:
    if is_own(person, request.user):
        return redirect("volunteers:own")
    return redirect("volunteers:block_dates", person.pk)


def _appointments(request: SignedInRequest, person: Person, on: date) -> list[dict[str, Any]]:
    seen = Appointment.objects.visible_to(request.user).filter(person=person)
    rows: Any = seen.with_state(on).with_tier(on).select_related("pillar", "area", "decree")
    return [
        {
            "row": row,
            "term": term_in_words(first_day(row.term), last_day(row.term)),
            "state": AppointmentState(row.state).label,
            "tone": TONES.get(AppointmentState(row.state), "neutral"),
        }
        for row in rows.order_by("-term", "-pk")
    ]


def _lines(rows: AssignmentQuerySet) -> list[dict[str, Any]]:
    found = rows.select_related("duty__region").order_by("period", "pk")
    return [
        {
            "row": row,
            "duty": row.duty,
            "day": wall_time(row.duty.starts_at, row.duty.region.tz).date(),
            "hours": said_hours(row.duty.starts_at, row.duty.ends_at, row.duty.region),
        }
        for row in found
    ]


def _months(sums: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "month": one["month"],
            "logged": said_minutes(one["logged"]),
            "confirmed": said_minutes(one["confirmed"]),
            "is_whole": one["logged"] == one["confirmed"],
        }
        for one in sums[:MONTHS]
    ]


def _reports(request: SignedInRequest, person: Person) -> list[ActivityReport]:
    seen = ActivityReport.objects.visible_to(request.user).filter(appointment__person=person)
    return list(seen.select_related("appointment__pillar").order_by("-month", "-pk")[:MONTHS])


def _qualifications(request: SignedInRequest, person: Person, on: date) -> list[dict[str, Any]]:
    seen = Qualification.objects.visible_to(request.user).filter(person=person)
    return [
        {
            "row": row,
            "term": term_in_words(first_day(row.term), last_day(row.term)),
            "is_valid": covers(row.term, on),
        }
        for row in seen.select_related("kind").order_by("kind__name", "-term")
    ]


def _absences(request: SignedInRequest, person: Person, on: date) -> list[dict[str, Any]]:
    seen = Absence.objects.visible_to(request.user).filter(person=person, days__endswith__gt=on)
    return [{"row": row, "days": services.said_days(row)} for row in seen.order_by("days", "pk")]
