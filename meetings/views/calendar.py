"""The days off that series may give way to, kept by the district."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, codes_where, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import first_day, last_day, term, today
from common.forms import apply
from common.pages import form_page
from meetings import services
from meetings.forms import ChangeHolidayForm, HolidayForm
from meetings.models import Holiday
from regions.models import Region


@require_safe
def holidays(request: SignedInRequest) -> HttpResponse:
    """Show a year's days off and of Ramadan: the nation's, and those of the regions around."""
    year = _year(request)
    seen = Holiday.objects.visible_to(request.user).select_related("region")
    rows = seen.filter(days__overlap=term(_day(year), _day(year, last=True))).order_by("days", "pk")
    context = {
        "year": year,
        "rows": [_line(row, request) for row in rows],
        "may_add": bool(_region(request)),
    }
    return render(request, "meetings/holidays.html", context)


def add_holiday(request: SignedInRequest) -> HttpResponse:
    """Add days off to the district's calendar."""
    region = _region(request)
    form = HolidayForm(request.POST or None)
    if region is None:
        return redirect("meetings:holidays")
    if request.method == "POST":
        added = apply(
            form, lambda: services.add_holiday(region, **form.cleaned_data, actor=request.user)
        )
        if added is not None:
            messages.success(
                request, _("Hari dicatat. Jadwal yang menyesuaikan diri berubah dalam satu jam.")
            )
            return redirect("meetings:holidays")
    return form_page(request, "meetings/add_holiday.html", form, region=region)


def change_holiday(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct days off of one's own calendar."""
    row = visible_or_404(Holiday, request.user, can=Can.KEEP_HOLIDAYS, pk=pk)
    days = {"first": first_day(row.days), "last": last_day(row.days)}
    initial = {"kind": row.kind, "name": row.name, "version": row.version, **days}
    form = ChangeHolidayForm(request.POST or None, initial=initial)
    changed = apply(
        form, lambda: services.change_holiday(row, **form.cleaned_data, actor=request.user)
    )
    if changed is not None:
        messages.success(
            request, _("Hari dicatat. Jadwal yang menyesuaikan diri berubah dalam satu jam.")
        )
        return redirect("meetings:holidays")
    return form_page(request, "meetings/change_holiday.html", form)


@require_POST
def remove_holiday(request: SignedInRequest, pk: int) -> HttpResponse:
    holiday = visible_or_404(Holiday, request.user, can=Can.KEEP_HOLIDAYS, pk=pk)
    services.remove_holiday(holiday, actor=request.user)
    messages.success(request, _("%(name)s dihapus dari daftar.") % {"name": holiday.name})
    return redirect("meetings:holidays")


def _line(row: Holiday, request: SignedInRequest) -> dict[str, Any]:
    first, last = first_day(row.days), last_day(row.days)
    return {
        "holiday": row,
        "first": first,
        "last": last if last != first else None,
        "may_remove": may(request.user, Can.KEEP_HOLIDAYS, on=row),
    }


def _region(request: SignedInRequest) -> Region | None:
    """Return the widest region whose calendar the user keeps."""
    codes = sorted(codes_where(request.user, Can.KEEP_HOLIDAYS), key=len)
    named = [code for code in codes if code]
    return Region.objects.visible_to(request.user).get(code=named[0]) if named else None


def _year(request: SignedInRequest) -> int:
    text = request.GET.get("year", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return asked if 2000 <= asked <= 2100 else today().year


def _day(year: int, *, last: bool = False) -> Any:
    return today().replace(year=year, month=12 if last else 1, day=31 if last else 1)
