"""What the pages of this app share: villages to choose, pages that nothing may keep."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.access import Can, codes_where
from accounts.requests import SignedInRequest
from common.dates import today
from people.forms import Places
from people.models import Person
from regions.codes import Level
from regions.models import Region

Params = ParamSpec("Params")
View = Callable[Concatenate[SignedInRequest, Params], HttpResponse]


def holds_numbers(view: View[Params]) -> View[Params]:
    """Guard a page on which a sealed number is typed or shown.

    No cache, error report or ledger of requests may hold it: a repetition of the request gets the
    form, opened anew.
    """

    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def guarded(
        request: SignedInRequest, /, *args: Params.args, **kwargs: Params.kwargs
    ) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code != 302:
            anew = kwargs.get("pk")
            onward = reverse("people:person", args=[anew]) if anew else request.path
            response.kept_as = redirect(onward)  # type: ignore[attr-defined]
        return response

    return guarded


def back_url(request: SignedInRequest, person: Person) -> str:
    """Return the page that one came from, if it is ours; else the person's card."""
    asked = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
    return asked if ours else person.get_absolute_url()


def here(request: SignedInRequest) -> Region | None:
    """Return the village for which somebody is written down: the only one, or the chosen one."""
    codes = codes_where(request.user, Can.KEEP_BODY)
    code = request.POST.get("at") or request.GET.get("at", "")
    if not code and len(codes) == 1:
        code = codes[0]
    villages = Region.objects.visible_to(request.user).villages().not_ended(today())
    return villages.filter(pk=code[:13]).first()


def places_near(request: SignedInRequest, *near: str | None) -> Places:
    """Return the villages of the kabupaten in which these codes lie, by kecamatan, to choose."""
    regencies = {code[:5] for code in near if code}
    known = Region.objects.visible_to(request.user).not_ended(today())
    groups: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for regency in sorted(regencies):
        below = known.under(regency).filter(level__in=[Level.DISTRICT, Level.VILLAGE])
        for code, level, name in below.order_by("code").values_list("code", "level", "name"):
            if level == Level.DISTRICT:
                groups[code] = (name, [])
            elif code[:8] in groups:
                groups[code[:8]][1].append((code, name))
    return groups.values()


def facts_of(request: SignedInRequest, cleaned: dict[str, Any]) -> dict[str, Any]:
    """Return a person's facts as the service takes them: the chosen village as a region."""
    code = cleaned["village"]
    village = Region.objects.visible_to(request.user).filter(pk=code).first() if code else None
    return {**cleaned, "village": village}
