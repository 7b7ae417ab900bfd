"""Pillars: which there are, who holds them where, and where nobody does."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can, codes_where, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.forms import apply
from common.pages import bound, form_page
from regions import cache
from regions.codes import Level
from regions.services import place
from volunteers import services
from volunteers.forms.roster import AddPillarForm, EndPillarForm, PillarForm
from volunteers.models import Pillar
from volunteers.summary import gaps, numbers_by_pillar, numbers_by_place
from volunteers.views.roster_parts import name_of, said_term

MOST_GAPS = 200
BELOW = {0: Level.PROVINCE, 2: Level.REGENCY, 5: Level.DISTRICT}  # one step below a code's length


@require_safe
def pillars(request: SignedInRequest) -> HttpResponse:
    """Show the pillars in use, how many hold each, and how many regions lack one."""
    on = today()
    codes = codes_where(request.user)
    numbers = numbers_by_pillar(request.user, on=on)
    seen = Pillar.objects.visible_to(request.user)
    rows = seen.order_by("psks_number", "short_name").select_related("region")
    context = {
        "pillars": [
            {
                "row": row,
                "number": numbers.get(row.pk, 0),
                "gaps": gaps(row, codes, on=on).count() if row.is_expected else 0,
            }
            for row in rows
            if row.is_in_use(on)
        ],
        "past": [row for row in rows if not row.is_in_use(on)],
        "may_add": may(request.user, Can.KEEP_PILLARS),
    }
    return render(request, "volunteers/pillars.html", context)


@require_safe
def pillar(request: SignedInRequest, pk: int) -> HttpResponse:
    row = visible_or_404(Pillar, request.user, pk=pk)
    on = today()
    codes = codes_where(request.user)
    level = BELOW.get(min((len(code) for code in codes), default=5), Level.VILLAGE)
    counted = numbers_by_place(row, request.user, level=level, on=on)
    lacking = gaps(row, codes, on=on)
    shown = list(lacking.values_list("pk", flat=True)[:MOST_GAPS])
    names = cache.names_of([*(code for code, _n in counted), *shown])
    context = {
        "pillar": row,
        "term": said_term(row),
        "level": Level(row.level).label if row.level else _("Semua tingkat"),
        "where": [(names[code], number) for code, number in counted],
        "total": sum(number for _code, number in counted),
        "gaps": [names[code] for code in shown],
        "gap_count": lacking.count() if len(shown) == MOST_GAPS else len(shown),
        "is_personal": row.holder == Pillar.Holder.PERSON,
        "may_change": row.region_id is not None and may(request.user, Can.KEEP_PILLARS, on=row),
        "may_appoint": may(request.user, Can.KEEP_ROSTER),
    }
    return render(request, "volunteers/pillar.html", context)


def add_pillar(request: SignedInRequest) -> HttpResponse:
    codes = [code for code in codes_where(request.user, Can.KEEP_PILLARS) if code]
    regions = [(code, name_of(code)) for code in codes]
    form = AddPillarForm(**bound(request), regions=regions, initial={"since": today()})
    if request.method == "POST":
        new = apply(form, lambda: _add(form, request))
        if new is not None:
            messages.success(request, _("Pilar ditambahkan."))
            return redirect(new)
    return form_page(request, "volunteers/add_pillar.html", form, may_add=bool(codes))


def change_pillar(request: SignedInRequest, pk: int) -> HttpResponse:
    row = visible_or_404(Pillar, request.user, can=Can.KEEP_PILLARS, pk=pk)
    form = PillarForm(**bound(request), instance=row, initial={"version": row.version})
    if request.method == "POST":
        changed = apply(form, lambda: _change(row, form, request))
        if changed is not None:
            messages.success(request, _("Perubahan disimpan."))
            return redirect("volunteers:pillar", pk)
    return form_page(request, "volunteers/change_pillar.html", form, pk=pk)


def end_pillar(request: SignedInRequest, pk: int) -> HttpResponse:
    row = visible_or_404(Pillar, request.user, can=Can.KEEP_PILLARS, pk=pk)
    form = EndPillarForm(**bound(request), initial={"version": row.version})
    if request.method == "POST":
        ended = apply(
            form, lambda: services.end_pillar(row, **form.cleaned_data, actor=request.user)
        )
        if ended is not None:
            messages.success(request, _("Pilar ini tidak dipakai lagi sesudah tanggal itu."))
            return redirect(row)
    return form_page(request, "volunteers/end_pillar.html", form, pillar=row)


# --- Parts of the above --------------------------------------------------------------------------


def _add(form: AddPillarForm, request: SignedInRequest) -> Pillar:
    facts = dict(form.cleaned_data)
    facts.pop("version")
    region, since = place(facts.pop("region")), facts.pop("since")
    return services.add_pillar(region, since=since, **facts, actor=request.user)


def _change(row: Pillar, form: PillarForm, request: SignedInRequest) -> Pillar:
    facts: dict[str, Any] = dict(form.cleaned_data)
    version = facts.pop("version")
    # The form has written into its instance already; the service compares with what is kept.
    kept = visible_or_404(Pillar, request.user, pk=row.pk)
    return services.change_pillar(kept, changes=facts, version=version, actor=request.user)
