"""The maker's side of a run: start, decide on those held, draft anew, submit, cancel."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Can
from accounts.requests import SignedInRequest
from common.dates import today
from common.forms import apply
from common.months import Month
from common.pages import bound, form_page, whole_number
from jobs.models import Job
from people.models import Person
from regions.codes import lineage_of
from stipends import services
from stipends.forms import BecauseForm, DecideForm, QuantitiesForm, StartRunForm
from stipends.many import start_or_ask, step_or_ask
from stipends.models import HELD, Because, FundingSource, Rhythm, Run, Scheme
from stipends.periods import next_period, paid_until
from stipends.views.pages import run_or_404, seen_or_404, version_read
from stipends.words import said_months, said_rupiah

MONTHS_BACK, MONTHS_AHEAD = 24, 3  # that a period may be chosen from
PEOPLE = 100  # on one page of quantities


def start_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what is paid from where; the list is drafted at once."""
    scheme = seen_or_404(Scheme, request, pk, can=Can.KEEP_STIPENDS, also="pillar region")
    here = today()
    first, last = next_period(scheme, paid_until(scheme), here)
    sources = _sources(request, scheme)
    initial = {
        "source": _likely(scheme, sources, first),
        "period_from": str(first),
        "period_to": str(last),
        "title": _title(scheme, first, last),
        "with_arrears": True,
    }
    form = StartRunForm(
        **bound(request),
        sources=[(one.pk, _said(one)) for one in sources],
        months=_months(here, first, last),
        initial=initial,
    )
    if request.method == "POST":
        started = apply(form, lambda: _start(form, scheme, sources, request))
        if isinstance(started, Job):
            messages.info(request, _("Daftarnya panjang dan sedang disusun."))
        if started is not None:
            return redirect(started)
    return form_page(
        request, "stipends/start_run.html", form, scheme=scheme, has_source=bool(sources)
    )


def decide(request: SignedInRequest, pk: int, person: int) -> HttpResponse:
    """Decide of one person: to pay whom the draft holds, or to take them out; with the reason."""
    run = run_or_404(request, pk, can=Can.KEEP_STIPENDS)
    subject = _person_in(run, person)
    left_out = list(run.left_out.filter(person=subject))
    initial = {"pays": "yes" if left_out else "no", "version": run.version}
    form = DecideForm(**bound(request), initial=initial)
    if request.method == "POST":
        done = apply(
            form,
            lambda: services.decide(run, subject, **form.cleaned_data, actor=request.user),
        )
        if done is not None:
            messages.success(request, _("Keputusan dicatat dan daftar disusun ulang."))
            return redirect(run)
    context = {"run": run, "person": subject, "left_out": left_out}
    return form_page(request, "stipends/decide.html", form, **context)


def decide_held(request: SignedInRequest, pk: int, held: str) -> HttpResponse:
    """Decide the same of all whom the draft holds for one reason."""
    run = run_or_404(request, pk, can=Can.KEEP_STIPENDS)
    waiting = run.left_out.filter(because=held).count()
    if held not in HELD or not waiting:
        raise Http404
    form = DecideForm(**bound(request), initial={"version": run.version})
    if request.method == "POST":
        done = apply(
            form,
            lambda: services.decide_held(run, held=held, **form.cleaned_data, actor=request.user),
        )
        if done is not None:
            messages.success(request, _("Keputusan dicatat dan daftar disusun ulang."))
            return redirect(run)
    context = {"run": run, "count": waiting, "held": held, "label": Because(held).label}
    return form_page(request, "stipends/decide_held.html", form, **context)


def note_quantities(request: SignedInRequest, pk: int) -> HttpResponse:
    """Type how many units each person did, for schemes that pay by the unit."""
    run = run_or_404(request, pk, can=Can.KEEP_STIPENDS)
    if run.scheme.rhythm != Rhythm.PER_UNIT:
        raise Http404
    people, links = _counted(request, run)
    form = QuantitiesForm(**bound(request), people=people, initial={"version": run.version})
    if request.method == "POST":
        done = apply(
            form,
            lambda: services.note_quantities(
                run, form.quantities, version=form.cleaned_data["version"], actor=request.user
            ),
        )
        if done is not None:
            messages.success(request, _("Volume dicatat dan daftar disusun ulang."))
            return redirect(links["next_url"] or run)
    return form_page(request, "stipends/note_quantities.html", form, run=run, **links)


@require_POST
def draft_run(request: SignedInRequest, pk: int) -> HttpResponse:
    return _step(request, pk, "draft", _("Daftar disusun ulang dari data terbaru."))


