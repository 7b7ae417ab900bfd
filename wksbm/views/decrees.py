"""Decrees: the list, one decree, adding and correcting it, its scan."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.downloads import private_file
from common.forms import DayInput, apply
from common.pages import bound, form_page, page_of, shown_form, whole_number
from papers.services import issue_paper
from regions import cache
from regions.codes import Kind, kind_of, lineage_of
from wksbm import services
from wksbm.filters import DecreeFilter
from wksbm.forms import (
    AddDecreeForm,
    ChangeDecreeForm,
    DecreeFacts,
    RecordChangeForm,
    ScanForm,
)
from wksbm.models import Decree, DecreeChange, Mandate, Office, Seat, Wksbm
from wksbm.papers import DECREE_EXTRACT
from wksbm.rules import office_name
from wksbm.views.pages import badge_of, prefilled, words_of


@require_safe
def decrees(request: SignedInRequest) -> HttpResponse:
    seen = Decree.objects.visible_to(request.user)
    filters = DecreeFilter(request.GET, seen, request=request)
    found = filters.qs.select_related("issuer").prefetch_related("changes_suffered")
    rows, links = page_of(request, found)
    on = today()
    lines = [(decree, words_of(decree), badge_of(decree, on)) for decree in rows]
    form = shown_form(filters, "q", "kind", "in_force_on")
    form.fields["in_force_on"].widget = DayInput()
    context = {"filter_form": form, "decrees": lines, **links}
    return render(request, "wksbm/decrees.html", context)


@require_safe
def decree(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the decree, and of those it concerns only whom the user may know of."""
    decree = visible_or_404(Decree, request.user, pk=pk)
    seen = Decree.objects.visible_to(request.user)
    changes = DecreeChange.objects.visible_to(request.user).select_related("newer", "older")
    lines = Mandate.objects.visible_to(request.user).filter(decree=decree)
    seats = Seat.objects.visible_to(request.user).filter(decree=decree)
    context = {
        "decree": decree,
        "term": words_of(decree),
        "state": badge_of(seen.prefetch_related("changes_suffered").get(pk=pk), today()),
        "bodies": [
            (line, may(request.user, Can.KEEP_DECREES, on=line))
            for line in lines.select_related("wksbm__region").order_by("region_id", "wksbm__name")[
                :500
            ]
        ],
        "seats": seats.select_related("holder", "wksbm").order_by("wksbm_id", "pk")[:500],
        "made": changes.filter(newer=decree),
        "suffered": changes.filter(older=decree),
        "may_keep": may(request.user, Can.KEEP_DECREES, on=decree),
        "may_read_scan": may(request.user, Can.READ_SCANS, on=decree),
        "may_read_history": may(request.user, Can.READ_HISTORY, on=decree),
    }
    return render(request, "wksbm/decree.html", context)


def add_decree(request: SignedInRequest, pk: int) -> HttpResponse:
    wksbm = visible_or_404(Wksbm, request.user, can=Can.KEEP_DECREES, pk=pk)
    form = AddDecreeForm(
        **bound(request), offices=_offices(wksbm, request), initial=prefilled(request)
    )
    if request.method == "POST":
        new = apply(form, lambda: _add(form, wksbm, request))
        if new is not None:
            messages.success(request, _("SK dicatat."))
            return redirect(new)
    return form_page(request, "wksbm/add_decree.html", form, wksbm=wksbm)


def change_decree(request: SignedInRequest, pk: int) -> HttpResponse:
    decree = visible_or_404(Decree, request.user, can=Can.KEEP_DECREES, pk=pk)
    initial = {name: getattr(decree, name) for name in DecreeFacts.base_fields}
    form = ChangeDecreeForm(**bound(request), initial=initial | {"version": decree.version})
    if request.method == "POST":
        changed = apply(
            form,
            lambda: services.change_decree(
                decree,
                changes=form.facts(),
                version=form.cleaned_data["version"],
                actor=request.user,
            ),
        )
        if changed is not None:
            messages.success(request, _("Perubahan disimpan."))
            return redirect("wksbm:decree", pk)
    return form_page(request, "wksbm/change_decree.html", form, pk=pk)


