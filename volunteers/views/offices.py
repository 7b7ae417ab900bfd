"""Who holds which post in an organisation: seated, replaced, ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import Can
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import last_day, today
from common.forms import apply
from common.pages import bound, form_page
from people.models import Person
from regions.codes import lineage_of
from volunteers import services
from volunteers.forms.keeping import OfficerForm, ReplaceOfficerForm, SeatOfficerForm
from volunteers.models import OfficeHolder, Organisation
from volunteers.views.keeping import words_of
from wksbm.forms import EndSeatForm
from wksbm.models import Decree
from wksbm.services import NewPerson


def seat_officer(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = visible_or_404(Organisation, request.user, can=Can.KEEP_ROSTER, pk=pk)
    initial = {"since": today(organisation.region.tz), "post": OfficeHolder.Post.CHAIR}
    form = SeatOfficerForm(**bound(request), **_choices(organisation, request), initial=initial)
    if request.method == "POST":
        new = apply(
            form,
            lambda: services.seat_officer(
                organisation,
                holder=_holder(form, request),
                **_facts(form, request),
                actor=request.user,
            ),
        )
        if new is not None:
            messages.success(request, _("Pengurus dicatat."))
            return redirect(organisation)
    return form_page(request, "volunteers/seat_officer.html", form, organisation=organisation)


def replace_officer(request: SignedInRequest, pk: int) -> HttpResponse:
    office = visible_or_404(OfficeHolder, request.user, can=Can.KEEP_ROSTER, pk=pk)
    organisation = office.organisation
    initial = {
        "since": today(organisation.region.tz),
        "until": last_day(office.term),
        "version": office.version,
    }
    form = ReplaceOfficerForm(**bound(request), **_choices(organisation, request), initial=initial)
    if request.method == "POST":
        new = apply(
            form,
            lambda: services.replace_officer(
                office,
                successor=_holder(form, request),
                **_facts(form, request),
                actor=request.user,
            ),
        )
        if new is not None:
            messages.success(request, _("Pengganti dicatat. Masa bakti yang lama tetap tersimpan."))
            return redirect(organisation)
    return form_page(
        request, "volunteers/replace_officer.html", form, office=office, term=words_of(office)
    )


def end_office(request: SignedInRequest, pk: int) -> HttpResponse:
    office = visible_or_404(OfficeHolder, request.user, can=Can.KEEP_ROSTER, pk=pk)
    form = EndSeatForm(**bound(request), initial={"version": office.version})
    if request.method == "POST":
        ended = apply(
            form, lambda: services.end_office(office, **form.cleaned_data, actor=request.user)
        )
        if ended is not None:
            messages.success(request, _("Masa bakti diakhiri. Datanya tetap dapat dibaca."))
            return redirect(office.organisation)
    return form_page(
        request, "volunteers/end_office.html", form, office=office, term=words_of(office)
    )


# --- Parts of the above --------------------------------------------------------------------------


def _choices(organisation: Organisation, request: SignedInRequest) -> dict[str, Any]:
    """Offer who is known at this very place or serves for it, and the decrees over it."""
    code = organisation.region_id
    known = Q(presences__region=code) | Q(appointments__area=code)
    persons = Person.objects.visible_to(request.user).standing().filter(known).distinct()
    decrees = Decree.objects.visible_to(request.user).filter(region__in=lineage_of(code))
    return {
        "persons": persons.order_by("name", "pk"),
        "decrees": decrees.order_by("-enacted_on", "-pk")[:200],
    }


def _holder(form: OfficerForm, request: SignedInRequest) -> Person | NewPerson:
    chosen = form.cleaned_data
    if chosen["holder"]:
        return visible_or_404(Person, request.user, pk=chosen["holder"])
    return NewPerson(chosen["name"], chosen["phone"], chosen["email"])


def _facts(form: OfficerForm, request: SignedInRequest) -> dict[str, Any]:
    who = ("holder", "name", "phone", "email")
    facts = {name: value for name, value in form.cleaned_data.items() if name not in who}
    number = facts["decree"]
    facts["decree"] = visible_or_404(Decree, request.user, pk=number) if number else None
    return facts
