"""Writing down a decree that appoints volunteers: it names people, and no body."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import Can, codes_where, under
from accounts.requests import SignedInRequest
from common.forms import apply
from common.pages import bound, form_page
from regions import cache
from regions.codes import Kind, kind_of
from regions.services import place
from wksbm.forms import AddDecreeForm
from wksbm.models import Decree, Office
from wksbm.rules import office_name
from wksbm.services import NewOffice
from wksbm.services import add_decree as write_decree

MOST_OFFICES = 200


def add_decree(request: SignedInRequest) -> HttpResponse:
    offices = _offices(request)
    form = AddDecreeForm(
        **bound(request), offices=offices, initial={"kind": Decree.Kind.APPOINTMENT}
    )
    if request.method == "POST":
        new = apply(
            form,
            lambda: write_decree(_issuer(form, request), **form.facts(), actor=request.user),
        )
        if new is not None:
            messages.success(request, _("SK dicatat. Sekarang dapat dipilih saat mengangkat."))
            return redirect(new)
    return form_page(request, "volunteers/add_decree.html", form, may_add=bool(offices))


# --- Parts of the above --------------------------------------------------------------------------


def _offices(request: SignedInRequest) -> list[tuple[str, str]]:
    """Offer the usual offices of the user's own regions, then those that are known below them."""
    codes = codes_where(request.user, Can.KEEP_DECREES)
    names = cache.names_of([code for code in codes if code])
    usual = [
        (f"{kind}@{code}", office_name(kind, name))
        for code, name in names.items()
        for kind in _kinds(code, name.name)
    ]
    called = {name for _value, name in usual}
    known = Office.objects.visible_to(request.user).filter(under(codes)).order_by("region", "name")
    others = [(str(office.pk), office.name) for office in known[:MOST_OFFICES]]
    return usual + [(value, name) for value, name in others if name not in called]


def _kinds(code: str, name: str) -> list[str]:
    """Return the offices that a region of this level has."""
    if len(code) == 13:
        is_kelurahan = kind_of(code) == Kind.KELURAHAN
        return [Office.Kind.LURAH if is_kelurahan else Office.Kind.VILLAGE_HEAD]
    if len(code) == 8:
        return [Office.Kind.CAMAT]
    if len(code) == 5:
        head = Office.Kind.MAYOR if name.startswith("Kota ") else Office.Kind.REGENT
        return [head, Office.Kind.SOCIAL_AGENCY]
    return [Office.Kind.GOVERNOR]


def _issuer(form: AddDecreeForm, request: SignedInRequest) -> Office | NewOffice:
    chosen = form.cleaned_data["issuer"]
    if "@" not in chosen:
        office: Office = Office.objects.visible_to(request.user).get(pk=int(chosen))
        return office
    kind, code = chosen.split("@")
    return NewOffice(kind, place(code), form.cleaned_data["office_name"])
