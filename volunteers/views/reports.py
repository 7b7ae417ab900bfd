"""Monthly reports: who owes one for the month, and one report with its scan and history."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.db.models import Count, QuerySet
from django.db.models.functions import Left
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can, codes_where, covers, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from audit.services import history_of
from common.dates import today
from common.downloads import private_file
from common.pages import Badge, page_of, shown_form
from regions import cache
from volunteers import services
from volunteers.filters.reports import LATE, STATES, ReportDueFilter
from volunteers.models import ActivityReport, Appointment, AppointmentQuerySet, Pillar
from volunteers.months import month_collected, months_before, said_month, written_month
from volunteers.own import is_own
from volunteers.words import said_length

MONTHS = 13  # that the list offers
MOST_DISTRICTS = 100
TONES = {"": "danger", "draft": "warn", "submitted": "info", "signed": "ok"}


class Due(NamedTuple):
    """A line of the list: who serves, where, and what has become of the month's report."""

    appointment: Any
    place: str
    badge: Badge
    may_write: bool


@require_safe
def reports(request: SignedInRequest) -> HttpResponse:
    """Show who serves in a month, with the report or the lack of it."""
    seen = Appointment.objects.visible_to(request.user)
    bar = ReportDueFilter(request.GET, seen, request=request)
    all_states = ReportDueFilter({**request.GET.dict(), "state": ""}, seen, request=request).qs
    rows, links = page_of(request, bar.qs.select_related("person", "pillar"))
    names = cache.names_of(row.region_id for row in rows)
    kept = codes_where(request.user, Can.KEEP_ROSTER)
    lines = [
        Due(
            row,
            names[row.region_id].full_name,
            badge(row.report_status),
            is_own(row.person, request.user) or any(covers(code, row.region_id) for code in kept),
        )
        for row in rows
    ]
    context = {
        "filter_form": _filter_form(bar, seen, request),
        "month": bar.month_asked,
        "written_month": written_month(bar.month_asked),
        "lines": lines,
        "counts": _counts(all_states, bar, request),
        **links,
    }
    return render(request, "volunteers/reports/reports.html", context)


@require_safe
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    found = visible_or_404(ActivityReport, request.user, pk=pk)
    person = found.appointment.person
    entries = list(found.entries.order_by("on", "pk"))
    minutes = sum(entry.minutes or 0 for entry in entries)
    own = is_own(person, request.user)
    keeps = may(request.user, Can.KEEP_ROSTER, on=found)
    confirms = may(request.user, Can.CONFIRM_WORK, on=found)
    context = {
        "report": found,
        "appointment": found.appointment,
        "person": person,
        "month": said_month(found.month),
        "written_month": written_month(found.month),
        "entries": [(one, said_length(one.minutes) if one.minutes else "") for one in entries],
        "total": said_length(minutes) if minutes else "",
        "badge": badge(found.status),
        "may_write": own or keeps,
        "may_print": confirms,
        "may_sign": confirms and not own,
        "may_read_scan": own or may(request.user, Can.READ_SCANS, on=found),
        "may_read_history": may(request.user, Can.READ_HISTORY, on=found),
    }
    return render(request, "volunteers/reports/report.html", context)


@require_safe
def report_scan(request: SignedInRequest, pk: int) -> HttpResponseBase:
    report = visible_or_404(ActivityReport, request.user, pk=pk)
    file = services.open_report_scan(report, actor=request.user)
    return private_file(file, name=report.scan_name, content_type=report.scan_type)


@require_safe
def report_history(request: SignedInRequest, pk: int) -> HttpResponse:
    report = visible_or_404(ActivityReport, request.user, can=Can.READ_HISTORY, pk=pk)
    context = {
        "title": str(report.appointment.person),
        "changes": history_of(report, actor=request.user),
        "back_url": report.get_absolute_url(),
    }
    return render(request, "audit/history.html", context)


# --- Parts of the above --------------------------------------------------------------------------


def badge(status: str) -> Badge:
    words = ActivityReport.Status(status).label if status else _("Belum ada")
    return Badge(str(words), TONES[status])


def _filter_form(
    bar: ReportDueFilter, seen: AppointmentQuerySet, request: SignedInRequest
) -> forms.Form:
    """Return the filter bar: months, pillars and kecamatan to choose from, by name."""
    form = shown_form(bar, "month", "state", "pillar", "region", "honorarium", "q")
    now = month_collected(today())
    offered = [months_before(now, back) for back in range(-1, MONTHS)]
    months = sorted({*offered, bar.month_asked}, reverse=True)
    fields = form.fields
    fields["month"].initial = written_month(now)
    fields["month"].widget = forms.Select(
        choices=[(written_month(month), said_month(month)) for month in months]
    )
    pillars = Pillar.objects.visible_to(request.user).order_by("name")
    fields["pillar"].widget = _select([(row.pk, row.short_name) for row in pillars])
    districts = _districts(seen, bar)
    if districts:
        fields["region"].widget = _select(districts)
    else:
        fields["region"].widget = forms.HiddenInput()
    return form


def _select(choices: list[tuple[Any, str]]) -> forms.Select:
    return forms.Select(choices=[("", _("Semua")), *choices])


def _districts(seen: AppointmentQuerySet, bar: ReportDueFilter) -> list[tuple[Any, str]]:
    """Return the kecamatan where somebody serves; none where there is no choice, or too many."""
    serving = seen.serving_in(bar.month_asked).annotate(district=Left("region_id", 8))
    codes = serving.order_by().values_list("district", flat=True).distinct()
    found = list(codes[: MOST_DISTRICTS + 1])
    if not 1 < len(found) <= MOST_DISTRICTS:
        return []
    names = cache.names_of(found)
    return sorted(((code, names[code].name) for code in found), key=lambda one: one[1])


def _counts(rows: QuerySet[Any], bar: ReportDueFilter, request: SignedInRequest) -> list[Any]:
    """Return the figures above the list, each with its words, tone and address."""
    found = dict(rows.order_by().values_list("report_status").annotate(n=Count("pk")))
    asked = request.GET.dict() | {"month": written_month(bar.month_asked)}
    asked.pop("after", None)
    states = [
        (LATE, _("Belum diserahkan"), "warn"),
        ("submitted", _("Diajukan"), "info"),
        ("signed", _("Bertanda tangan"), "ok"),
    ]
    return [
        (
            sum(found.get(status, 0) for status in STATES[name]),
            words,
            tone,
            f"?{urlencode(asked | {'state': name})}",
        )
        for name, words, tone in states
    ]
