"""Writing a person down, and correcting what is known of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.choosing import choose_place
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.forms import apply
from common.pages import bound, form_page
from common.phones import shown
from people import services
from people.forms import ChangePersonForm, PersonForm
from people.models import Person
from people.rules import FACTS
from people.views.pages import back_url, facts_of, here, places_near
from regions.codes import Level
from regions.models import Region


def add_person(request: SignedInRequest) -> HttpResponse:
    at = here(request)
    if at is None:
        return choose_place(
            request, _("Orang ini di desa mana?"), Can.KEEP_BODY, name="at", level=Level.VILLAGE
        )
    require(request.user, Can.KEEP_BODY, on=at)
    form = PersonForm(
        **bound(request), places=places_near(request, at.code), initial={"village": at.code}
    )
    if request.method == "POST":
        new = apply(form, lambda: _add(form, at, request))
        if new is not None:
            messages.success(request, _("Orang dicatat. NIK, KK, dan rekening bisa menyusul."))
            services.possible_twins(new)  # the card shows them
            return redirect(new)
    return form_page(request, "people/add_person.html", form, at=at)


def change_person(request: SignedInRequest, pk: int) -> HttpResponse:
    person = visible_or_404(Person, request.user, pk=pk)
    presence = services.nearest_presence(person, request.user)
    require(request.user, Can.KEEP_BODY, on=presence)
    onward = back_url(request, person)
    places = places_near(request, presence.region_id, person.village_id)
    form = ChangePersonForm(**bound(request), places=places, initial=_known(person))
    if request.method == "POST":
        changed = apply(form, lambda: _change(person, form, request))
        if changed is not None:
            messages.success(request, _("Perubahan disimpan."))
            return redirect(onward)
    may_read = person.presences.where_may(request.user, Can.READ_HISTORY).exists()
    context = {"person": person, "back_url": onward, "may_read_history": may_read}
    return form_page(request, "people/change_person.html", form, **context)


# --- Parts of the above --------------------------------------------------------------------------


def _known(person: Person) -> dict[str, Any]:
    """Return what the form shows: phones as people write them."""
    facts = {name: getattr(person, name) for name in FACTS}
    return {
        **facts,
        "village": person.village_id,
        "phone": shown(person.phone),
        "other_phones": [shown(number) for number in person.other_phones],
        "version": person.version,
    }


def _add(form: PersonForm, at: Region, request: SignedInRequest) -> Person:
    facts = facts_of(request, form.cleaned_data)
    return services.add_person(facts.pop("name"), at=at, actor=request.user, **facts)


def _change(person: Person, form: PersonForm, request: SignedInRequest) -> Person:
    facts = facts_of(request, form.cleaned_data)
    version = facts.pop("version")
    return services.change_person(person, changes=facts, version=version, actor=request.user)
