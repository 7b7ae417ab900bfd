"""For which region something is written down: the user's only one, or one that is chosen."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.access import Can, codes_where
from accounts.requests import SignedInRequest
from regions.codes import Level, level_of
from regions.models import Region
from regions.services import search_regions


class PlaceSearchForm(forms.Form):
    q = forms.CharField(
        label=_("Nama desa, kelurahan atau kecamatan"),
        max_length=100,
        required=False,
        help_text=_("Boleh ditambah kecamatannya, misalnya Seloto Taliwang."),
    )


def place_asked(
    request: SignedInRequest, can: Can, *, name: str = "region", level: str | None = None
) -> str:
    """Return the code that was chosen, or of the only place there is; "" where one has to choose.

    The only place is a village, or of this level. Whether the user may is asked by the service.
    """
    code = request.POST.get(name) or request.GET.get(name, "")
    codes = codes_where(request.user, can)
    if not code and len(codes) == 1 and level_of(codes[0]) in {level, Level.VILLAGE}:
        code = codes[0]
    return code[:13]


def choose_place(
    request: SignedInRequest,
    title: str,
    can: Can,
    *,
    name: str = "region",
    level: str | None = None,
) -> HttpResponse:
    """Let somebody with more than one place say for which one this is done, by its name."""
    codes = codes_where(request.user, can)
    form = PlaceSearchForm(request.GET or None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = [
        region for code in codes for region in search_regions(text, level=level, under=code or None)
    ]
    own = Region.objects.visible_to(request.user).with_path().filter(pk__in=codes)
    if level is not None:
        own = own.filter(level=level)
    context = {
        "title": title,
        "name": name,
        "form": form,
        "places": found if text else list(own),
        "asked": text,
        "may_choose": bool(codes),
    }
    return render(request, "accounts/choose_place.html", context)
