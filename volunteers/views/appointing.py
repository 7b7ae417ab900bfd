"""Who comes, who stays and who goes: appointing, changing, renewing, ending, raising tiers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Can, codes_where, require, under
from accounts.choosing import choose_place, place_asked
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import last_day, today
from common.forms import apply
from common.pages import bound, form_page
from people.models import Person
from regions.models import Region
from regions.services import place
from volunteers import services
from volunteers.filters.roster import SERVING, AppointmentFilter
from volunteers.forms.roster import (
    AppointForm,
    ChangeAppointmentForm,
    CorrectTierForm,
    EndForm,
    RenewForm,
    RenewManyForm,
    TierForm,
)
from volunteers.models import Appointment, Pillar, TierStep
from volunteers.views.roster_parts import decrees_over, name_of, said_term, villages_in
from wksbm.models import Decree

MOST_PERSONS = 500


def appoint_volunteer(request: SignedInRequest) -> HttpResponse:
    """Choose where somebody serves from, then write the appointment down."""
    at = _place(request)
    if at is None:
        title = _("Relawan ini bertugas dari mana?")
        return choose_place(request, title, Can.KEEP_ROSTER, name="at")
    form = AppointForm(**bound(request), **_choices(at, request), initial=_known(at, request))
    if request.method == "POST":
        new = apply(
            form,
            lambda: services.appoint_volunteer(
                _person(form, request),
                region=at,
                **_facts(form, request),
                actor=request.user,
            ),
        )
        if new is not None:
            messages.success(request, _("Relawan dicatat."))
            return redirect(new)
    return form_page(request, "volunteers/appoint_volunteer.html", form, at=at)


def change_appointment(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _kept(request, pk)
    names = ("number", "honorarium", "stipend_waived", "version")
    initial = {name: getattr(row, name) for name in names}
    form = ChangeAppointmentForm(
        **bound(request),
        decrees=decrees_over(request, [row.area_id]),
        places=_places(row),
        initial=initial | {"decree": row.decree_id or "", "region": row.region_id},
    )
    if request.method == "POST":
        changed = apply(form, lambda: _change(row, form, request))
        if changed is not None:
            messages.success(request, _("Perubahan disimpan."))
            return redirect(row)
    return form_page(request, "volunteers/change_appointment.html", form, **_of(row))


def renew_appointment(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _kept(request, pk)
    initial = {"since": _next_day(row), "version": row.version}
    form = RenewForm(
        **bound(request), decrees=decrees_over(request, [row.area_id]), initial=initial
    )
    if request.method == "POST":
        new = apply(
            form,
            lambda: services.renew_appointment(row, **_facts(form, request), actor=request.user),
        )
        if new is not None:
            messages.success(request, _("Diperpanjang. Masa yang lama tetap tersimpan."))
            return redirect(new)
    return form_page(request, "volunteers/renew_appointment.html", form, **_of(row))


def renew_appointments(request: SignedInRequest) -> HttpResponse:
    """Renew whom the list's filters find by one decree: all who are ticked, or none."""
    rows = _renewable(request)
    labels = [(str(row.pk), f"{row.person.name}, {row.pillar.short_name}") for row in rows]
    form = RenewManyForm(
        **bound(request),
        decrees=decrees_over(request, {row.area_id for row in rows}),
        people=labels,
        initial={"appointments": [key for key, _label in labels]},
    )
    if request.method == "POST":
        renewed = apply(form, lambda: _renew_many(rows, form, request))
        if renewed is not None:
            number = len(renewed)
            words = ngettext("%(n)d orang diperpanjang.", "%(n)d orang diperpanjang.", number)
            messages.success(request, words % {"n": number})
            return redirect("volunteers:volunteers")
    context = {"query": request.GET.urlencode(), "rows": rows, "most": services.MOST_AT_ONCE}
    return form_page(request, "volunteers/renew_appointments.html", form, **context)


