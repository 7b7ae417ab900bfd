"""The roster of a week, and the page of one duty with those who could take it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, may, under
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import term, today, wall_time
from common.forms import apply
from common.names import tidy
from common.pages import form_page
from people.models import Person
from regions.codes import lineage_of
from volunteers import services
from volunteers.filters.duties import DutyFilter
from volunteers.forms.duties import OfferForm
from volunteers.models import Absence, Appointment, Assignment, Duty, DutyQuerySet
from volunteers.own import is_own
from volunteers.times import Week, days_of, said_hours, said_minutes

MOST_DUTIES = 200
MOST_CANDIDATES = 100
SHOWN_IN_BAR = ("q", "kind", "gaps")
TONES = {
    Assignment.Status.OFFERED: "warn",
    Assignment.Status.ACCEPTED: "ok",
    Assignment.Status.DECLINED: "danger",
}


@require_safe
def duties(request: SignedInRequest) -> HttpResponse:
    """Show the duties of a week by day, each with who has taken it and how many are missing."""
    week = Week.read(request.GET.get("week", "")) or Week.of(today())
    asked = request.GET.dict() | {"week": str(week)}
    bar = DutyFilter(asked, _shown(request), request=request)
    rows = list(_in_week(bar)[: MOST_DUTIES + 1])
    may_plan = may(request.user, Can.PLAN_DUTIES)
    context = {
        "week": week,
        "filter_form": _bar(bar),
        "days": _days(week, rows[:MOST_DUTIES], _away(request, week) if may_plan else {}),
        "missing": sum(_gap(duty) for duty in rows),
        "is_empty": not rows,
        "most": MOST_DUTIES if len(rows) > MOST_DUTIES else 0,
        "previous_url": _address(request, week.shifted(-1)),
        "next_url": _address(request, week.shifted(1)),
        "this_url": _address(request, Week.of(today())),
        "is_this": week == Week.of(today()),
        "export_week": "" if "week" in request.GET else f"week={week}",
        "may_plan": may_plan,
    }
    return render(request, "volunteers/duties/duties.html", context)


@require_safe
def duty(request: SignedInRequest, pk: int) -> HttpResponse:
    row = visible_or_404(Duty, request.user, pk=pk)
    return _duty_page(request, row, OfferForm(persons=_persons(request)))


@require_POST
def offer_duty(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer the duty to those who were ticked; say who was left out, and why."""
    row = visible_or_404(Duty, request.user, can=Can.PLAN_DUTIES, pk=pk)
    form = OfferForm(request.POST, persons=_persons(request))
    offered = apply(form, lambda: services.offer_duty(row, **form.cleaned_data, actor=request.user))
    if offered is None:
        return _duty_page(request, row, form)
    number = len(offered.assignments)
    words = ngettext("%(n)d orang ditawari.", "%(n)d orang ditawari.", number) % {"n": number}
    messages.success(request, words)
    if offered.refused:
        left = "; ".join(map(str, offered.refused))
        messages.warning(request, _("Tidak ditawari: %(who)s.") % {"who": left})
    return redirect(row)


# --- The week ------------------------------------------------------------------------------------


def _shown(request: SignedInRequest) -> DutyQuerySet:
    rows: DutyQuerySet = Duty.objects.visible_to(request.user)
    return rows.select_related("region").with_counts().with_people()


def _in_week(bar: DutyFilter) -> QuerySet[Duty]:
    if not bar.is_valid():
        raise Http404
    found: QuerySet[Duty] = bar.qs
    return found.order_by("period", "pk")


def _bar(bar: DutyFilter) -> Any:
    """Return the form of the filters; the week rides along and is no filter to be cleared."""
    form = bar.form
    for name, field in form.fields.items():
        if name not in SHOWN_IN_BAR:
            field.widget = field.hidden_widget()
    form.fields["week"].initial = bar.data["week"]
    return form


def _days(week: Week, rows: list[Duty], away: dict[date, list[str]]) -> list[dict[str, Any]]:
    by_day: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        days = days_of(row.starts_at, row.ends_at, row.region.tz)
        for day in days:
            by_day[day].append(_entry(row, day, is_first=day == days[0]))
    return [
        {
            "day": day,
            "is_today": day == today(),
            "entries": by_day[day],
            "away": away.get(day, []),
        }
        for day in week
    ]


def _entry(row: Any, day: date, *, is_first: bool) -> dict[str, Any]:
    return {
        "duty": row,
        "hours": said_hours(row.starts_at, row.ends_at, row.region, on=day),
        "is_first": is_first,
        "badge": gap_badge(row),
        "names": [one.person.name for one in row.served_by],
    }


def gap_badge(row: Any) -> dict[str, str]:
    """Say how many are missing, in words and in a tone."""
    if row.cancelled_at is not None:
        return {"text": _("Dibatalkan"), "tone": "neutral"}
    gap = _gap(row)
    if not gap:
        return {"text": _("Lengkap"), "tone": "ok"}
    words = ngettext("kurang %(n)d orang", "kurang %(n)d orang", gap) % {"n": gap}
    return {"text": words, "tone": "danger" if gap == row.seats else "warn"}


def _gap(row: Any) -> int:
    return 0 if row.cancelled_at else max(0, row.seats - row.taken)