def attach_scan(request: SignedInRequest, pk: int) -> HttpResponse:
    decree = visible_or_404(Decree, request.user, can=Can.KEEP_DECREES, pk=pk)
    form = ScanForm(**bound(request), initial={"version": decree.version})
    if request.method == "POST":
        kept = apply(
            form,
            lambda: services.attach_scan(
                decree,
                files=form.cleaned_data["scan"],
                version=form.cleaned_data["version"],
                actor=request.user,
            ),
        )
        if kept is not None:
            messages.success(request, _("Pindaian SK disimpan."))
            return redirect("wksbm:decree", pk)
    return form_page(request, "wksbm/attach_scan.html", form, pk=pk, number=decree.number)


@require_safe
def scan(request: SignedInRequest, pk: int) -> HttpResponseBase:
    decree = visible_or_404(Decree, request.user, pk=pk)
    file = services.open_scan(decree, actor=request.user)
    return private_file(file, name=decree.scan_name, content_type=decree.scan_type)


@require_POST
def print_extract(request: SignedInRequest, pk: int) -> HttpResponse:
    """Issue the extract of a decree for the village that this line of it concerns."""
    mandate = visible_or_404(Mandate, request.user, can=Can.KEEP_DECREES, pk=pk)
    return redirect(issue_paper(DECREE_EXTRACT, mandate, actor=request.user))


def record_change(request: SignedInRequest, pk: int) -> HttpResponse:
    decree = visible_or_404(Decree, request.user, can=Can.KEEP_DECREES, pk=pk)
    form = RecordChangeForm(**bound(request), decrees=_older(decree, request))
    if request.method == "POST":
        made = apply(form, lambda: _record(form, decree, request))
        if made is not None:
            messages.success(request, _("Perubahan SK dicatat."))
            return redirect(decree)
    return form_page(request, "wksbm/record_change.html", form, decree=decree)


# --- Parts of the above --------------------------------------------------------------------------


def _offices(wksbm: Wksbm, request: SignedInRequest) -> list[tuple[str, str]]:
    """Offer the offices over the body: the usual ones by kind, its own head first, then others."""
    district, regency = wksbm.region_id[:8], wksbm.region_id[:5]
    head = (
        Office.Kind.LURAH
        if kind_of(wksbm.region_id) == Kind.KELURAHAN
        else (Office.Kind.VILLAGE_HEAD)
    )
    names = cache.names_of([wksbm.region_id, district, regency])
    mayor = names[regency].name.startswith("Kota ")
    usual = [
        (head, wksbm.region_id),
        (Office.Kind.CAMAT, district),
        (Office.Kind.MAYOR if mayor else Office.Kind.REGENT, regency),
        (Office.Kind.SOCIAL_AGENCY, regency),
    ]
    choices = [(f"{kind}@{code}", office_name(kind, names[code])) for kind, code in usual]
    called = {name for _value, name in choices}
    known = Office.objects.visible_to(request.user).filter(
        region_id__in=lineage_of(wksbm.region_id)
    )
    return choices + [
        (str(office.pk), office.name)
        for office in known.order_by("-region_id", "name")
        if office.name not in called
    ]


def _older(decree: Decree, request: SignedInRequest) -> QuerySet[Decree]:
    """Return what this decree may change: of the same office, or on a body that it names."""
    kept = Decree.objects.where_may(request.user, Can.KEEP_DECREES).exclude(pk=decree.pk)
    bodies = decree.mandates.values("wksbm")
    related = Q(issuer=decree.issuer_id) | Q(mandates__wksbm__in=bodies)
    older: QuerySet[Decree] = kept.filter(related, enacted_on__lte=decree.enacted_on).distinct()
    return older.order_by("-enacted_on", "-pk")[:200]


def _issuer(form: AddDecreeForm, request: SignedInRequest) -> Office | services.NewOffice:
    chosen = form.cleaned_data["issuer"]
    number = whole_number(chosen)
    if number is not None:
        return Office.objects.visible_to(request.user).get(pk=number)
    kind, code = chosen.split("@")
    return services.NewOffice(kind, services.place(code), form.cleaned_data["office_name"])


def _add(form: AddDecreeForm, wksbm: Wksbm, request: SignedInRequest) -> Decree:
    issuer = _issuer(form, request)
    return services.add_decree(issuer, **form.facts(), bodies=[wksbm], actor=request.user)


def _record(form: RecordChangeForm, decree: Decree, request: SignedInRequest) -> DecreeChange:
    facts = dict(form.cleaned_data)
    older = visible_or_404(Decree, request.user, pk=facts.pop("older"))
    return services.record_change(decree, older=older, **facts, actor=request.user)
