"""One's long work: the list, how far one of them is, stopping it, and what it made."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.downloads import private_file
from jobs import services
from jobs.models import Job
from regions.codes import Zone

SHOWN = 50
TONES = {
    Job.Status.WAITING: "neutral",
    Job.Status.RUNNING: "info",
    Job.Status.DONE: "ok",
    Job.Status.FAILED: "danger",
    Job.Status.CANCELLED: "warn",
}


@require_safe
def jobs(request: SignedInRequest) -> HttpResponse:
    newest = Job.objects.visible_to(request.user).order_by("-pk")[:SHOWN]
    lines = [(one, TONES[Job.Status(one.status)], _said(one.created_at)) for one in newest]
    return render(request, "jobs/jobs.html", {"lines": lines})


@require_safe
@vary_on_headers("HX-Request")
def job(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how far it is; the page asks for the changing part again while the work goes on."""
    row = visible_or_404(Job, request.user, pk=pk)
    quarter = 0 if row.percent is None else row.percent // 25 * 25
    context = {
        "job": row,
        "tone": TONES[Job.Status(row.status)],
        "left": _left(row.seconds_left(timezone.now())),
        "quarter": quarter,
        "done": number_format(row.done, force_grouping=True),
        "total": number_format(row.total or 0, force_grouping=True),
    }
    part = "HX-Request" in request.headers
    return render(request, "jobs/job_progress.html" if part else "jobs/job.html", context)


@require_POST
def cancel_job(request: SignedInRequest, pk: int) -> HttpResponse:
    row = visible_or_404(Job, request.user, pk=pk)
    services.cancel_job(row, actor=request.user)
    messages.success(request, _("Pekerjaan dibatalkan."))
    return redirect(row)


@require_safe
def result(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = visible_or_404(Job, request.user, pk=pk)
    if not row.result:
        raise Http404
    return private_file(row.result, name=row.result_name, content_type=row.result_type)


def _said(at: datetime) -> str:
    """Say an instant in the service's own zone: a job lies in no village."""
    there = timezone.localtime(at)
    return f"{date_format(there, 'DATETIME_FORMAT')} {Zone(settings.TIME_ZONE).label}"


def _left(seconds: int | None) -> str:
    """Say how long it takes, as roughly as it is known."""
    if seconds is None:
        return ""
    if seconds < 60:
        return _("sekitar %(n)d detik lagi") % {"n": max(5, -(-seconds // 5) * 5)}
    minutes = -(-seconds // 60)
    return ngettext("sekitar %(n)d menit lagi", "sekitar %(n)d menit lagi", minutes) % {
        "n": minutes
    }
