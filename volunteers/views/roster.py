"""Relawan & SK: the list, and the card of one appointment."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.forms import Form, HiddenInput, NumberInput, Select
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from audit.services import history_of
from common.dates import today
from common.phones import shown
from regions import cache
from volunteers.filters.roster import GONE, SERVING, UNCONFIRMED, AppointmentFilter
from volunteers.models import Appointment, Pillar, TierStep
from volunteers.rules import semester_name, semester_start
from volunteers.views.roster_parts import (
    keys_of_page,
    name_of,
    pay_badge,
    regions_to_choose,
    said_confirmation,
    said_term,
    state_badge,
    until_of,
)
from wksbm.models import Decree

LIKE_A_NIK = re.compile(r"(?:\d[\s.-]?){16}")
WINDOW = 60  # days: how soon an ending decree is worth a look
SHOWN_IN_BAR = ("q", "pillar", "region", "state", "honorarium", "lapsing_within")
COLUMNS = (
    "pk",
    "region",
    "number",
    "term",
    "honorarium",
    "stipend_waived",
    "confirmed_on",
    "answer",
    "person__name",
    "person__phone",
    "pillar__short_name",
    "decree__number",
    "decree__term",
)


@require_safe
def volunteers(request: SignedInRequest) -> HttpResponse:
    """Show who serves in the reader's regions, narrowed by one address that can be shared."""
    if LIKE_A_NIK.search(request.GET.get("q", "")):
        messages.info(request, _("Cari NIK dan nomor HP di sini, supaya tidak terbaca di alamat."))
        return redirect("people:find")
    asked = {"state": SERVING, **request.GET.dict()}
    seen = Appointment.objects.visible_to(request.user)
    filters = AppointmentFilter(asked, seen, request=request)
    form = _bar(filters.form, request)
    found = filters.qs if form.is_valid() else seen.none()
    keys, links = keys_of_page(request, found)
    context = {
        "filter_form": form,
        "rows": _lines(request, keys),
        "by_default": "" if "state" in request.GET else f"state={SERVING}",
        "shortcuts": [
            (f"?lapsing_within={WINDOW}", _("SK berakhir dalam %(n)d hari") % {"n": WINDOW}),
            (f"?state={UNCONFIRMED}", _("Belum dikonfirmasi semester ini")),
            (f"?state={GONE}", _("Kata desa: tidak lagi bertugas")),
        ],
        "may_keep": may(request.user, Can.KEEP_ROSTER),
        "query": request.GET.urlencode(),
        **links,
    }
    return render(request, "volunteers/volunteers.html", context)


@require_safe
def appointment(request: SignedInRequest, pk: int) -> HttpResponse:
    row = visible_or_404(Appointment, request.user, pk=pk)
    on = today(row.region.tz)
    seen = Appointment.objects.visible_to(request.user)
    described = seen.with_state(on).with_tier(on).select_related("person", "pillar", "decree")
    card: Any = described.get(pk=pk)
    terms = seen.filter(person=row.person_id, pillar=row.pillar_id, area=row.area_id)
    steps = TierStep.objects.visible_to(request.user)
    context = {
        "row": card,
        "state": state_badge(card.state),
        "pay": pay_badge(card),
        "tier": TierStep.Tier(card.tier).label if card.tier else "",
        "term": said_term(card),
        "place": _path(card.region_id),
        "area": _path(card.area_id),
        "decree_term": said_term(card.decree) if card.decree else "",
        "may_open_decree": _may_open(request, card.decree_id),
        "phone": shown(card.person.phone),
        "confirmed": said_confirmation(card),
        "is_confirmed": card.confirmed_on is not None and card.confirmed_on >= semester_start(on),
        "semester": semester_name(on),
        "steps": steps.filter(person=row.person_id, pillar=row.pillar_id).order_by("-since", "-pk"),
        "others": [(one, said_term(one)) for one in terms.exclude(pk=pk).order_by("-term")[:50]],
        "may_keep": may(request.user, Can.KEEP_ROSTER, on=row.area),
        "may_confirm": may(request.user, Can.KEEP_ROSTER, on=row),
        "may_read_history": may(request.user, Can.READ_HISTORY, on=row),
        "is_serving": row.is_serving(on),
    }
    return render(request, "volunteers/appointment.html", context)


@require_safe
def appointment_history(request: SignedInRequest, pk: int) -> HttpResponse:
    row = visible_or_404(Appointment, request.user, can=Can.READ_HISTORY, pk=pk)
    context = {
        "title": f"{row.person.name}, {row.pillar.short_name}",
        "back_url": row.get_absolute_url(),
        "changes": history_of(row, actor=request.user),
    }
    return render(request, "audit/history.html", context)


# --- Parts of the above --------------------------------------------------------------------------


def _lines(request: SignedInRequest, keys: list[int]) -> list[dict[str, Any]]:
    on = today()
    rows = Appointment.objects.visible_to(request.user).filter(pk__in=keys)
    rows = rows.select_related("person", "pillar", "decree").only(*COLUMNS)
    found: list[Any] = list(rows.with_state(on).with_tier(on).order_by("-pk"))
    places = cache.names_of({row.region_id for row in found})
    start = semester_start(on)
    return [
        {
            "row": row,
            "state": state_badge(row.state),
            "pay": pay_badge(row),
            "tier": TierStep.Tier(row.tier).label if row.tier else "",
            "place": places[row.region_id],
            "decree": row.decree.number if row.decree else "",
            "until": until_of(row),
            "phone": shown(row.person.phone),
            "confirmed": said_confirmation(row),
            "is_confirmed": row.confirmed_on is not None and row.confirmed_on >= start,
        }
        for row in found
    ]


def _bar(form: Form, request: SignedInRequest) -> Form:
    """Return the filters as fields to fill in; those that only links set ride along."""
    for name, field in form.fields.items():
        if name not in SHOWN_IN_BAR:
            field.widget = HiddenInput()
    form.fields["state"].initial = SERVING
    pillars = Pillar.objects.visible_to(request.user).of_persons().order_by("short_name")
    choices = [(pillar.pk, pillar.short_name) for pillar in pillars.only("short_name")]
    form.fields["pillar"].widget = Select(choices=[("", _("Semua")), *choices])
    regions = regions_to_choose(request)
    field = form.fields["region"]
    field.widget = Select(choices=[("", _("Semua")), *regions]) if regions else HiddenInput()
    form.fields["lapsing_within"].widget = NumberInput({"min": 0, "inputmode": "numeric"})
    return form


def _may_open(request: SignedInRequest, pk: int | None) -> bool:
    return pk is not None and Decree.objects.visible_to(request.user).filter(pk=pk).exists()


def _path(code: str) -> str:
    found = cache.names_of([code]).get(code)
    return found.path if found else name_of(code)
