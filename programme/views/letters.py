"""The agenda of letters: the list of a year, entering, correcting, striking, the scan."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today, wall_time
from common.downloads import private_file
from common.forms import apply
from common.pages import bound, form_page
from meetings.models import Host, region_of
from papers.models import Paper
from programme import services
from programme.filters import LetterFilter
from programme.forms import EnterLetterForm, LetterForm, ScanForm, StrikeForm
from programme.hosts import slug_of
from programme.issued import letters_issued
from programme.models import Book, Letter
from programme.views.books import history_page
from programme.views.pages import host_or_404, narrowed, of_host, of_year, page_by

MOST_ISSUED = 100
_IN, _OUT = Letter.Direction.IN, Letter.Direction.OUT


@require_safe
def letters(request: SignedInRequest, of: str) -> HttpResponse:
    host = host_or_404(request, of)
    direction = _direction(request.GET.get("direction"))
    seen = Letter.objects.visible_to(request.user)
    bar, form, year = narrowed(request, host, LetterFilter, seen, "q")
    found: Any = bar.qs if bar.is_valid() else seen.none()
    rows, links = page_by(request, found.filter(direction=direction, year=year), "number")
    context = {
        **of_host(host),
        **of_year(host, year, direction=direction),
        "filter_form": form,
        "kind": Book.Kind.LETTERS_IN if direction == _IN else Book.Kind.LETTERS_OUT,
        "tabs": _tabs(host, direction, year),
        "rows": rows,
        "issued": _issued(request, host, year) if direction == _OUT else [],
        "may_keep": may(request.user, Can.KEEP_BOOKS, on=region_of(host)),
        **links,
    }
    return render(request, "programme/letters.html", context)


@require_safe
def letter(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(Letter, request.user, pk=pk)
    context = {
        **of_host(row.host),
        "letter": row,
        "list_url": _list_url(row.host, row.direction, row.year),
        "may_keep": may(request.user, Can.KEEP_BOOKS, on=row),
        "may_read_scan": may(request.user, Can.READ_SCANS, on=row),
        "may_read_history": may(request.user, Can.READ_HISTORY, on=row),
    }
    return render(request, "programme/letter.html", context)


def enter_letter(request: SignedInRequest, of: str) -> HttpResponse:
    host = host_or_404(request, of, can=Can.KEEP_BOOKS)
    direction = _direction(request.GET.get("direction"))
    here = today(region_of(host).tz)
    form = EnterLetterForm(**bound(request), direction=direction, initial={"entered_on": here})
    if request.method == "POST":
        new = apply(form, lambda: _enter(host, direction, form, request))
        if new is not None:
            words = _("Surat dicatat dengan nomor agenda %(number)d.")
            messages.success(request, words % {"number": new.number})
            return redirect(_list_url(host, direction, new.year))
    list_url = _list_url(host, direction, here.year)
    title = _("Catat surat masuk") if direction == _IN else _("Catat surat keluar")
    return form_page(
        request,
        "programme/enter_letter.html",
        form,
        list_url=list_url,
        title=title,
        **of_host(host),
    )


def change_letter(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(Letter, request.user, can=Can.KEEP_BOOKS, pk=pk)
    form = LetterForm(
        **bound(request),
        instance=row,
        direction=row.direction,
        initial={"version": row.version},
    )
    if request.method == "POST":
        done = apply(form, lambda: _change(row, form, request))
        if done is not None:
            messages.success(request, _("Perubahan disimpan."))
            return redirect(row)
    return form_page(request, "programme/change_letter.html", form, letter=row)


def attach_letter_scan(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(Letter, request.user, can=Can.KEEP_BOOKS, pk=pk)
    form = ScanForm(**bound(request), initial={"version": row.version})
    if request.method == "POST":
        done = apply(
            form, lambda: services.attach_scan(row, **form.cleaned_data, actor=request.user)
        )
        if done is not None:
            messages.success(request, _("Pindaian surat disimpan."))
            return redirect(row)
    return form_page(request, "programme/attach_letter_scan.html", form, letter=row)


def strike_letter(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(Letter, request.user, can=Can.KEEP_BOOKS, pk=pk)
    form = StrikeForm(**bound(request), initial={"version": row.version})
    if request.method == "POST":
        done = apply(
            form, lambda: services.strike_letter(row, **form.cleaned_data, actor=request.user)
        )
        if done is not None:
            messages.success(request, _("Surat dicoret. Nomornya tidak dipakai lagi."))
            return redirect(row)
    return form_page(request, "programme/strike_letter.html", form, letter=row)


@require_safe
def letter_scan(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    row = visible_or_404(Letter, request.user, pk=pk)
    file = services.open_letter_scan(row, actor=request.user)
    return private_file(file, name=row.scan_name, content_type=row.scan_type)


@require_safe
def letter_history(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(Letter, request.user, can=Can.READ_HISTORY, pk=pk)
    return history_page(request, row)


# --- Parts of the above --------------------------------------------------------------------------


def _direction(asked: str | None) -> str:
    return _OUT if asked == _OUT else _IN


def _enter(host: Host, direction: str, form: EnterLetterForm, request: SignedInRequest) -> Letter:
    facts = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    return services.enter_letter(host, direction=direction, **facts, actor=request.user)


def _change(row: Letter, form: LetterForm, request: SignedInRequest) -> Letter:
    version = form.cleaned_data["version"]
    return services.change_letter(
        row, changes=form.cleaned_data, version=version, actor=request.user
    )


def _issued(request: SignedInRequest, host: Host, year: int) -> list[dict[str, Any]]:
    """Return the letters that were printed here: they went out as well."""
    seen = Paper.objects.visible_to(request.user).select_related("region")
    return [
        {"paper": paper, "on": wall_time(paper.issued_at, paper.region.tz).date()}
        for paper in letters_issued(seen, host, year)[:MOST_ISSUED]
    ]


def _tabs(host: Host, direction: str, year: int) -> list[dict[str, Any]]:
    return [
        {
            "label": one.label,
            "url": _list_url(host, one, year),
            "current": one == direction,
            "count": "",
        }
        for one in Letter.Direction
    ]


def _list_url(host: Host, direction: str, year: int) -> str:
    asked = urlencode({"direction": str(direction), "year": str(year)})
    return f"{reverse('programme:letters', args=[slug_of(host)])}?{asked}"
