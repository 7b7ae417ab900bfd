"""How a place pays: its policy, who signs its lists, and the tax rules that the nation has."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import covers, first_day, last_day, today
from common.errors import NotAllowed
from common.forms import apply
from common.pages import bound, form_page
from people.models import Person
from regions.models import Region
from stipends import services
from stipends.forms import OfficialForm, PolicyForm, TaxStatusForm
from stipends.models import Official, StipendPolicy, TaxRule
from stipends.views.pages import places_to_pay, seen, seen_or_404
from stipends.words import said_rupiah
from wksbm.rules import term_in_words


@require_safe
def rules(request: SignedInRequest) -> HttpResponse:
    """Show how each place pays, and who signs for it."""
    _require_reader(request)
    here = today()
    officials = seen(Official, request.user).select_related("region").order_by("region", "post")
    context = {
        "policies": [
            (policy, said_rupiah(policy.second_over))
            for policy in seen(StipendPolicy, request.user).select_related("region")
        ],
        "officials": [
            (one, term_in_words(first_day(one.term), last_day(one.term)), covers(one.term, here))
            for one in officials
        ],
        "may_keep": bool(places_to_pay(request.user)),
    }
    return render(request, "stipends/rules.html", context)


def write_policy(request: SignedInRequest) -> HttpResponse:
    """Set from which sum two approve, and within how many days a dispute is answered."""
    regions = places_to_pay(request.user)
    code = request.GET.get("region") or (regions[0][0] if regions else "")
    known = StipendPolicy.objects.where_may(request.user, Can.KEEP_STIPENDS).filter(region=code)
    row = known.first() or StipendPolicy(version=0)
    facts = {name: getattr(row, name) for name in ("second_over", "dispute_days")}
    initial = {**facts, "region": code, "version": row.version or None}
    form = PolicyForm(**bound(request), regions=regions, initial=initial)
    if request.method == "POST" and regions:
        written = apply(form, lambda: _write_policy(form, request))
        if written is not None:
            messages.success(request, _("Kebijakan disimpan."))
            return redirect("stipends:rules")
    return form_page(request, "stipends/write_policy.html", form, may_keep=bool(regions))


def add_official(request: SignedInRequest) -> HttpResponse:
    regions = places_to_pay(request.user)
    initial = {"since": today().replace(month=1, day=1), "capacity": "holder"}
    form = OfficialForm(**bound(request), regions=regions, initial=initial)
    if request.method == "POST" and regions:
        added = apply(form, lambda: _write_official(form, None, request))
        if added is not None:
            messages.success(request, _("Penanda tangan dicatat."))
            return redirect("stipends:rules")
    return form_page(
        request, "stipends/write_official.html", form, official=None, may_keep=bool(regions)
    )


def change_official(request: SignedInRequest, pk: int) -> HttpResponse:
    row = seen_or_404(Official, request, pk, can=Can.KEEP_STIPENDS)
    facts = {name: getattr(row, name) for name in OfficialForm.FACTS}
    term = {"since": first_day(row.term), "until": last_day(row.term)}
    form = OfficialForm(**bound(request), initial={**facts, **term, "version": row.version})
    if request.method == "POST":
        changed = apply(form, lambda: _write_official(form, row, request))
        if changed is not None:
            messages.success(request, _("Perubahan disimpan."))
            return redirect("stipends:rules")
    return form_page(request, "stipends/write_official.html", form, official=row, may_keep=True)


@require_safe
def taxes(request: SignedInRequest) -> HttpResponse:
    """Show the rules of income tax with their laws: data of the nation, read by everybody here."""
    _require_reader(request)
    found = TaxRule.objects.visible_to(request.user).prefetch_related("brackets").order_by("name")
    context = {"rules": [(rule, _brackets(rule)) for rule in found]}
    return render(request, "stipends/taxes.html", context)


def note_tax_status(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note how a person stands before the tax office, from a day on."""
    person = visible_or_404(Person, request.user, pk=pk)
    known = services.tax_statuses_of(person, actor=request.user)
    now = next((one for one in known if covers(one.term, today())), None)
    initial: dict[str, Any] = {"since": today().replace(month=1, day=1)}
    if now is not None:
        initial |= {"group": now.group, "without_npwp": now.without_npwp}
    form = TaxStatusForm(**bound(request), initial=initial)
    if request.method == "POST":
        noted = apply(
            form,
            lambda: services.note_tax_status(person, **form.cleaned_data, actor=request.user),
        )
        if noted is not None:
            messages.success(request, _("Status pajak dicatat."))
            return redirect(person)
    return form_page(
        request, "stipends/note_tax_status.html", form, person=person, known=_statuses(known)
    )


# --- Parts of the above --------------------------------------------------------------------------


def _write_policy(form: PolicyForm, request: SignedInRequest) -> StipendPolicy:
    facts = dict(form.cleaned_data)
    region = visible_or_404(Region, request.user, pk=facts.pop("region"))
    return services.write_policy(region, **facts, actor=request.user)


def _write_official(form: OfficialForm, row: Official | None, request: SignedInRequest) -> Official:
    facts = dict(form.cleaned_data)
    if row is None:
        facts["region"] = visible_or_404(Region, request.user, pk=facts["region"])
    return services.write_official(row, **facts, actor=request.user)


def _brackets(rule: TaxRule) -> list[dict[str, Any]]:
    ordered = sorted(rule.brackets.all(), key=lambda one: (one.group, one.term.lower, one.over))
    return [
        {
            "bracket": one,
            "over": said_rupiah(one.over),
            "term": term_in_words(first_day(one.term), last_day(one.term)),
        }
        for one in ordered
    ]


def _statuses(known: Any) -> list[tuple[str, str]]:
    return [
        (one.get_group_display(), term_in_words(first_day(one.term), last_day(one.term)))
        for one in known
    ]


def _require_reader(request: SignedInRequest) -> None:
    if not may(request.user, Can.READ_STIPENDS):
        raise _not_allowed()


def _not_allowed() -> NotAllowed:
    return NotAllowed("not_allowed", _("Halaman ini untuk yang mengurus honorarium."))
