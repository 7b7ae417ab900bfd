"""Who came how often: a host's meetings in a period, on the screen, on paper and as a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, may, require
from accounts.requests import SignedInRequest
from common.dates import today
from common.forms import apply
from meetings.forms.recaps import PeriodForm
from meetings.models import Host, Meeting, meetings_url, region_of
from meetings.papers import RECAP
from meetings.recaps import Recap, Table, recap_of
from meetings.views.whose import host_or_404
from papers.services import issue_paper
from papers.words import said_day
from people.models import Person
from spreadsheets.exporting import tables
from spreadsheets.exporting.columns import Kind


@require_safe
def recap(request: SignedInRequest, of: str, pk: int | str) -> HttpResponseBase:
    """Show the recap of a host; the year until today unless a period is chosen."""
    host = host_or_404(request, of, pk)
    form = _form(request.GET, host)
    found = _asked(form, host)
    table = found and found.table(Meeting.objects.visible_to(request.user))
    if found and table and request.GET.get("form") == "xlsx":
        return tables.answer_with_table(_sheet(found, table), user=request.user)
    context = {
        "form": form,
        "recap": found,
        "table": table,
        "periods": _periods(today(region_of(host).tz)),
        "host_url": meetings_url(host),
        "print_url": f"{request.path}print/",
        "may_print": may(request.user, Can.LOG_MEETINGS, on=region_of(host)),
    }
    return render(request, "meetings/recap.html", context, status=200 if found else 422)


@require_POST
def print_recap(request: SignedInRequest, of: str, pk: int | str) -> HttpResponse:
    host = host_or_404(request, of, pk)
    require(request.user, Can.LOG_MEETINGS, on=region_of(host))
    found = _asked(_form(request.POST, host), host)
    if found is None:
        return redirect(f"{request.path.removesuffix('print/')}?{request.POST.urlencode()}")
    return redirect(issue_paper(RECAP, found, actor=request.user))


# --- Parts of the above --------------------------------------------------------------------------


def _form(sent: Mapping[str, Any], host: Host) -> PeriodForm:
    here = today(region_of(host).tz)
    usual = {"since": here.replace(month=1, day=1), "until": here}
    return PeriodForm({name: sent.get(name, day) for name, day in usual.items()})


def _asked(form: PeriodForm, host: Host) -> Recap | None:
    return apply(
        form,
        lambda: recap_of(host, form.cleaned_data["since"], form.cleaned_data["until"]),
    )


def _periods(here: date) -> list[tuple[str, date, date]]:
    """Return the periods that are asked for most."""
    year = here.replace(month=1, day=1)
    quarter = here.replace(month=here.month - (here.month - 1) % 3, day=1)
    before = year - timedelta(days=1)
    return [
        (_("Triwulan ini"), quarter, here),
        (_("Tahun ini"), year, here),
        (_("Tahun lalu"), before.replace(month=1, day=1), before),
    ]


def _sheet(found: Recap, table: Table) -> tables.Table:
    """Return one row for each person: a column for each meeting, then the sums."""
    letters = {Person.Sex.MALE.value: "L", Person.Sex.FEMALE.value: "P"}
    return tables.Table(
        title="Rekap kehadiran",
        columns=[
            ("Nama", Kind.TEXT),
            ("L/P", Kind.DIGITS),
            *[(said_day(one.meeting.on), Kind.DIGITS) for one in table.sums],
            ("Hadir", Kind.NUMBER),
            ("Terlambat", Kind.NUMBER),
            ("Dari", Kind.NUMBER),
            ("Persen", Kind.NUMBER),
        ],
        rows=[
            (
                row.name,
                letters.get(row.sex, ""),
                *row.marks,
                row.came,
                row.late,
                row.marked,
                row.share,
            )
            for row in table.rows
        ],
        told={
            "Penyelenggara": found.host_name,
            "Masa": f"{said_day(found.since)} sampai {said_day(found.until)}",
        },
        region=found.region,
    )
