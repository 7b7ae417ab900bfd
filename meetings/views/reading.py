"""Pages that show meetings and series."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from meetings import services, texts
from meetings.filters import MeetingPageFilter
from meetings.links import group_answer_url
from meetings.models import Meeting, MeetingQuerySet, Series, hosted_by, region_of
from meetings.rules import said, skips, still_to_come
from meetings.views.follow_ups import tasks_of
from meetings.views.photos import photos_of
from meetings.views.result import result_of
from meetings.views.whose import about, host_or_404, host_page, host_query
from people.models import Person
from regions.models import Region

PAGE = 30


def meetings(request: SignedInRequest) -> HttpResponse:
    """Show the meetings in the user's scope: coming, past, or still to be logged."""
    bar = MeetingPageFilter({"status": "coming", **request.GET.dict()}, _shown(request))
    rows = bar.qs if bar.is_valid() else _shown(request).coming(timezone.now())
    context = {"filter": bar, "may_log": may(request.user, Can.LOG_MEETINGS)}
    return render(request, "meetings/meetings.html", context | _page(request, rows))


def meetings_of(request: SignedInRequest, of: str, pk: int | str) -> HttpResponse:
    """Show the meetings of one host, and the series that make them."""
    host = host_or_404(request, of, pk)
    region = region_of(host)
    now = timezone.now()
    here = today(region.tz)
    of_host = _shown(request).filter(**hosted_by(host))
    kept = Series.objects.visible_to(request.user).filter(**hosted_by(host))
    running = list(kept.running(here).order_by("pk"))
    context = {
        **about(host),
        "parent_url": "" if isinstance(host, Region) else host.get_absolute_url(),
        "series": [{"row": row, "said": said(row.rrule)} for row in running],
        "coming": of_host.coming(now)[:8],
        "unlogged": of_host.unlogged(now)[:8],
        "counts": counts_of_year(of_host, running, here.year),
        "year": here.year,
        "may_plan": may(request.user, Can.PLAN_MEETINGS, on=region),
        "may_log": may(request.user, Can.LOG_MEETINGS, on=region),
        "plan_url": host_page("plan_meeting", host),
        "series_url": host_page("start_series", host),
        "log_query": host_query(host),
        "recap_url": host_page("recap", host),
    }
    past = of_host.filter(starts_at__lte=now).exclude(status=Meeting.Status.PLANNED)
    rows = past.order_by("-starts_at", "-pk")
    return render(request, "meetings/meetings_of.html", context | _page(request, rows))


def series(request: SignedInRequest, pk: int) -> HttpResponse:
    row = visible_or_404(Series, request.user, pk=pk)
    here = today(row.tz)
    context = {
        "series": row,
        "said": said(row.rrule),
        "skips": skips(row.rrule),
        "coming": row.meetings.exclude(status=Meeting.Status.HELD)
        .filter(starts_at__gt=timezone.now())
        .order_by("starts_at")[:12],
        "is_running": row.is_running(here),
        "may_plan": may(request.user, Can.PLAN_MEETINGS, on=row),
        "may_read_history": may(request.user, Can.READ_HISTORY, on=row),
    }
    return render(request, "meetings/series.html", context)


def meeting(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = visible_or_404(Meeting, request.user, pk=pk)
    now = timezone.now()
    of_host = Meeting.objects.visible_to(request.user).filter(**hosted_by(row.host))
    marks = list(row.attendances.select_related("person"))
    marks.sort(key=lambda mark: (mark.person is None, mark.called))
    lines = [] if row.is_held else services.lines_of(row)
    context: dict[str, Any] = {
        "meeting": row,
        "has_begun": row.has_begun(now),
        "is_ahead": row.is_ahead(now),
        "marks": marks,
        "lines": lines,
        "answers": services.counts_of(lines),
        "seen": _seen(
            {mark.person_id for mark in marks if mark.person_id}
            | {line.person.pk for line in lines if line.person},
            request,
        ),
        "next": of_host.coming(now).exclude(pk=row.pk).first(),
        "said_series": said(row.series.rrule) if row.series else "",
        "may_plan": may(request.user, Can.PLAN_MEETINGS, on=row),
        "may_log": may(request.user, Can.LOG_MEETINGS, on=row),
        "may_read_history": may(request.user, Can.READ_HISTORY, on=row),
        "may_read_deliveries": may(request.user, Can.READ_DELIVERIES, on=row),
        "year": row.on.year,
    }
    context |= tasks_of(request, row) | photos_of(request, row)
    if row.is_held:
        running = list(
            Series.objects.visible_to(request.user).filter(**hosted_by(row.host)).running(row.on)
        )
        asked = [line["row"].task for line in context["asked"]]
        context["answered"] = services.answered_of(row)
        context["result"] = result_of(row, marks, request, asked=asked)
        context["counts"] = counts_of_year(of_host, running, row.on.year)
    elif row.is_planned:
        carried = [line["row"].task for line in context["carried"]]
        url = group_answer_url(row) if context["may_plan"] and services.is_open(row, now) else ""
        context["invitation"] = texts.invitation(row, answer_url=url, carried=carried)
        context["quorum"] = services.quorum_of(row)
    return render(request, "meetings/meeting.html", context)


def counts_of_year(of_host: MeetingQuerySet, running: list[Series], year: int) -> dict[str, int]:
    """Return how many meetings were held, of how many that the year has by plan."""
    counts = of_host.in_year(year).tally()
    return {**counts, "total": counts["total"] + still_to_come(running, year)}


def _seen(keys: set[int], request: SignedInRequest) -> set[int]:
    """Return whose cards the reader may open."""
    return set(
        Person.objects.visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True)
    )


def _shown(request: SignedInRequest) -> MeetingQuerySet:
    rows: MeetingQuerySet = Meeting.objects.visible_to(request.user)
    return rows.select_related("wksbm", "organisation", "region", "kind").with_counts()


def _page(request: SignedInRequest, rows: MeetingQuerySet) -> dict[str, Any]:
    """Return one page of an ordered list and the address of the next, by key."""
    after = request.GET.get("after", "")
    found = list(_after(rows, after)[: PAGE + 1])
    next_url = ""
    if len(found) > PAGE:
        last = found[PAGE - 1]
        query = request.GET.dict() | {"after": f"{last.starts_at.isoformat()}~{last.pk}"}
        next_url = f"?{urlencode(query)}"
    first = {name: value for name, value in request.GET.items() if name != "after"}
    return {
        "rows": found[:PAGE],
        "next_url": next_url,
        "first_url": f"?{urlencode(first)}" if after else "",
    }


def _after(rows: MeetingQuerySet, key: str) -> MeetingQuerySet:
    """Keep what follows the key in the list's own order; a key that is none starts anew."""
    words, _tilde, pk = key.partition("~")
    try:
        starts_at, last = parse_datetime(words), UUID(pk)
    except ValueError:
        return rows
    if not isinstance(starts_at, datetime) or timezone.is_naive(starts_at):
        return rows
    step = "lt" if str(rows.query.order_by[0]).startswith("-") else "gt"
    return rows.filter(
        Q(**{f"starts_at__{step}": starts_at}) | Q(starts_at=starts_at, **{f"pk__{step}": last})
    )
