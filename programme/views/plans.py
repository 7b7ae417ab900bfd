"""The work plan of a year: its lines by month, adding, correcting, what became of them."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.forms import apply
from common.pages import Badge, bound, form_page
from meetings.models import Circle, Host, Meeting, circle_of, hosted_by, region_of
from people.models import Person
from programme import services
from programme.filters import ActivityFilter
from programme.forms import ActivityForm, CopyPlanForm, DropForm, FinishForm
from programme.hosts import slug_of
from programme.models import Activity
from programme.models.activities import MONTHS
from programme.services.plans import MOST
from programme.views.books import history_page
from programme.views.pages import host_or_404, narrowed, of_host, of_year, year_asked
from programme.words import said_months, said_rupiah

TONES = {"planned": "info", "done": "ok", "dropped": "neutral"}
MOST_PEOPLE = 300  # to choose among


class Line(NamedTuple):
    """An activity as the plan shows it: its months in words and as a strip of twelve."""

    activity: Activity
    months: str
    strip: list[tuple[str, bool]]
    badge: Badge
    cost: str


@require_safe
def plan(request: SignedInRequest, of: str) -> HttpResponse:
    host = host_or_404(request, of)
    seen = Activity.objects.visible_to(request.user)
    bar, form, year = narrowed(request, host, ActivityFilter, seen, "month", "status", "q")
    found: Any = bar.qs if bar.is_valid() else seen.none()
    lines = _lines(found.of_year(year).select_related("in_charge")[:MOST], host)
    before = seen.filter(**hosted_by(host)).of_year(year - 1)
    context = {
        **of_host(host),
        **of_year(host, year),
        "filter_form": form,
        "lines": lines,
        "cost": said_rupiah(_cost(lines)),
        "done": sum(line.activity.status == Activity.Status.DONE for line in lines),
        "has_before": before.exists(),
        "may_keep": may(request.user, Can.KEEP_BOOKS, on=region_of(host)),
    }
    return render(request, "programme/plan.html", context)


@require_safe
def activity(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(Activity, request.user, pk=pk)
    context = {
        **of_host(row.host),
        "line": _lines([row], row.host)[0],
        "activity": row,
        "plan_url": _plan_url(row.host, row.year),
        "may_keep": may(request.user, Can.KEEP_BOOKS, on=row),
        "may_read_history": may(request.user, Can.READ_HISTORY, on=row),
    }
    return render(request, "programme/activity.html", context)


def add_activity(request: SignedInRequest, of: str) -> HttpResponse:
    host = host_or_404(request, of, can=Can.KEEP_BOOKS)
    return _add(request, host)


def add_from_meeting(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put what a meeting decided into its host's plan; each point of the minutes can be taken."""
    meeting = visible_or_404(Meeting, request.user, can=Can.KEEP_BOOKS, pk=pk)
    points = [item for item in meeting.agenda if item.get("title")]
    chosen = next((item for item in points if item["id"] == request.GET.get("item")), None)
    initial = {}
    if chosen is not None:
        initial = {"name": chosen["title"][:200], "goal": (chosen.get("decided") or "")[:200]}
    return _add(request, meeting.host, meeting=meeting, points=points, initial=initial)


