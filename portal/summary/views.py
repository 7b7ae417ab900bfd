"""Pages over many villages: PKK's summary, who needs a greeting, the monthly report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, codes_where, covers
from accounts.requests import SignedInRequest
from common.dates import today
from common.forms import apply
from common.months import Month
from meetings import services
from meetings.models import MonthlyReport
from meetings.summaries import State, seen_by, tallies, together, villages_in
from papers.services import issue_paper
from portal.acting import acting_as
from portal.links import address
from portal.summary import bodies
from portal.summary.filters import SilenceFilter
from portal.summary.forms import NoteForm
from portal.summary.maps import map_of
from portal.summary.monthly import SILENT_MONTHS, monthly_of
from portal.summary.papers import MONTHLY, NETWORK
from portal.summary.scope import Scope, month_of, months_to_choose, scope_of, tabs
from portal.summary.villages import MOST_ROWS, longest_without, named
from regions.models import Region
from wksbm.models import Wksbm

MOST_BODIES = 300


@require_safe
def summary(request: SignedInRequest) -> HttpResponse:
    """Show which villages met in a month: PKK's home, and the district's list of the silent."""
    scope, month = _scope(request), month_of(request)
    state = request.GET.get("state", "")
    if state not in {"", *State.values}:
        raise Http404
    villages = villages_in(seen_by(request.user), scope.code, month, timezone.now())
    shown = villages.filter(state=state) if state else villages.exclude(state=State.NO_BODY)
    groups = named(tallies(villages, scope.code))
    context = {
        **_frame(request, scope, month, "summary"),
        "state": state,
        "states": State.choices,
        "total": together(row.tally for row in groups),
        "groups": groups,
        "map": map_of(scope.code, villages, groups),
        "rows": longest_without(request.user, shown),
        "most": MOST_ROWS,
    }
    return render(request, "portal/summary/summary.html", context)


@require_safe
def silence(request: SignedInRequest) -> HttpResponse:
    """Show which bodies have not met for long, kecamatan by kecamatan: whom to visit."""
    scope = _scope(request)
    asked = {"months": str(SILENT_MONTHS), **request.GET.dict(), "region": scope.code}
    seen = Wksbm.objects.where_may(request.user, Can.OVERSEE)
    found = SilenceFilter(asked, seen, request=request)
    if not found.is_valid():
        raise Http404
    rows = bodies.rows_of(found.qs, today(), MOST_BODIES)
    context = {
        **_frame(request, scope, None, "silence"),
        "lengths": found.form.fields["months"].choices,
        "length": asked["months"],
        "rows": bodies.with_greetings(rows, request.user),
        "most": MOST_BODIES,
        "looked_back": bodies.LOOKED_BACK,
        "defaults": f"months={SILENT_MONTHS}&region={scope.code}",
    }
    return render(request, "portal/summary/silence.html", context)


def monthly(request: SignedInRequest) -> HttpResponse:
    """Show the month as it is reported to the head of the agency; keep the office's note on it."""
    scope, month = _scope(request), month_of(request)
    report = _report(request, scope, month)
    form = NoteForm(
        request.POST if request.method == "POST" else None,
        instance=report or MonthlyReport(),
        initial={"version": report.version if report else None},
    )
    if request.method == "POST":
        region = _region(request, scope)
        saved = apply(
            form,
            lambda: services.note_report(
                region, month=month.first, **form.cleaned_data, actor=request.user
            ),
        )
        if saved is not None:
            messages.success(request, _("Catatan disimpan."))
            return redirect(address("monthly", month=str(month), **scope.query))
    seen = seen_by(request.user)
    context = {
        **_frame(request, scope, month, "monthly"),
        "report": monthly_of(seen, scope.code, month, timezone.now(), most=0),
        "note": report.note if report else "",
        "form": form if _may_note(request, scope) else None,
        "silent_months": SILENT_MONTHS,
        "defaults": f"month={month}&region={scope.code}",
    }
    status = 422 if form.errors else 200
    return render(request, "portal/summary/monthly.html", context, status=status)


@require_POST
def print_summary(request: SignedInRequest) -> HttpResponse:
    return _printed(request, NETWORK)


@require_POST
def print_monthly(request: SignedInRequest) -> HttpResponse:
    return _printed(request, MONTHLY)


# --- Parts of the above --------------------------------------------------------------------------


def _printed(request: SignedInRequest, kind: str) -> HttpResponse:
    """Issue a paper of the month and hand out its file at once: two taps from the home."""
    month, region = month_of(request), _region(request, _scope(request))
    report = services.open_report(region, month=month.first, actor=request.user)
    return redirect("papers:file", issue_paper(kind, report, actor=request.user).pk)


def _scope(request: SignedInRequest) -> Scope:
    acting = acting_as(request.user, request.session)
    return scope_of(request.user, acting.code, request.GET.get("region", ""))


def _region(request: SignedInRequest, scope: Scope) -> Region:
    """Return the region that is shown; the nation is none, and has no papers."""
    return get_object_or_404(Region.objects.visible_to(request.user), code=scope.code)


def _report(request: SignedInRequest, scope: Scope, month: Month) -> MonthlyReport | None:
    seen = MonthlyReport.objects.visible_to(request.user)
    return seen.filter(region=scope.code, month=month.first).first()


def _may_note(request: SignedInRequest, scope: Scope) -> bool:
    kept = codes_where(request.user, Can.KEEP_BODY)
    return bool(scope.code) and any(covers(code, scope.code) for code in kept)


def _frame(
    request: SignedInRequest, scope: Scope, month: Month | None, page: str
) -> dict[str, Any]:
    """Return what the pages share: region, months to choose, tabs, and the way to the paper."""
    shared: dict[str, Any] = {
        "scope": scope,
        "acting": acting_as(request.user, request.session),
        "tabs": tabs(scope, page, month),
    }
    if month is not None:
        query = {"month": str(month), **scope.query}
        shared |= {
            "month": month,
            "months": months_to_choose(month),
            "print_url": address(f"print_{page}", **query) if scope.code else "",
        }
    return shared
