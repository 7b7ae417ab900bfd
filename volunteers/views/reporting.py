"""Writing a monthly report, printing it, and noting its signature."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Can
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.forms import apply
from common.pages import bound, form_page
from papers.services import issue_paper
from regions.models import Region
from volunteers import services
from volunteers.forms.reports import ROWS, ReopenForm, ReportForm, SignForm, sent_size
from volunteers.models import ActivityReport, Appointment
from volunteers.months import month_collected, months_before, read_month, said_month, written_month
from volunteers.own import require_own_or
from volunteers.papers.heads import head_of
from volunteers.papers.report import ACTIVITY_REPORT, BLANK_REPORT


def write_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the whole month in one form; `?month=2026-05`, else the one that is collected now."""
    appointment = visible_or_404(Appointment, request.user, pk=pk)
    person = appointment.person
    require_own_or(person, Can.KEEP_ROSTER, on=appointment, actor=request.user)
    month = _month_of(request, appointment.region)
    known = ActivityReport.objects.visible_to(request.user).of_month(month)
    report = known.filter(appointment=appointment).first()
    if report is not None and not report.is_draft:
        return redirect(report)
    form = _report_form(request, month, report)
    if form.is_bound:
        written = apply(form, lambda: _write(form, appointment, request))
        if written is not None:
            messages.success(request, _("Laporan disimpan."))
            return redirect(written)
    context = {
        "appointment": appointment,
        "person": person,
        "report": report,
        "month": said_month(month),
        "hours": len(services.duties_to_report(appointment, month)),
        "earlier": written_month(months_before(month, 1)),
    }
    return form_page(request, "volunteers/reports/write_report.html", form, **context)


@require_POST
def submit_report(request: SignedInRequest, pk: int) -> HttpResponse:
    report = visible_or_404(ActivityReport, request.user, pk=pk)
    services.submit_report(report, actor=request.user)
    messages.success(request, _("Laporan diajukan. Cetak, lalu mintakan tanda tangannya."))
    return redirect(report)


@require_POST
def take_back_report(request: SignedInRequest, pk: int) -> HttpResponse:
    report = visible_or_404(ActivityReport, request.user, pk=pk)
    services.take_back_report(report, actor=request.user)
    messages.success(request, _("Laporan dapat diubah lagi."))
    return redirect(report)


@require_POST
def fill_from_duties(request: SignedInRequest, pk: int) -> HttpResponse:
    report = visible_or_404(ActivityReport, request.user, pk=pk)
    added = services.fill_from_duties(report, actor=request.user)
    messages.success(request, _("%(count)d tugas ditambahkan.") % {"count": len(added)})
    return redirect(report)


def sign_report(request: SignedInRequest, pk: int) -> HttpResponse:
    report = visible_or_404(ActivityReport, request.user, can=Can.CONFIRM_WORK, pk=pk)
    initial = {"version": report.version, "signed_as": head_of(report.region)}
    form = SignForm(**bound(request), initial=initial)
    if request.method == "POST":
        signed = apply(
            form,
            lambda: services.sign_report(report, **form.cleaned_data, actor=request.user),
        )
        if signed is not None:
            messages.success(request, _("Tanda tangan dicatat dan pindaiannya disimpan."))
            return redirect("volunteers:report", pk)
    return _form_page(request, "sign_report", form, report)


def reopen_report(request: SignedInRequest, pk: int) -> HttpResponse:
    report = visible_or_404(ActivityReport, request.user, can=Can.CONFIRM_WORK, pk=pk)
    form = ReopenForm(request.POST or None, initial={"version": report.version})
    if request.method == "POST":
        opened = apply(
            form,
            lambda: services.reopen_report(report, **form.cleaned_data, actor=request.user),
        )
        if opened is not None:
            messages.success(request, _("Laporan dibuka lagi."))
            return redirect("volunteers:report", pk)
    return _form_page(request, "reopen_report", form, report)


@require_POST
def print_report(request: SignedInRequest, pk: int) -> HttpResponse:
    report = visible_or_404(ActivityReport, request.user, can=Can.CONFIRM_WORK, pk=pk)
    return redirect(issue_paper(ACTIVITY_REPORT, report, actor=request.user))


@require_POST
def print_blank_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the month's report and print its sheet, to be filled in by hand."""
    appointment = visible_or_404(Appointment, request.user, can=Can.CONFIRM_WORK, pk=pk)
    month = _month_of(request, appointment.region)
    report = services.write_report(appointment, month=month, actor=request.user)
    return redirect(issue_paper(BLANK_REPORT, report, actor=request.user))


# --- Parts of the above --------------------------------------------------------------------------


def _month_of(request: SignedInRequest, region: Region) -> date:
    asked = request.POST.get("month") or request.GET.get("month", "")
    month = read_month(asked) if asked else month_collected(today(region.tz))
    if month is None:
        raise Http404
    return month


def _report_form(
    request: SignedInRequest, month: date, report: ActivityReport | None
) -> ReportForm:
    """Return the form: as it is kept, as it was sent, or as it was typed so far with more rows."""
    more = "more" in request.POST
    known = {"month": written_month(month), "version": report.version if report else 1}
    return ReportForm(
        request.POST if request.method == "POST" and not more else None,
        of_month=month,
        entries=list(report.entries.order_by("on", "pk")) if report else [],
        size=sent_size(request.POST) + ROWS if more else None,
        initial=request.POST.dict() if more else known,
    )


def _write(form: ReportForm, appointment: Appointment, request: SignedInRequest) -> ActivityReport:
    try:
        return services.write_report(
            appointment,
            month=form.of_month,
            entries=form.entries(),
            from_duties="fill" in request.POST,
            version=form.cleaned_data["version"],
            actor=request.user,
        )
    except ValidationError as error:
        raise form.beside_cells(error) from error


def _form_page(
    request: SignedInRequest, template: str, form: forms.Form, report: ActivityReport
) -> HttpResponse:
    context = {
        "report": report,
        "person": report.appointment.person,
        "month": said_month(report.month),
    }
    return form_page(request, f"volunteers/reports/{template}.html", form, **context)