def end_appointment(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _kept(request, pk)
    initial = {"on": today(row.region.tz), "version": row.version}
    form = EndForm(**bound(request), initial=initial)
    if request.method == "POST":
        ended = apply(
            form,
            lambda: services.end_appointment(row, **form.cleaned_data, actor=request.user),
        )
        if ended is not None:
            messages.success(request, _("Penugasan diakhiri. Datanya tetap dapat dibaca."))
            return redirect(row)
    return form_page(request, "volunteers/end_appointment.html", form, **_of(row))


def raise_tier(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _kept(request, pk)
    form = TierForm(**bound(request), initial={"since": today(row.region.tz)})
    if request.method == "POST":
        step = apply(
            form, lambda: services.raise_tier(row, **form.cleaned_data, actor=request.user)
        )
        if step is not None:
            messages.success(request, _("Jenjang dicatat."))
            return redirect(row)
    return form_page(request, "volunteers/raise_tier.html", form, **_of(row))


def correct_tier(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct a step; the page goes back to the person's newest appointment in the pillar."""
    step = visible_or_404(TierStep, request.user, can=Can.KEEP_ROSTER, pk=pk)
    names = ("tier", "since", "evidence", "version")
    initial = {name: getattr(step, name) for name in names}
    form = CorrectTierForm(**bound(request), initial=initial)
    seen = Appointment.objects.visible_to(request.user)
    row = seen.filter(person=step.person_id, pillar=step.pillar_id).order_by("-pk").first()
    back = row or step.person
    if request.method == "POST":
        corrected = apply(
            form, lambda: services.correct_tier(step, **form.cleaned_data, actor=request.user)
        )
        if corrected is not None:
            messages.success(request, _("Perubahan disimpan."))
            return redirect(back)
    return form_page(request, "volunteers/correct_tier.html", form, step=step, back=back)


# --- Where and who -------------------------------------------------------------------------------


def _kept(request: SignedInRequest, pk: int) -> Appointment:
    """Return the appointment, if the user keeps the area that it is for."""
    row = visible_or_404(Appointment, request.user, pk=pk)
    require(request.user, Can.KEEP_ROSTER, on=row.area)
    return row


def _of(row: Appointment) -> dict[str, Any]:
    return {"row": row, "term": said_term(row), "area": name_of(row.area_id)}


def _place(request: SignedInRequest) -> Region | None:
    """Return where somebody serves from: the user's only village, or the chosen place."""
    code = place_asked(request, Can.KEEP_ROSTER, name="at")
    known = Region.objects.visible_to(request.user).not_ended(today())
    return known.filter(pk=code).first()


def _choices(at: Region, request: SignedInRequest) -> dict[str, Any]:
    pillars = Pillar.objects.visible_to(request.user).of_persons().in_use(today(at.tz))
    persons = Person.objects.visible_to(request.user).standing()
    return {
        "pillars": pillars.order_by("short_name"),
        "persons": persons.filter(presences__region=at).order_by("name", "pk")[:MOST_PERSONS],
        "decrees": decrees_over(request, [at.code]),
    }


def _known(at: Region, request: SignedInRequest) -> dict[str, Any]:
    """Return what is known when the form opens, also what the link to it has filled in."""
    names = ("pillar", "person")
    told = {name: request.GET[name][:20] for name in names if name in request.GET}
    return {"at": at.code, "since": today(at.tz), **told}


def _person(form: AppointForm, request: SignedInRequest) -> Person | services.NewPerson:
    chosen = form.cleaned_data
    if chosen["person"]:
        return visible_or_404(Person, request.user, pk=chosen["person"])
    return services.NewPerson(chosen["name"], chosen["phone"])


# --- What was filled in --------------------------------------------------------------------------


def _facts(form: Any, request: SignedInRequest) -> dict[str, Any]:
    """Return what a service takes: records in the place of their numbers."""
    who = ("at", "person", "name", "phone", "appointments")
    facts = {name: value for name, value in form.cleaned_data.items() if name not in who}
    number = facts["decree"]
    facts["decree"] = visible_or_404(Decree, request.user, pk=number) if number else None
    if "pillar" in facts:
        facts["pillar"] = visible_or_404(Pillar, request.user, pk=facts["pillar"])
    return facts


def _change(row: Appointment, form: ChangeAppointmentForm, request: SignedInRequest) -> Appointment:
    facts = _facts(form, request)
    version = facts.pop("version")
    facts["region"] = place(facts["region"])
    return services.change_appointment(row, changes=facts, version=version, actor=request.user)


def _places(row: Appointment) -> list[tuple[str, Any]]:
    """Return where somebody may serve from: the villages of the area, or the area itself."""
    here = (row.area_id, name_of(row.area_id))
    return [here] if len(row.area_id) == 13 else [here, *villages_in(row.area_id)]


def _next_day(row: Appointment) -> date:
    last = last_day(row.term)
    return last + timedelta(days=1) if last else today(row.region.tz)


def _renewable(request: SignedInRequest) -> list[Appointment]:
    """Return whom the filters of the list find, of those that the user may renew."""
    areas = under(codes_where(request.user, Can.KEEP_ROSTER), "area")
    kept = Appointment.objects.visible_to(request.user).filter(areas)
    asked = {"state": SERVING, **request.GET.dict()}
    filters = AppointmentFilter(asked, kept, request=request)
    if not filters.is_valid():
        raise Http404
    found: QuerySet[Appointment] = filters.qs.exclude(ended_kind=Appointment.Ending.RENEWED)
    rows = found.select_related("person", "pillar", "area", "region").order_by("person__name", "pk")
    return list(rows[: services.MOST_AT_ONCE])


def _renew_many(
    rows: list[Appointment], form: RenewManyForm, request: SignedInRequest
) -> list[Appointment]:
    ticked = set(form.cleaned_data["appointments"])
    chosen = [row for row in rows if str(row.pk) in ticked]
    return services.renew_appointments(chosen, **_facts(form, request), actor=request.user)