def change_activity(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(Activity, request.user, can=Can.KEEP_BOOKS, pk=pk)
    people = _people(request, row.host, row.in_charge)
    initial = {name: getattr(row, name) for name in ("from_month", "to_month", "version")}
    initial["in_charge"] = row.in_charge_id
    form = ActivityForm(**bound(request), instance=row, people=people, initial=initial)
    if request.method == "POST":
        done = apply(form, lambda: _change(row, form, people, request))
        if done is not None:
            messages.success(request, _("Perubahan disimpan."))
            return redirect(row)
    return form_page(request, "programme/change_activity.html", form, activity=row)


def finish_activity(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(Activity, request.user, can=Can.KEEP_BOOKS, pk=pk)
    done_on = row.done_on or today(row.tz)
    result = row.result if row.status == Activity.Status.DONE else ""
    initial = {"done_on": done_on, "result": result, "version": row.version}
    form = FinishForm(**bound(request), initial=initial)
    if request.method == "POST":
        done = apply(
            form,
            lambda: services.finish_activity(row, **form.cleaned_data, actor=request.user),
        )
        if done is not None:
            messages.success(request, _("Hasil kegiatan dicatat."))
            return redirect(_plan_url(row.host, row.year))
    return form_page(request, "programme/finish_activity.html", form, activity=row)


def drop_activity(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(Activity, request.user, can=Can.KEEP_BOOKS, pk=pk)
    form = DropForm(**bound(request), initial={"version": row.version})
    if request.method == "POST":
        done = apply(
            form, lambda: services.drop_activity(row, **form.cleaned_data, actor=request.user)
        )
        if done is not None:
            messages.success(request, _("Kegiatan ditandai tidak jadi."))
            return redirect(_plan_url(row.host, row.year))
    return form_page(request, "programme/drop_activity.html", form, activity=row)


@require_POST
def plan_again(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(Activity, request.user, can=Can.KEEP_BOOKS, pk=pk)
    services.plan_again(row, actor=request.user)
    messages.success(request, _("Kegiatan direncanakan lagi."))
    return redirect(row)


def copy_plan(request: SignedInRequest, of: str) -> HttpResponse:
    """Begin a year's plan with another year's lines."""
    host = host_or_404(request, of, can=Can.KEEP_BOOKS)
    year = year_asked(request.GET, host)
    known = Activity.objects.visible_to(request.user).filter(**hosted_by(host)).exclude(year=year)
    years = list(known.order_by("-year").values_list("year", flat=True).distinct())
    form = CopyPlanForm(**bound(request), years=years, initial={"from_year": year - 1})
    if request.method == "POST":
        copied = apply(
            form,
            lambda: services.copy_plan(
                host, from_year=form.cleaned_data["from_year"], to_year=year, actor=request.user
            ),
        )
        if copied is not None:
            n = len(copied)
            words = ngettext("%(n)d kegiatan disalin.", "%(n)d kegiatan disalin.", n)
            messages.success(request, words % {"n": n})
            return redirect(_plan_url(host, year))
    plan_url = _plan_url(host, year)
    return form_page(
        request,
        "programme/copy_plan.html",
        form,
        year=year,
        years=years,
        plan_url=plan_url,
        **of_host(host),
    )


@require_safe
def activity_history(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(Activity, request.user, can=Can.READ_HISTORY, pk=pk)
    return history_page(request, row)


# --- Parts of the above --------------------------------------------------------------------------


def _add(
    request: SignedInRequest, host: Host, *, meeting: Meeting | None = None, **context: Any
) -> HttpResponse:
    year = year_asked(request.GET, host)
    people = _people(request, host)
    month = today(region_of(host).tz).month
    initial = {"from_month": month, "to_month": month, **context.get("initial", {})}
    form = ActivityForm(**bound(request), people=people, initial=initial)
    if request.method == "POST":
        new = apply(
            form,
            lambda: services.add_activity(
                host, year=year, meeting=meeting, **_facts(form, people), actor=request.user
            ),
        )
        if new is not None:
            messages.success(request, _("Kegiatan masuk rencana kerja."))
            return redirect(_plan_url(host, year))
    here = today(region_of(host).tz).year
    years = [
        {"label": one, "url": f"?year={one}", "current": one == year, "count": ""}
        for one in sorted({here, here + 1, year})
    ]
    context |= {"meeting": meeting, "year": year, "years": years}
    plan_url = _plan_url(host, year)
    return form_page(
        request, "programme/add_activity.html", form, plan_url=plan_url, **of_host(host), **context
    )


def _facts(form: ActivityForm, people: list[Person]) -> dict[str, Any]:
    """Return the fields of a valid form as the service takes them: a person instead of a key."""
    found = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    key = found["in_charge"]
    found["in_charge"] = next((one for one in people if str(one.pk) == key), None)
    return found


def _change(
    row: Activity, form: ActivityForm, people: list[Person], request: SignedInRequest
) -> Activity:
    version = form.cleaned_data["version"]
    changes = _facts(form, people)
    return services.change_activity(row, changes=changes, version=version, actor=request.user)


def _people(request: SignedInRequest, host: Host, besides: Person | None = None) -> list[Person]:
    """Return who may be in charge: who is already (a form would drop them), and the host's own."""
    own = circle_of(host, Circle.ALL, today(region_of(host).tz)).values("pk")
    found = Person.objects.visible_to(request.user).filter(pk__in=own).order_by("name", "pk")
    now = [besides] if besides else []
    return [*now, *(one for one in found[:MOST_PEOPLE] if one not in now)]


def _lines(rows: Any, host: Host) -> list[Line]:
    on = today(region_of(host).tz)
    return [
        Line(
            row,
            said_months(row),
            [(_letter(month), row.from_month <= month <= row.to_month) for month in MONTHS],
            _badge(row, is_late=row.is_late(on)),
            said_rupiah(row.cost),
        )
        for row in rows
    ]


def _badge(row: Activity, *, is_late: bool) -> Badge:
    if is_late:
        return Badge(_("Belum ada hasil"), "warn")
    return Badge(str(row.get_status_display()), TONES[row.status])


def _cost(lines: list[Line]) -> int:
    kept = (line.activity for line in lines if line.activity.status != Activity.Status.DROPPED)
    return sum(one.cost or 0 for one in kept)


def _letter(month: int) -> str:
    return "JFMAMJJASOND"[month - 1]


def _plan_url(host: Host, year: int) -> str:
    return f"{reverse('programme:plan', args=[slug_of(host)])}?year={year}"