@require_POST
def submit_run(request: SignedInRequest, pk: int) -> HttpResponse:
    words = _("Diajukan. Sekarang orang lain yang memeriksa dan menyetujui.")
    return _step(request, pk, "submit", words)


def cancel_run(request: SignedInRequest, pk: int) -> HttpResponse:
    run = run_or_404(request, pk, can=Can.KEEP_STIPENDS)
    form = BecauseForm(**bound(request), initial={"version": run.version})
    if request.method == "POST":
        done = apply(
            form, lambda: services.cancel_run(run, **form.cleaned_data, actor=request.user)
        )
        if done is not None:
            messages.success(request, _("Proses dibatalkan."))
            return redirect(run)
    return form_page(request, "stipends/cancel_run.html", form, run=run)


# --- Parts of the above --------------------------------------------------------------------------


def _step(request: SignedInRequest, pk: int, step: str, words: str) -> HttpResponse:
    run = run_or_404(request, pk, can=Can.KEEP_STIPENDS)
    job = step_or_ask(run, step, version=version_read(request), actor=request.user)
    if job is not None:
        messages.info(request, _("Daftarnya panjang dan sedang dikerjakan."))
        return redirect(job)
    messages.success(request, words)
    return redirect(run)


def _start(
    form: StartRunForm, scheme: Scheme, sources: list[FundingSource], request: SignedInRequest
) -> Run | Job:
    facts: dict[str, Any] = dict(form.cleaned_data)
    key = facts.pop("source")
    source = next(one for one in sources if one.pk == key)
    facts["period_from"] = facts["period_from"].first
    facts["period_to"] = facts["period_to"].last
    return start_or_ask(scheme=scheme, source=source, actor=request.user, **facts)


def _sources(request: SignedInRequest, scheme: Scheme) -> list[FundingSource]:
    """Return the open sources that may pay the scheme, the newest year first."""
    mine = FundingSource.objects.where_may(request.user, Can.KEEP_STIPENDS)
    here = mine.filter(
        region__in=lineage_of(scheme.region_id), budget=scheme.budget, closed_at=None
    )
    return list(here.order_by(F("fiscal_year").desc(), "name")[:100])


def _likely(scheme: Scheme, sources: list[FundingSource], first: Month) -> int | None:
    """Return the key of what paid the scheme last in the year that is paid for; else its first."""
    of_year = [one.pk for one in sources if one.fiscal_year == first.year]
    before = scheme.runs.filter(source__in=of_year).exclude(state=Run.State.CANCELLED)
    last = before.order_by("-pk").values_list("source", flat=True).first()
    return last or next(iter(of_year), None)


def _said(source: FundingSource) -> str:
    words = _("%(name)s %(year)d, sisa %(left)s")
    left = said_rupiah(source.left)
    return words % {"name": source.name, "year": source.fiscal_year, "left": left}


def _months(here: Any, first: Month, last: Month) -> list[Month]:
    """Return the months to choose among, the newest first."""
    month = Month.of(here)
    for _ahead in range(MONTHS_AHEAD):
        month = month.after
    newest = max(month, last)
    month = Month.of(here)
    for _back in range(MONTHS_BACK):
        month = month.before
    oldest = min(month, first)
    found = []
    while newest >= oldest:
        found.append(newest)
        newest = newest.before
    return found


def _title(scheme: Scheme, first: Month, last: Month) -> str:
    return f"{scheme.get_word_display()} {scheme.pillar.name} {said_months(first, last)}"[:200]


def _counted(
    request: SignedInRequest, run: Run
) -> tuple[list[tuple[int, str, int | None]], dict[str, str]]:
    """Return one page of the scheme's people by name, each with what was counted so far."""
    names = dict(run.left_out.values_list("person", "person__name"))
    names |= dict(run.lines.values_list("person", "name"))
    counted = dict(run.quantities.values_list("person", "count"))
    ordered = sorted(names.items(), key=lambda one: (one[1], one[0]))
    start = whole_number(request.GET.get("from", "")) or 0
    more = start + PEOPLE < len(ordered)
    links = {
        "next_url": f"?from={start + PEOPLE}" if more else "",
        "first_url": "?" if start else "",
    }
    shown = ordered[start : start + PEOPLE]
    return [(pk, name, counted.get(pk)) for pk, name in shown], links


def _person_in(run: Run, pk: int) -> Person:
    """Return somebody whom the run's draft pays or leaves out; others do not exist here."""
    line = run.lines.filter(person=pk).select_related("person").first()
    if line is not None:
        return line.person
    return get_object_or_404(run.left_out.select_related("person"), person=pk).person
