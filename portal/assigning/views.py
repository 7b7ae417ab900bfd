"""Pages that place anew what stands on regions that ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can, codes_where, may, require
from accounts.requests import SignedInRequest
from common.dates import today
from common.errors import NotAllowed
from common.forms import apply
from common.pages import form_page
from portal.assigning import leftovers
from portal.assigning.forms import AssignForm


@require_safe
def regions_to_assign(request: SignedInRequest) -> HttpResponse:
    """List the ended regions with something to assign."""
    if not may(request.user, Can.SET_UP_DISTRICT):
        raise NotAllowed("not_allowed", _("Halaman ini untuk petugas Dinas Sosial."))
    codes = codes_where(request.user, Can.SET_UP_DISTRICT)
    rows = leftovers.regions_to_assign(codes, today())
    return render(request, "portal/assigning/regions_to_assign.html", {"rows": rows})


def assign_region(request: SignedInRequest, code: str) -> HttpResponse:
    """Choose what of an ended region goes where."""
    day = today()
    seen = leftovers.regions_to_assign(codes_where(request.user), day)
    region = get_object_or_404(seen, pk=code)
    require(request.user, Can.SET_UP_DISTRICT, on=region)
    left = leftovers.leftovers_of(region, day)
    places = leftovers.places_for(region, request.user)
    form = AssignForm(
        *([request.POST] if request.method == "POST" else []),
        bodies=[(one.pk, one.name) for one in left.bodies],
        grants=[(one.pk, f"{one.user.name}, {one.get_role_display()}") for one in left.grants],
        places=places,
        residents=left.residents,
        has_roster=left.has_roster,
    )
    if request.method == "POST":
        by_code = {place.pk: place for place in places}
        moved = apply(
            form,
            lambda: leftovers.assign_region(
                region,
                by_code[form.cleaned_data.pop("to_region")],
                chosen=leftovers.Chosen(**form.cleaned_data),
                actor=request.user,
            ),
        )
        if moved is not None:
            messages.success(
                request,
                _(
                    "Dipindahkan: %(bodies)d WKSBM, %(grants)d peran, %(residents)d warga, "
                    "%(volunteers)d penugasan relawan."
                )
                % moved,
            )
            return redirect("regions_to_assign")
    context = {"region": region, "left": left, "has_places": bool(places)}
    return form_page(request, "portal/assigning/assign_region.html", form, **context)
