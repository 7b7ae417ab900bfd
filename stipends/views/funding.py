"""Where the money comes from: budget lines of a year, what is left of them, closing a year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.forms import apply
from common.pages import bound, form_page, page_of, shown_form
from regions.models import Region
from stipends import services
from stipends.filters import SourceFilter
from stipends.forms import CloseYearForm, SourceForm
from stipends.models import FundingSource
from stipends.views.pages import history_page, places_to_pay, seen, seen_or_404, state_of
from stipends.words import said_period, said_rupiah


@require_safe
def sources(request: SignedInRequest) -> HttpResponse:
    rows = seen(FundingSource, request.user).select_related("region")
    bar = SourceFilter(request.GET, rows, request=request)
    form = shown_form(bar, "fiscal_year", "budget")
    found, links = page_of(request, bar.qs if bar.is_valid() else rows.none())
    context = {
        "lines": [_figures(source) for source in found],
        "filter_form": form,
        "may_keep": bool(places_to_pay(request.user)),
        **links,
    }
    return render(request, "stipends/sources.html", context)


@require_safe
def source(request: SignedInRequest, pk: int) -> HttpResponse:
    row = seen_or_404(FundingSource, request, pk, also="region closed_by")
    runs = row.runs.live().select_related("scheme").order_by("-pk")[:50]
    context = {
        "source": row,
        "line": _figures(row),
        "runs": [
            (run, state_of(run), said_period(run.period), said_rupiah(run.gross)) for run in runs
        ],
        "may_keep": may(request.user, Can.KEEP_STIPENDS, on=row),
        "may_read_history": may(request.user, Can.READ_HISTORY, on=row),
    }
    return render(request, "stipends/source.html", context)


def add_source(request: SignedInRequest) -> HttpResponse:
    regions = places_to_pay(request.user)
    form = SourceForm(**bound(request), regions=regions, initial={"fiscal_year": today().year})
    if request.method == "POST" and regions:
        added = apply(form, lambda: _write(form, None, request))
        if added is not None:
            messages.success(request, _("Sumber dana dicatat."))
            return redirect(added)
    return form_page(
        request, "stipends/write_source.html", form, source=None, may_keep=bool(regions)
    )


def change_source(request: SignedInRequest, pk: int) -> HttpResponse:
    row = seen_or_404(FundingSource, request, pk, can=Can.KEEP_STIPENDS)
    facts = {name: getattr(row, name) for name in SourceForm.FACTS}
    form = SourceForm(**bound(request), initial={**facts, "version": row.version})
    if request.method == "POST":
        changed = apply(form, lambda: _write(form, row, request))
        if changed is not None:
            messages.success(request, _("Perubahan disimpan."))
            return redirect(changed)
    return form_page(request, "stipends/write_source.html", form, source=row, may_keep=True)


def close_year(request: SignedInRequest) -> HttpResponse:
    """Close all sources of a year in a place: nothing is charged to them any more."""
    regions = places_to_pay(request.user)
    year = today().year
    initial = {"fiscal_year": year - 1}
    form = CloseYearForm(
        **bound(request), regions=regions, years=range(year, year - 5, -1), initial=initial
    )
    if request.method == "POST" and regions:
        closed = apply(form, lambda: _close(form, request))
        if closed is not None:
            words = ngettext("%(n)d sumber dana ditutup.", "%(n)d sumber dana ditutup.", closed) % {
                "n": closed
            }
            messages.success(request, words)
            return redirect("stipends:sources")
    return form_page(request, "stipends/close_year.html", form, may_keep=bool(regions))


@require_safe
def source_history(request: SignedInRequest, pk: int) -> HttpResponse:
    return history_page(request, seen_or_404(FundingSource, request, pk, can=Can.READ_HISTORY))


# --- Parts of the above --------------------------------------------------------------------------


def _write(form: SourceForm, row: FundingSource | None, request: SignedInRequest) -> FundingSource:
    facts = {name: form.cleaned_data[name] for name in SourceForm.FACTS}
    if row is None:
        code = form.cleaned_data["region"]
        facts["region"] = visible_or_404(Region, request.user, pk=code)
    version = form.cleaned_data["version"]
    return services.write_source(row, **facts, version=version, actor=request.user)


def _close(form: CloseYearForm, request: SignedInRequest) -> int:
    region = visible_or_404(Region, request.user, pk=form.cleaned_data["region"])
    year = form.cleaned_data["fiscal_year"]
    return services.close_year(region, fiscal_year=year, actor=request.user)


def _figures(row: FundingSource) -> dict[str, Any]:
    """Return what is known of a source in figures, and as a share for the bar."""
    return {
        "source": row,
        "ceiling": said_rupiah(row.ceiling),
        "committed": said_rupiah(row.committed),
        "left": said_rupiah(row.left),
        "percent": 100 * row.committed // row.ceiling,
    }
