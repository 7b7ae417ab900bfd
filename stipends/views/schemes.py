"""Schemes and their rates: who is paid what, by whom, on which conditions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import first_day, last_day, today
from common.forms import apply
from common.pages import bound, form_page, page_of, shown_form
from regions.models import Region
from stipends import services
from stipends.filters import SchemeFilter
from stipends.forms import RateForm, SchemeForm
from stipends.models import Rate, Scheme, TaxRule
from stipends.views.pages import history_page, places_to_pay, seen, seen_or_404, state_of
from stipends.words import said_period, said_rupiah
from volunteers.models import Pillar
from wksbm.rules import term_in_words


@require_safe
def schemes(request: SignedInRequest) -> HttpResponse:
    rows = seen(Scheme, request.user).select_related("region", "pillar")
    bar = SchemeFilter(request.GET, rows, request=request)
    form = shown_form(bar, "budget", "rhythm")
    found, links = page_of(request, bar.qs if bar.is_valid() else rows.none())
    context = {
        "schemes": found,
        "filter_form": form,
        "may_keep": bool(places_to_pay(request.user)),
        **links,
    }
    return render(request, "stipends/schemes.html", context)


@require_safe
def scheme(request: SignedInRequest, pk: int) -> HttpResponse:
    row = seen_or_404(Scheme, request, pk, also="region pillar tax")
    runs = row.runs.live().order_by("-pk")[:50]
    context = {
        "scheme": row,
        "term": term_in_words(first_day(row.term), last_day(row.term)),
        "rates": _rates(row),
        "runs": [(run, state_of(run), said_period(run.period)) for run in runs],
        "may_keep": may(request.user, Can.KEEP_STIPENDS, on=row),
        "may_read_history": may(request.user, Can.READ_HISTORY, on=row),
    }
    return render(request, "stipends/scheme.html", context)


def add_scheme(request: SignedInRequest) -> HttpResponse:
    regions = places_to_pay(request.user)
    initial = {
        "since": today().replace(month=1, day=1),
        "needs_decree": True,
        "needs_account": True,
        "least_attendances": 0,
        "payer": regions[0][1] if regions else "",
    }
    form = SchemeForm(**bound(request), **_offered(request), regions=regions, initial=initial)
    if request.method == "POST" and regions:
        added = apply(form, lambda: _write(form, None, request))
        if added is not None:
            messages.success(request, _("Skema dicatat. Tambahkan besarannya."))
            return redirect("stipends:set_rate", added.pk)
    return form_page(
        request, "stipends/write_scheme.html", form, scheme=None, may_keep=bool(regions)
    )


def change_scheme(request: SignedInRequest, pk: int) -> HttpResponse:
    row = seen_or_404(Scheme, request, pk, can=Can.KEEP_STIPENDS)
    facts = {name: getattr(row, name) for name in SchemeForm.FACTS}
    term = {"since": first_day(row.term), "until": last_day(row.term)}
    keys = {"pillar": row.pillar_id, "tax": row.tax_id or "", "version": row.version}
    form = SchemeForm(**bound(request), **_offered(request), initial={**facts, **term, **keys})
    if request.method == "POST":
        changed = apply(form, lambda: _write(form, row, request))
        if changed is not None:
            messages.success(request, _("Perubahan disimpan."))
            return redirect(changed)
    return form_page(request, "stipends/write_scheme.html", form, scheme=row, may_keep=True)


def set_rate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what a month, event or unit is worth from a day on; the rate before it ends there."""
    row = seen_or_404(Scheme, request, pk, can=Can.KEEP_STIPENDS)
    form = RateForm(**bound(request), initial={"since": today().replace(day=1)})
    if request.method == "POST":
        rate = apply(form, lambda: services.set_rate(row, **form.cleaned_data, actor=request.user))
        if rate is not None:
            messages.success(request, _("Besaran disimpan."))
            return redirect(row)
    return form_page(request, "stipends/set_rate.html", form, scheme=row, rates=_rates(row))


@require_safe
def scheme_history(request: SignedInRequest, pk: int) -> HttpResponse:
    return history_page(request, seen_or_404(Scheme, request, pk, can=Can.READ_HISTORY))


# --- Parts of the above --------------------------------------------------------------------------


def _offered(request: SignedInRequest) -> dict[str, Any]:
    """Return the pillars of persons and the tax rules, to choose among."""
    here = today()
    pillars = Pillar.objects.visible_to(request.user).filter(holder=Pillar.Holder.PERSON)
    current = pillars.filter(Q(term__contains=here)).order_by("name")
    rules = TaxRule.objects.visible_to(request.user).order_by("name")
    return {
        "pillars": [(pillar.pk, pillar.name) for pillar in current],
        "rules": [(str(rule.pk), rule.name) for rule in rules],
    }


def _write(form: SchemeForm, row: Scheme | None, request: SignedInRequest) -> Scheme:
    sent = form.cleaned_data
    facts = {name: sent[name] for name in SchemeForm.FACTS}
    facts["pillar"] = visible_or_404(Pillar, request.user, pk=sent["pillar"])
    facts["tax"] = visible_or_404(TaxRule, request.user, pk=sent["tax"]) if sent["tax"] else None
    if row is None:
        facts["region"] = visible_or_404(Region, request.user, pk=sent["region"])
    return services.write_scheme(
        row,
        **facts,
        since=sent["since"],
        until=sent["until"],
        version=sent["version"],
        actor=request.user,
    )


def _rates(row: Scheme) -> list[tuple[Rate, str, str]]:
    """Return the rates, the newest first, with amount and term in words."""
    return [
        (rate, said_rupiah(rate.amount), term_in_words(first_day(rate.term), last_day(rate.term)))
        for rate in row.rates.order_by("tier", "-term")
    ]
