"""Quiet hours: what holds in a place and where it comes from, and the place's own set."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, codes_where, covers, may, require
from accounts.models import User
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import first_day, last_day, today
from common.forms import apply
from common.pages import form_page
from meetings.models import Holiday
from notifications import services
from notifications.forms import ChangeQuietTimeForm, QuietTimeForm
from notifications.models import QuietTime, Weekday
from regions.models import Region

LISTED = 50  # regions below with a set of their own


@require_safe
def quiet_times(request: SignedInRequest) -> HttpResponse:
    """Show what holds in the widest of the user's regions, or only the nation's set."""
    codes = sorted({code for code in codes_where(request.user) if code}, key=len)
    if codes:
        return redirect("notifications:quiet_times_of", codes[0])
    rows = QuietTime.objects.visible_to(request.user).of(None)
    context = {"lines": [_line(row) for row in _in_order(rows)]}
    return render(request, "notifications/quiet_times.html", context)


@require_safe
def quiet_times_of(request: SignedInRequest, code: str) -> HttpResponse:
    region = _region(code, request.user)
    seen = QuietTime.objects.visible_to(request.user)
    rows = _in_order(seen.holding_in(region.code).select_related("region"))
    keeper = rows[0].region if rows else None
    silent = Holiday.objects.visible_to(request.user).filter(kind=Holiday.Kind.SILENT)
    day = today(region.tz)
    below = seen.filter(region__code__startswith=region.code).exclude(region=region)
    context = {
        "region": region,
        "lines": [_line(row) for row in rows],
        "keeper": keeper,
        "is_own": keeper == region,
        "silent": [
            {"name": one.name, "first": first_day(one.days), "last": last_day(one.days)}
            for one in silent.holding_in(region.code, day, day + timedelta(days=365)).order_by(
                "days"
            )
        ],
        "below": Region.objects.visible_to(request.user).filter(code__in=below.values("region"))[
            :LISTED
        ],
        "may_keep": may(request.user, Can.KEEP_REMINDERS, on=region),
    }
    return render(request, "notifications/quiet_times.html", context)


@require_POST
def keep_own_quiet_times(request: SignedInRequest, code: str) -> HttpResponse:
    region = _region(code, request.user)
    services.keep_own_quiet_times(region, actor=request.user)
    messages.success(
        request,
        _("%(place)s sekarang punya jam tenang sendiri. Ubah seperlunya.")
        % {"place": region.full_name},
    )
    return redirect("notifications:quiet_times_of", code)


@require_POST
def follow_quiet_times_above(request: SignedInRequest, code: str) -> HttpResponse:
    region = _region(code, request.user)
    services.follow_quiet_times_above(region, actor=request.user)
    messages.success(
        request, _("%(place)s mengikuti jam tenang di atasnya lagi.") % {"place": region.full_name}
    )
    return redirect("notifications:quiet_times_of", code)


def add_quiet_time(request: SignedInRequest, code: str) -> HttpResponse:
    region = _region(code, request.user)
    require(request.user, Can.KEEP_REMINDERS, on=region)
    form = QuietTimeForm(request.POST or None)
    if request.method == "POST":
        added = apply(
            form, lambda: services.add_quiet_time(region, **form.cleaned_data, actor=request.user)
        )
        if added is not None:
            return _saved(request, region.code)
    return _shown(request, form, region, None)


def change_quiet_time(request: SignedInRequest, pk: int) -> HttpResponse:
    row = visible_or_404(QuietTime, request.user, can=Can.KEEP_REMINDERS, pk=pk)
    form = ChangeQuietTimeForm(request.POST or None, instance=row, initial={"version": row.version})
    if request.method == "POST":
        changed = apply(
            form, lambda: services.change_quiet_time(row, **form.cleaned_data, actor=request.user)
        )
        if changed is not None:
            return _saved(request, row.region_id)
    return _shown(request, form, row.region, row)


@require_POST
def remove_quiet_time(request: SignedInRequest, pk: int) -> HttpResponse:
    row = visible_or_404(QuietTime, request.user, can=Can.KEEP_REMINDERS, pk=pk)
    services.remove_quiet_time(row, actor=request.user)
    messages.success(request, _("%(name)s dihapus dari jam tenang.") % {"name": row.name})
    return redirect(_list_of(row.region_id))


# --- Small parts ----------------------------------------------------------------------------------


def _region(code: str, user: User) -> Region:
    """Return a region under one of the user's grants; others do not exist here."""
    if not any(covers(own, code) for own in codes_where(user)):
        raise Http404
    return get_object_or_404(Region.objects.visible_to(user), code=code)


def _in_order(rows: Any) -> list[QuietTime]:
    return sorted(rows, key=lambda row: (-len(row.days), row.days, row.since))


def _line(row: QuietTime) -> dict[str, Any]:
    return {"row": row, "days": _said_days(row.days)}


def _said_days(days: list[int]) -> str:
    if len(days) == len(Weekday):
        return _("Setiap hari")
    return ", ".join(str(Weekday(day).label) for day in days)


def _saved(request: SignedInRequest, code: str | None) -> HttpResponse:
    messages.success(
        request, _("Jam tenang disimpan. Pengingat yang menunggu menyesuaikan diri sebentar lagi.")
    )
    return redirect(_list_of(code))


def _list_of(region_code: str | None) -> str:
    if region_code is None:
        return reverse("notifications:quiet_times")
    return reverse("notifications:quiet_times_of", args=[region_code])


def _shown(
    request: SignedInRequest, form: QuietTimeForm, region: Region | None, row: QuietTime | None
) -> HttpResponse:
    context = {
        "region": region,
        "row": row,
        "list_url": _list_of(region.code if region else None),
    }
    return form_page(request, "notifications/quiet_time_form.html", form, **context)
