"""Pages on which people stop messages: by the link in a mail, as themselves, or noted for them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Can, require
from accounts.brakes import Brake
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.errors import TooManyTries
from notifications import services
from notifications.models import OptOut
from people.models import Person

# Many phones share one address here: so many are no slips of the finger any more.
GUESSES = Brake("stop-keys", misses=30, seconds=15 * 60)


# --- By the link in a mail ------------------------------------------------------------------------


@csrf_exempt  # the key is the right; a mail program that posts by itself has no cookie (RFC 8058)
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, key: str) -> HttpResponse:
    """Let the receiver of a mail stop messages like it, or all; opening it changes nothing."""
    wait = GUESSES.wait(request)
    if wait:
        words = _("Terlalu banyak percobaan. Coba lagi %(minutes)d menit lagi.")
        raise TooManyTries("too_many_tries", words % {"minutes": -(-wait // 60)}, wait=wait)
    found = services.stop_of_key(key)
    if found is None:
        GUESSES.miss(request)
        return render(request, "notifications/stop_unknown.html", status=404)
    if request.method == "POST":
        _heed(found, request.POST.get("do", "stop"))
        if "List-Unsubscribe" not in request.POST:
            return redirect("notifications:stop", key)  # RFC 8058 forbids it to programs
    context = {"person": found.person, **services.wishes_of(found.person)._asdict()}
    context["kind"] = services.kinds().get(found.rule, "")
    context["is_stopped"] = context["all_stopped"] or found.rule in context["stopped"]
    response = render(request, "notifications/stop.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _heed(found: services.Stop, what: str) -> None:
    if what == "start":
        services.opt_in(found.person)
    else:
        rule = "" if what == "stop_all" else found.rule
        services.opt_out(found.person, rule=rule, how=OptOut.How.LINK)


# --- As oneself -----------------------------------------------------------------------------------


@require_safe
def wishes(request: SignedInRequest) -> HttpResponse:
    """Show which messages the reader gets, and let them be stopped."""
    person = Person.objects.visible_to(request.user).filter(user=request.user).first()
    context: dict[str, Any] = {"person": person, "is_own": True}
    if person is not None:
        context |= _shown(person)
    return render(request, "notifications/wishes.html", context)


@require_POST
def change_wishes(request: SignedInRequest) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), user=request.user)
    rule = request.POST.get("rule", "")
    if request.POST.get("do") == "start":
        services.opt_in(person, rule=rule)
    else:
        services.opt_out(person, rule=rule, how=OptOut.How.ACCOUNT)
    messages.success(request, _("Disimpan."))
    return redirect("notifications:wishes")


# --- Noted for somebody ---------------------------------------------------------------------------


@require_safe
def wishes_of(request: SignedInRequest, pk: int) -> HttpResponse:
    person = visible_or_404(Person, request.user, pk=pk)
    require(request.user, Can.KEEP_REMINDERS, on=services.presence_to_note(person, request.user))
    context = {"person": person, "is_own": False, **_shown(person)}
    return render(request, "notifications/wishes.html", context)


@require_POST
def change_wishes_of(request: SignedInRequest, pk: int) -> HttpResponse:
    person = visible_or_404(Person, request.user, pk=pk)
    rule = request.POST.get("rule", "")
    if request.POST.get("do") == "start":
        services.note_opt_in(person, rule=rule, actor=request.user)
    else:
        services.note_opt_out(person, rule=rule, actor=request.user)
    messages.success(request, _("Disimpan."))
    return redirect("notifications:wishes_of", person.pk)


def _shown(person: Person) -> dict[str, object]:
    known = services.wishes_of(person)
    return known._asdict() | {
        "rows": [
            {"name": name, "label": label, "is_stopped": name in known.stopped}
            for name, label in services.kinds().items()
        ]
    }
