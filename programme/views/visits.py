"""The guest book: the list of a year, writing a line, striking it, visitors of a meeting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.forms import apply
from common.pages import bound, form_page
from common.phones import shown
from meetings.models import Host, Meeting, region_of
from programme import services
from programme.filters import VisitFilter
from programme.forms import StrikeForm, VisitForm
from programme.hosts import slug_of
from programme.models import Visit
from programme.views.books import history_page
from programme.views.pages import host_or_404, narrowed, of_host, of_year, page_by


@require_safe
def visits(request: SignedInRequest, of: str) -> HttpResponse:
    host = host_or_404(request, of)
    seen = Visit.objects.visible_to(request.user)
    bar, form, year = narrowed(request, host, VisitFilter, seen, "q")
    found: Any = (bar.qs if bar.is_valid() else seen.none()).filter(on__year=year)
    rows, links = page_by(request, found, "on", "id")
    came = found.filter(struck_because="").aggregate(n=Sum("people", default=0))
    context = {
        **of_host(host),
        **of_year(host, year),
        "filter_form": form,
        "rows": rows,
        "people": came["n"],
        "may_keep": may(request.user, Can.KEEP_BOOKS, on=region_of(host)),
        **links,
    }
    return render(request, "programme/visits.html", context)


@require_safe
def visit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(Visit, request.user, pk=pk)
    may_keep = may(request.user, Can.KEEP_BOOKS, on=row)
    context = {
        **of_host(row.host),
        "visit": row,
        "list_url": _list_url(row.host, row.on.year),
        "phone": shown(row.phone) if may_keep else "",
        "may_keep": may_keep,
        "may_read_history": may(request.user, Can.READ_HISTORY, on=row),
    }
    return render(request, "programme/visit.html", context)


def enter_visit(request: SignedInRequest, of: str) -> HttpResponse:
    host = host_or_404(request, of, can=Can.KEEP_BOOKS)
    here = today(region_of(host).tz)
    form = VisitForm(**bound(request), initial={"on": here})
    if request.method == "POST":
        new = apply(form, lambda: _enter(host, form, request))
        if new is not None:
            messages.success(request, _("Kunjungan dicatat di buku tamu."))
            return redirect(_list_url(host, new.on.year))
    list_url = _list_url(host, here.year)
    return form_page(
        request, "programme/enter_visit.html", form, list_url=list_url, **of_host(host)
    )


@require_POST
def enter_visitors(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write the visitors of a meeting into the guest book."""
    meeting = visible_or_404(Meeting, request.user, can=Can.KEEP_BOOKS, pk=pk)
    visit = services.enter_visitors(meeting, actor=request.user)
    messages.success(request, _("Tamu pertemuan ini dicatat di buku tamu."))
    return redirect(visit)


def change_visit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(Visit, request.user, can=Can.KEEP_BOOKS, pk=pk)
    initial = {"phone": shown(row.phone), "version": row.version}
    form = VisitForm(**bound(request), instance=row, initial=initial)
    if request.method == "POST":
        done = apply(form, lambda: _change(row, form, request))
        if done is not None:
            messages.success(request, _("Perubahan disimpan."))
            return redirect(row)
    return form_page(request, "programme/change_visit.html", form, visit=row)


def strike_visit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(Visit, request.user, can=Can.KEEP_BOOKS, pk=pk)
    form = StrikeForm(**bound(request), initial={"version": row.version})
    if request.method == "POST":
        done = apply(
            form, lambda: services.strike_visit(row, **form.cleaned_data, actor=request.user)
        )
        if done is not None:
            messages.success(request, _("Baris dicoret. Isinya tetap terbaca di riwayat."))
            return redirect(row)
    return form_page(request, "programme/strike_visit.html", form, visit=row)


@require_safe
def visit_history(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(Visit, request.user, can=Can.READ_HISTORY, pk=pk)
    return history_page(request, row)


# --- Parts of the above --------------------------------------------------------------------------


def _enter(host: Host, form: VisitForm, request: SignedInRequest) -> Visit:
    facts = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    return services.enter_visit(host, **facts, actor=request.user)


def _change(row: Visit, form: VisitForm, request: SignedInRequest) -> Visit:
    version = form.cleaned_data["version"]
    return services.change_visit(
        row, changes=form.cleaned_data, version=version, actor=request.user
    )


def _list_url(host: Host, year: int) -> str:
    return f"{reverse('programme:visits', args=[slug_of(host)])}?year={year}"
