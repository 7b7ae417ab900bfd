"""Pages by which a duty is answered and its hours are written: by oneself or by who plans."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Can
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import wall_time
from common.forms import apply
from common.pages import form_page
from people.models import Person
from volunteers import services
from volunteers.forms.duties import DeclineForm, HoursForm, TakeOverForm
from volunteers.models import Assignment
from volunteers.own import is_own, require_own_or
from volunteers.times import said_hours, said_minutes
from volunteers.views.duties import MOST_CANDIDATES, candidates, sought_name


@require_POST
def accept_duty(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = _own_or(request, pk, Can.PLAN_DUTIES)
    services.accept_duty(assignment, actor=request.user)
    messages.success(request, _("Dicatat: bersedia. Terima kasih."))
    return _back(request, assignment)


def decline_duty(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = _own_or(request, pk, Can.PLAN_DUTIES)
    form = DeclineForm(request.POST or None, initial={"version": assignment.version})
    done = apply(
        form, lambda: services.decline_duty(assignment, **form.cleaned_data, actor=request.user)
    )
    if done is not None:
        messages.success(request, _("Dicatat: tidak bisa. Penyusun jadwal mencari orang lain."))
        return _back(request, assignment)
    return _form_page(request, "decline_duty", form, assignment)


@require_POST
def withdraw_offer(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = visible_or_404(Assignment, request.user, can=Can.PLAN_DUTIES, pk=pk)
    services.withdraw_offer(assignment, actor=request.user)
    messages.success(request, _("Tawaran ditarik."))
    return redirect(assignment.duty)


def take_over(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = visible_or_404(Assignment, request.user, can=Can.PLAN_DUTIES, pk=pk)
    near = {person.pk for person in candidates(request, assignment.duty)}
    near |= set(assignment.duty.assignments.open_offers().values_list("person_id", flat=True))
    persons = Person.objects.visible_to(request.user).filter(pk__in=near - {assignment.person_id})
    form = TakeOverForm(
        request.POST or None,
        persons=persons.order_by("name", "pk"),
        initial={"version": assignment.version},
    )
    successor = apply(
        form, lambda: services.take_over(assignment, **form.cleaned_data, actor=request.user)
    )
    if successor is not None:
        name = successor.person.name
        messages.success(request, _("Digantikan oleh %(name)s.") % {"name": name})
        return redirect(assignment.duty)
    is_searchable = bool(sought_name(request)) or len(near) >= MOST_CANDIDATES
    return _form_page(request, "take_over", form, assignment, is_searchable=is_searchable)


def log_hours(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = _own_or(request, pk, Can.PLAN_DUTIES)
    return _write_hours(request, assignment, services.log_hours)


@require_POST
def confirm_hours(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = visible_or_404(Assignment, request.user, can=Can.CONFIRM_WORK, pk=pk)
    services.confirm_hours(assignment, actor=request.user)
    messages.success(request, _("Jam disahkan."))
    return redirect(assignment.duty)


def correct_hours(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = visible_or_404(Assignment, request.user, can=Can.CONFIRM_WORK, pk=pk)
    return _write_hours(request, assignment, services.correct_hours)


# --- Parts of the above --------------------------------------------------------------------------


def _own_or(request: SignedInRequest, pk: int, can: Can) -> Assignment:
    """Return the assignment, if it is the user's own or the user may do this to it."""
    assignment = visible_or_404(Assignment, request.user, pk=pk)
    require_own_or(assignment.person, can, on=assignment, actor=request.user)
    return assignment


def _write_hours(request: SignedInRequest, assignment: Assignment, write: Any) -> HttpResponse:
    length = assignment.period.upper - assignment.period.lower
    minutes = assignment.minutes or int(length.total_seconds()) // 60
    initial = {"hours": minutes // 60, "minutes": minutes % 60, "version": assignment.version}
    form = HoursForm(request.POST or None, initial=initial)
    written = apply(
        form,
        lambda: write(
            assignment,
            minutes=form.total,
            version=form.cleaned_data["version"],
            actor=request.user,
        ),
    )
    if written is not None:
        said = said_minutes(written.minutes)
        messages.success(
            request, _("Dicatat: %(hours)s. Menunggu disahkan orang lain.") % {"hours": said}
        )
        return _back(request, assignment)
    return _form_page(request, "hours", form, assignment)


def _back(request: SignedInRequest, assignment: Assignment) -> HttpResponse:
    if is_own(assignment.person, request.user):
        return redirect("volunteers:own")
    return redirect(assignment.duty)


def _form_page(
    request: SignedInRequest,
    name: str,
    form: BaseForm,
    assignment: Assignment,
    *,
    is_searchable: bool = False,
) -> HttpResponse:
    duty = assignment.duty
    context = {
        "assignment": assignment,
        "duty": duty,
        "day": wall_time(duty.starts_at, duty.region.tz).date(),
        "hours": said_hours(duty.starts_at, duty.ends_at, duty.region),
        "is_own": is_own(assignment.person, request.user),
        "is_searchable": is_searchable,
        "sought": sought_name(request),
    }
    template = f"volunteers/duties/{name}.html"
    return form_page(request, template, form, **context)
