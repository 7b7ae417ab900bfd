"""Correcting a person who is present where one keeps a body."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can, require
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from audit.services import history_of
from common.forms import apply
from common.phones import shown
from people import services
from people.forms import PersonForm
from people.models import Person


def change_person(request: SignedInRequest, pk: int) -> HttpResponse:
    person = visible_or_404(Person, request.user, pk=pk)
    require(request.user, Can.KEEP_BODY, on=services.nearest_presence(person, request.user))
    back_url = _back(request)
    initial = {
        "name": person.name,
        "phone": shown(person.phone),
        "email": person.email,
        "version": person.version,
    }
    form = PersonForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        changed = apply(form, lambda: _change(person, form, request))
        if changed is not None:
            messages.success(request, _("Perubahan disimpan."))
            return redirect(back_url)
    context = {
        "form": form,
        "back_url": back_url,
        "person": person,
        "may_read_history": person.presences.where_may(request.user, Can.READ_HISTORY).exists(),
    }
    return render(request, "people/change_person.html", context, status=422 if form.errors else 200)


@require_safe
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show who changed what of a person, to readers of a region where the person is present."""
    person = visible_or_404(Person, request.user, pk=pk)
    readable = person.presences.where_may(request.user, Can.READ_HISTORY).first()
    presence = readable or services.nearest_presence(person, request.user)
    context = {
        "title": person.name,
        "back_url": _back(request),
        "changes": history_of(person, actor=request.user, place=presence.region),
    }
    return render(request, "audit/history.html", context)


def _change(person: Person, form: PersonForm, request: SignedInRequest) -> Person:
    facts = dict(form.cleaned_data)
    version = facts.pop("version")
    return services.change_person(person, changes=facts, version=version, actor=request.user)


def _back(request: SignedInRequest) -> str:
    """Return the page that one came from, if it is ours."""
    asked = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
    return asked if ours else "/"
