"""Bodies: the list, one body's page, founding, changing and dissolving it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can, codes_where, may
from accounts.choosing import choose_place, place_asked
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.forms import apply
from common.pages import bound, form_page, page_of, shown_form
from regions import cache
from regions.codes import Level
from wksbm import services
from wksbm.filters import WksbmFilter
from wksbm.forms import DissolveForm, FoundForm, WksbmForm
from wksbm.models import Decree, DecreeState, Membership, Seat, Wksbm
from wksbm.rules import draft_name
from wksbm.summary import (
    VILLAGE_STATES,
    count_by_district,
    count_by_state,
    villages_by_decree_state,
)
from wksbm.views.pages import badge, badge_of, words_of

MEMBERS_SHOWN = 100


@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Show the bodies of the user's regions; somebody with one village goes straight to it."""
    seen = Wksbm.objects.visible_to(request.user)
    may_oversee = may(request.user, Can.OVERSEE)
    if not request.GET and not may_oversee:
        few = list(seen.values_list("pk", flat=True)[:2])
        if len(few) == 1:
            return redirect("wksbm:wksbm", few[0])
    filters = WksbmFilter(request.GET, seen, request=request)
    found = filters.qs.with_decree_state(today()).select_related("region__parent")
    rows, links = page_of(request, found)
    context = {
        "filter_form": shown_form(filters, "q", "state"),
        "bodies": [(wksbm, badge(wksbm.decree_state)) for wksbm in rows],
        "may_found": may(request.user, Can.KEEP_BODY),
        "may_oversee": may_oversee,
        **links,
    }
    return render(request, "wksbm/overview.html", context)


@require_safe
def villages(request: SignedInRequest) -> HttpResponse:
    """Show every village under the user by the state of its decree, by kecamatan."""
    codes = codes_where(request.user, Can.OVERSEE)
    all_villages = villages_by_decree_state(codes, on=today())
    state = request.GET.get("state", "")
    district = request.GET.get("district", "")
    counts = count_by_state(all_villages)
    shown = all_villages.order_by("code")
    if state in counts:
        shown = shown.filter(state=state)
    if district:
        shown = shown.filter(district=district)
    rows = list(shown[:500])
    by_district = count_by_district(all_villages) if not district else {}
    names = cache.names_of([*by_district, *(row.code for row in rows)])
    context = {
        "states": [(name, badge(name), counts[name]) for name in VILLAGE_STATES],
        "state": state,
        "district": names.get(district),
        "districts": [
            (names[code], [(name.label, numbers[name]) for name in VILLAGE_STATES])
            for code, numbers in by_district.items()
        ],
        "villages": [(names[row.code], row, badge(row.state)) for row in rows],
        "more": len(rows) == 500,
    }
    return render(request, "wksbm/villages.html", context)


@require_safe
def wksbm(request: SignedInRequest, pk: int) -> HttpResponse:
    wksbm = visible_or_404(Wksbm, request.user, pk=pk)
    on = today(wksbm.region.tz)
    seats = _seats(wksbm)
    held = [seat for seat in seats if seat.is_held(on)]
    past = [seat for seat in seats if not seat.is_held(on)]
    decrees = (
        Decree.objects.visible_to(request.user)
        .filter(mandates__wksbm=wksbm)
        .select_related("issuer")
        .prefetch_related("changes_suffered")
        .order_by("-enacted_on", "-pk")
    )
    members = Membership.objects.visible_to(request.user).filter(wksbm=wksbm).held(on)
    state: Any = Wksbm.objects.visible_to(request.user).with_decree_state(on).get(pk=pk)
    context = {
        "wksbm": wksbm,
        "state": badge(state.decree_state),
        "valid_until": state.decree_valid_until,
        "missing": _missing(wksbm, {seat.post for seat in held}),
        "warning": _warning(state.decree_state, state.decree_valid_until),
        "board": [_line(seat, on) for seat in held],
        "past_board": [_line(seat, on) for seat in past],
        "members": _first(members.select_related("person").order_by("person__name"), request),
        "member_count": members.count(),
        "decrees": [(decree, words_of(decree), badge_of(decree, on)) for decree in decrees],
        "may_keep": may(request.user, Can.KEEP_BODY, on=wksbm),
        "may_keep_decrees": may(request.user, Can.KEEP_DECREES, on=wksbm),
        "may_read_history": may(request.user, Can.READ_HISTORY, on=wksbm),
    }
    return render(request, "wksbm/wksbm.html", context)