def _away(request: SignedInRequest, week: Week) -> dict[date, list[str]]:
    """Return who cannot serve on each day, for whoever plans."""
    seen = Absence.objects.visible_to(request.user)
    touching = seen.filter(days__overlap=term(week.monday, week.sunday)).select_related("person")
    found: dict[date, list[str]] = defaultdict(list)
    for absence in touching.order_by("person__name", "pk")[:MOST_DUTIES]:
        for day in week:
            if day in absence.days:
                found[day].append(absence.person.name)
    return found


def _address(request: SignedInRequest, week: Week) -> str:
    query = request.GET.copy()
    query["week"] = str(week)
    return f"?{query.urlencode()}"


# --- One duty ------------------------------------------------------------------------------------


def _duty_page(request: SignedInRequest, row: Duty, form: OfferForm) -> HttpResponse:
    shown: Any = _shown(request).select_related("region", "pillar").get(pk=row.pk)
    may_plan = may(request.user, Can.PLAN_DUTIES, on=row)
    people = _candidates(request, shown) if may_plan and not shown.cancelled_at else []
    sought = sought_name(request)
    context = {
        "duty": shown,
        "day": wall_time(shown.starts_at, shown.region.tz).date(),
        "hours": said_hours(shown.starts_at, shown.ends_at, shown.region),
        "badge": gap_badge(shown),
        "needs": list(shown.needs.order_by("name")),
        "lines": _lines(request, shown),
        "candidates": people,
        "sought": sought,
        "is_searchable": bool(sought) or len(people) == MOST_CANDIDATES,
        "barred": [line for line in people if not line["may_ask"]],
        "week_text": str(Week.of(wall_time(shown.starts_at, shown.region.tz).date())),
        "is_over": shown.ends_at <= timezone.now(),
        "may_plan": may_plan and not shown.cancelled_at,
    }
    return form_page(request, "volunteers/duties/duty.html", form, **context)


def _lines(request: SignedInRequest, row: Duty) -> list[dict[str, Any]]:
    """Return who is asked and what they said; those who come first."""
    status = Assignment.Status
    order = [status.ACCEPTED, *(one for one in status if one != status.ACCEPTED)]
    places = {one.value: place for place, one in enumerate(order)}
    found = row.assignments.select_related("person", "takes_over__person", "logged_by")
    rows = sorted(found, key=lambda one: (places[one.status], one.person.name, one.pk))
    seen = _seen(request, {one.person_id for one in rows})
    may_confirm = may(request.user, Can.CONFIRM_WORK, on=row)
    return [
        {
            "row": one,
            "is_seen": one.person_id in seen,
            "tone": TONES.get(Assignment.Status(one.status), "neutral"),
            "minutes": "" if one.minutes is None else said_minutes(one.minutes),
            "may_confirm": may_confirm and _is_confirmable(one, request),
            "may_correct": may_confirm and not is_own(one.person, request.user),
        }
        for one in rows
    ]


def _is_confirmable(one: Assignment, request: SignedInRequest) -> bool:
    by_another = one.logged_by_id != request.user.pk and not is_own(one.person, request.user)
    return one.minutes is not None and one.confirmed_at is None and by_another


def candidates(request: SignedInRequest, row: Duty) -> list[Person]:
    """Return those appointed for the duty's place, by name; those who are sought, if any are."""
    found = _persons(request).filter(appointments__in=_serving_near(request, row))
    sought = sought_name(request)
    if sought:
        found = found.filter(name__icontains=sought)
    return list(found.distinct().order_by("name", "pk")[:MOST_CANDIDATES])


def sought_name(request: SignedInRequest) -> str:
    return tidy(request.GET.get("q", ""))[:100]


def _candidates(request: SignedInRequest, row: Duty) -> list[dict[str, Any]]:
    """Return the candidates who are not asked yet: first who can, then why the others cannot."""
    near = _serving_near(request, row)
    status = Assignment.Status
    told = dict(row.assignments.order_by("pk").values_list("person_id", "status"))
    asked = {key for key, said in told.items() if said in {status.OFFERED, status.ACCEPTED}}
    persons = [person for person in candidates(request, row) if person.pk not in asked]
    pillars = defaultdict(set)
    for person, pillar in near.filter(person__in=persons).values_list(
        "person", "pillar__short_name"
    ):
        pillars[person].add(pillar)
    against = services.obstacles(row, persons)
    lines = [
        {
            "person": person,
            "pillars": ", ".join(sorted(pillars[person.pk])),
            "has_declined": told.get(person.pk) == status.DECLINED,
            "reasons": [one.words for one in against[person.pk]],
            "may_ask": all(one.code == "absent" for one in against[person.pk]),
        }
        for person in persons
    ]
    return sorted(
        lines,
        key=lambda line: (not line["may_ask"], bool(line["reasons"]), line["has_declined"]),
    )


def _serving_near(request: SignedInRequest, row: Duty) -> QuerySet[Appointment]:
    """Return whose appointment is in the duty's region, or for a region that covers it."""
    day = wall_time(row.starts_at, row.region.tz).date()
    serving = Appointment.objects.visible_to(request.user).serving(day)
    found: QuerySet[Appointment] = serving.filter(
        under([row.region_id]) | Q(area__in=lineage_of(row.region_id))
    )
    return found


def _persons(request: SignedInRequest) -> QuerySet[Person]:
    return Person.objects.visible_to(request.user).standing()


def _seen(request: SignedInRequest, keys: set[int]) -> set[int]:
    """Return whose cards the reader may open."""
    found = Person.objects.visible_to(request.user).filter(pk__in=keys)
    return set(found.values_list("pk", flat=True))
