"""Each semester a village says of its people who is active: which villages, and one screen each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.access import Can, codes_where, covers, require
from accounts.requests import SignedInRequest
from common.dates import today
from common.forms import apply
from common.pages import bound, form_page
from regions import cache
from regions.models import Region
from volunteers import services
from volunteers.forms.roster import ConfirmForm
from volunteers.models import Appointment
from volunteers.rules import semester_name, semester_start
from volunteers.summary import unconfirmed_by_village
from volunteers.views.roster_parts import said_confirmation

MOST_VILLAGES = 500


@require_safe
def confirm(request: SignedInRequest) -> HttpResponse:
    """Show the villages that are not done; who keeps one village goes straight to it."""
    codes = codes_where(request.user, Can.KEEP_ROSTER)
    if len(codes) == 1 and len(codes[0]) == 13:
        return redirect("volunteers:confirm_village", codes[0])
    on = today()
    waiting = [
        row
        for row in unconfirmed_by_village(request.user, on=on)
        if any(covers(code, row["region"]) for code in codes)
    ]
    names = cache.names_of([row["region"] for row in waiting[:MOST_VILLAGES]])
    context = {
        "semester": semester_name(on),
        "since": semester_start(on),
        "villages": [
            (names[row["region"]], row["missing"], row["total"]) for row in waiting[:MOST_VILLAGES]
        ],
        "number": len(waiting),
        "people": sum(row["missing"] for row in waiting),
        "more": len(waiting) > MOST_VILLAGES,
        "may_confirm": bool(codes),
    }
    return render(request, "volunteers/confirm.html", context)


def confirm_village(request: SignedInRequest, code: str) -> HttpResponse:
    """Show everybody who serves from the village, and write down its word on them."""
    region = _region(request, code)
    on = today(region.tz)
    rows = _people(request, region, on)
    people = {row.pk: f"{row.person.name}, {row.pillar.short_name}" for row in rows}
    form = ConfirmForm(**bound(request), people=people, initial=_said(rows, on))
    if request.method == "POST":
        every = Appointment.Answer.ACTIVE if "all" in request.POST else ""
        said = apply(
            form,
            lambda: services.confirm_village(
                region, answers=form.answers(otherwise=every), on=on, actor=request.user
            ),
        )
        if said is not None:
            _tell(request, said)
            return redirect("volunteers:confirm_village", code)
    start = semester_start(on)
    context = {
        "region": cache.names_of([code])[code],
        "semester": semester_name(on),
        "lines": [_line(row, form, start) for row in rows],
        "missing": sum(not _is_done(row, start) for row in rows),
        "several": len(codes_where(request.user, Can.KEEP_ROSTER)) > 1
        or any(len(one) < 13 for one in codes_where(request.user, Can.KEEP_ROSTER)),
    }
    return form_page(request, "volunteers/confirm_village.html", form, **context)


# --- Parts of the above --------------------------------------------------------------------------


def _region(request: SignedInRequest, code: str) -> Region:
    """Return a region of the user's; another one does not exist."""
    known = Region.objects.visible_to(request.user).filter(pk=code).first()
    if known is None or not any(covers(one, code) for one in codes_where(request.user)):
        raise Http404
    require(request.user, Can.KEEP_ROSTER, on=known)
    return known


def _people(request: SignedInRequest, region: Region, on: date) -> list[Appointment]:
    rows = Appointment.objects.visible_to(request.user).filter(region=region).asked_of_village(on)
    rows = rows.select_related("person", "pillar", "area", "confirmed_by")
    return list(rows.order_by("pillar__short_name", "person__name", "pk"))


def _said(rows: list[Appointment], on: date) -> dict[str, str]:
    """Return what was said this semester already: it need not be said again."""
    start = semester_start(on)
    return {f"answer_{row.pk}": row.answer for row in rows if _is_done(row, start)}


def _is_done(row: Appointment, start: date) -> bool:
    return row.confirmed_on is not None and row.confirmed_on >= start


def _line(row: Appointment, form: ConfirmForm, start: date) -> dict[str, Any]:
    return {
        "row": row,
        "field": form[f"answer_{row.pk}"],
        "is_done": _is_done(row, start),
        "confirmed": said_confirmation(row),
        "elsewhere": row.area if row.area_id != row.region_id else None,
    }


def _tell(request: SignedInRequest, said: services.Confirmed) -> None:
    words = ngettext("%(n)d orang aktif.", "%(n)d orang aktif.", said.active)
    messages.success(request, _("Jawaban disimpan.") + " " + words % {"n": said.active})
    if said.ended:
        words = ngettext("%(n)d penugasan diakhiri.", "%(n)d penugasan diakhiri.", said.ended)
        messages.info(request, words % {"n": said.ended})
    if said.told:
        words = ngettext(
            "%(n)d orang diangkat di luar desa: Dinas Sosial diberi tahu dan memutuskan.",
            "%(n)d orang diangkat di luar desa: Dinas Sosial diberi tahu dan memutuskan.",
            said.told,
        )
        messages.info(request, words % {"n": said.told})