def found_wksbm(request: SignedInRequest) -> HttpResponse:
    """Choose a village of the user's, then write the body down."""
    code = place_asked(request, Can.KEEP_BODY)
    if not code:
        title = _("WKSBM ini di desa mana?")
        return choose_place(request, title, Can.KEEP_BODY, level=Level.VILLAGE)
    form = FoundForm(**bound(request), initial={"region": code})
    village = cache.names_of([code]).get(code)
    if request.method == "POST":
        new = apply(form, lambda: _found(form, request))
        if new is not None:
            messages.success(request, _("WKSBM dicatat. Langkah berikutnya: SK dan pengurusnya."))
            return redirect(new)
    return form_page(request, "wksbm/found_wksbm.html", form, village=village)


def change_wksbm(request: SignedInRequest, pk: int) -> HttpResponse:
    wksbm = visible_or_404(Wksbm, request.user, can=Can.KEEP_BODY, pk=pk)
    initial = {"version": wksbm.version}
    form = WksbmForm(**bound(request), instance=wksbm, initial=initial)
    if request.method == "POST":
        changed = apply(form, lambda: _change(wksbm, form, request))
        if changed is not None:
            messages.success(request, _("Perubahan disimpan."))
            return redirect("wksbm:wksbm", pk)
    return form_page(request, "wksbm/change_wksbm.html", form, pk=pk)


def dissolve_wksbm(request: SignedInRequest, pk: int) -> HttpResponse:
    wksbm = visible_or_404(Wksbm, request.user, can=Can.KEEP_BODY, pk=pk)
    form = DissolveForm(**bound(request), initial={"version": wksbm.version})
    if request.method == "POST":
        done = apply(
            form,
            lambda: services.dissolve_wksbm(wksbm, **form.cleaned_data, actor=request.user),
        )
        if done is not None:
            messages.success(request, _("WKSBM dibubarkan. Semua datanya tetap dapat dibaca."))
            return redirect(wksbm)
    return form_page(request, "wksbm/dissolve_wksbm.html", form, wksbm=wksbm)


# --- Parts of the above --------------------------------------------------------------------------


def _missing(wksbm: Wksbm, posts: set[str]) -> str:
    """Say what a body that was begun from a list still lacks; "" where nothing is."""
    lacks = [str(post.label) for post in Seat.SINGLE_HOLDER if post not in posts]
    if wksbm.name == draft_name(wksbm.region.name):
        lacks.insert(0, _("nama menurut SK"))
    return ", ".join(lacks)


def _first(members: QuerySet[Membership], request: SignedInRequest) -> list[Membership]:
    """Return the members that fit a light page, or all where they are asked for."""
    return list(members if "members" in request.GET else members[:MEMBERS_SHOWN])


def _seats(wksbm: Wksbm) -> list[Seat]:
    order = list(Seat.Post)
    rows = wksbm.seats.select_related("holder", "decree")
    rows = rows.prefetch_related("decree__changes_suffered")
    return sorted(rows, key=lambda seat: (order.index(Seat.Post(seat.post)), -seat.pk))


def _line(seat: Seat, on: date) -> dict[str, Any]:
    return {"seat": seat, "term": words_of(seat), "badge": badge_of(seat.decree, on)}


def _warning(state: str, until: date | None) -> str:
    """Say what the village could do about its decree; nothing here is ever blocked by it."""
    match DecreeState(state):
        case DecreeState.LAPSED:
            return _("Semua kegiatan tetap bisa dicatat. Mintalah SK baru, lalu catat di sini.")
        case DecreeState.LAPSING:
            day = date_format(until) if until else ""
            return _("Berlaku sampai %(day)s. Siapkan SK baru dari sekarang.") % {"day": day}
        case DecreeState.NO_DECREE:
            return _("Kegiatan tetap bisa dicatat. SK bisa menyusul.")
    return ""


def _found(form: FoundForm, request: SignedInRequest) -> Wksbm:
    facts = {name: form.cleaned_data[name] for name in WksbmForm.Meta.fields}
    region = services.place(form.cleaned_data["region"])
    return services.found_wksbm(region, **facts, actor=request.user)


def _change(wksbm: Wksbm, form: WksbmForm, request: SignedInRequest) -> Wksbm:
    facts = dict(form.cleaned_data)
    version = facts.pop("version")
    return services.change_wksbm(wksbm, changes=facts, version=version, actor=request.user)
