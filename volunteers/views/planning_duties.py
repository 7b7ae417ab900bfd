"""Pages that plan duties: written down, changed, moved, cancelled, repeated."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Can, may, require
from accounts.choosing import choose_place, place_asked
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today, wall_time
from common.forms import apply
from common.pages import form_page
from regions.models import Region
from volunteers import services
from volunteers.forms.duties import (
    CancelDutyForm,
    ChangeDutyForm,
    MoveDutyForm,
    PlanDutyForm,
    RepeatDutyForm,
)
from volunteers.models import Duty, Pillar, QualificationKind
from volunteers.times import said_hours


def plan_duty(request: SignedInRequest) -> HttpResponse:
    """Choose where, then write the duty down."""
    if not may(request.user, Can.PLAN_DUTIES):
        raise Http404
    code = place_asked(request, Can.PLAN_DUTIES)
    if not code:
        return choose_place(request, _("Di wilayah mana tugasnya?"), Can.PLAN_DUTIES)
    region = visible_or_404(Region, request.user, pk=code)
    require(request.user, Can.PLAN_DUTIES, on=region)
    form = PlanDutyForm(
        request.POST or None,
        initial={"region": code, "on": today(region.tz), "at": "08.00", "until_at": "12.00"},
        **_offered_to(request),
    )
    if request.method == "POST":
        planned = apply(form, lambda: _plan(region, form, request))
        if planned is not None:
            messages.success(request, _("Tugas disimpan. Sekarang tawarkan kepada relawan."))
            return redirect(planned)
    return _form_page(request, "plan_duty", form, region=region)


def change_duty(request: SignedInRequest, pk: int) -> HttpResponse:
    duty = visible_or_404(Duty, request.user, can=Can.PLAN_DUTIES, pk=pk)
    names = ("kind", "title", "place", "seats", "pillar", "note", "version")
    initial = {name: getattr(duty, name) for name in names} | {"needs": duty.needs.all()}
    form = ChangeDutyForm(request.POST or None, initial=initial, **_offered_to(request, duty))
    changed = apply(
        form, lambda: services.change_duty(duty, **form.cleaned_data, actor=request.user)
    )
    if changed is not None:
        messages.success(request, _("Perubahan disimpan."))
        return redirect(changed)
    return _form_page(request, "change_duty", form, duty=duty)


def move_duty(request: SignedInRequest, pk: int) -> HttpResponse:
    duty = visible_or_404(Duty, request.user, can=Can.PLAN_DUTIES, pk=pk)
    form = MoveDutyForm(request.POST or None, initial=_when(duty))
    moved = apply(form, lambda: services.move_duty(duty, **form.cleaned_data, actor=request.user))
    if moved is not None:
        messages.success(request, _("Tugas dipindahkan bersama semua yang sudah bersedia."))
        return redirect(moved)
    return _form_page(request, "move_duty", form, duty=duty)


def cancel_duty(request: SignedInRequest, pk: int) -> HttpResponse:
    duty = visible_or_404(Duty, request.user, can=Can.PLAN_DUTIES, pk=pk)
    form = CancelDutyForm(request.POST or None, initial={"version": duty.version})
    cancelled = apply(
        form, lambda: services.cancel_duty(duty, **form.cleaned_data, actor=request.user)
    )
    if cancelled is not None:
        messages.success(request, _("Tugas dibatalkan. Semua tawarannya ditarik."))
        return redirect(cancelled)
    return _form_page(request, "cancel_duty", form, duty=duty, is_danger=True)


def repeat_duty(request: SignedInRequest, pk: int) -> HttpResponse:
    duty = visible_or_404(Duty, request.user, can=Can.PLAN_DUTIES, pk=pk)
    form = RepeatDutyForm(request.POST or None, initial={"weeks": 4})
    made = apply(form, lambda: services.repeat_duty(duty, **form.cleaned_data, actor=request.user))
    if made is not None:
        number = len(made)
        words = ngettext("%(n)d tugas baru disusun.", "%(n)d tugas baru disusun.", number)
        messages.success(request, words % {"n": number})
        return redirect(duty)
    return _form_page(request, "repeat_duty", form, duty=duty)


# --- Parts of the above --------------------------------------------------------------------------


def _plan(region: Region, form: PlanDutyForm, request: SignedInRequest) -> Duty:
    facts = {name: value for name, value in form.cleaned_data.items() if name != "region"}
    return services.plan_duty(region, **facts, actor=request.user)


def _offered_to(request: SignedInRequest, duty: Duty | None = None) -> dict[str, QuerySet[Any]]:
    """Return what the user may choose from; what the duty has already stays among it."""
    kept = Q(pk=duty.pillar_id) if duty else Q(pk=None)
    pillars = Pillar.objects.visible_to(request.user).of_persons()
    return {
        "pillars": pillars.filter(Q(term__contains=today()) | kept).order_by("short_name", "pk"),
        "kinds": QualificationKind.objects.visible_to(request.user).order_by("name", "pk"),
    }


def _when(duty: Duty) -> dict[str, Any]:
    start = wall_time(duty.starts_at, duty.region.tz)
    end = wall_time(duty.ends_at, duty.region.tz)
    is_short = (duty.ends_at - duty.starts_at).days < 1
    return {
        "on": start.date(),
        "at": start.time(),
        "until_at": end.time(),
        "until_on": None if is_short else end.date(),
        "version": duty.version,
    }


def _form_page(request: SignedInRequest, name: str, form: BaseForm, **context: Any) -> HttpResponse:
    duty = context.get("duty")
    if duty is not None:
        context["day"] = wall_time(duty.starts_at, duty.region.tz).date()
        context["hours"] = said_hours(duty.starts_at, duty.ends_at, duty.region)
    template = f"volunteers/duties/{name}.html"
    return form_page(request, template, form, **context)
