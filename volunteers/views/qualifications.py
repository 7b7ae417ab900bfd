"""Qualifications: who holds which, until when; and which kinds there are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can, codes_where, may, require
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import last_day, today
from common.forms import apply
from common.pages import bound, form_page, page_of
from people.models import Person
from people.services import nearest_presence
from regions.models import Region
from regions.services import place
from volunteers import services
from volunteers.filters.keeping import QualificationFilter
from volunteers.forms.keeping import (
    AddQualificationKindForm,
    GrantQualificationForm,
    PersonSearchForm,
    QualificationKindForm,
    RenewQualificationForm,
    WithdrawQualificationForm,
)
from volunteers.models import Qualification, QualificationKind
from volunteers.views.keeping import kinds_for, offer, qualification_badge, tabs, words_of

FOUND = 30


@require_safe
def qualifications(request: SignedInRequest) -> HttpResponse:
    seen = Qualification.objects.visible_to(request.user)
    filters = QualificationFilter(request.GET, seen, request=request)
    kinds = QualificationKind.objects.visible_to(request.user).order_by("name")
    form = offer(request, filters, "q", "state", kind=kinds)
    found = filters.qs.select_related("kind", "person", "region__parent")
    rows, links = page_of(request, found)
    on = today()
    context = {
        "tabs": tabs("qualifications"),
        "filter_form": form,
        "rows": [(row, words_of(row), qualification_badge(row, on)) for row in rows],
        "may_keep": may(request.user, Can.KEEP_ROSTER),
        "may_read_history": may(request.user, Can.READ_HISTORY),
        **links,
    }
    return render(request, "volunteers/qualifications.html", context)


@require_safe
def choose_qualified(request: SignedInRequest) -> HttpResponse:
    """Find the person for whom a qualification is written down."""
    form = PersonSearchForm(request.GET or None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    seen = Person.objects.visible_to(request.user).standing()
    found = seen.named_like(text).likest_first()[:FOUND] if text else []
    context = {"found": found, "asked": text}
    return form_page(request, "volunteers/choose_qualified.html", form, **context)


def grant_qualification(request: SignedInRequest, pk: int) -> HttpResponse:
    person = visible_or_404(Person, request.user, pk=pk)
    presence = nearest_presence(person, request.user, can=Can.KEEP_ROSTER)
    require(request.user, Can.KEEP_ROSTER, on=presence)
    kinds = kinds_for(request, presence.region_id)
    form = GrantQualificationForm(**bound(request), kinds=kinds, initial={"since": today()})
    if request.method == "POST":
        new = apply(form, lambda: _grant(person, form, request))
        if new is not None:
            messages.success(request, _("Kualifikasi dicatat."))
            return redirect(person)
    return form_page(request, "volunteers/grant_qualification.html", form, person=person)


def renew_qualification(request: SignedInRequest, pk: int) -> HttpResponse:
    old = visible_or_404(Qualification, request.user, can=Can.KEEP_ROSTER, pk=pk)
    initial = {"since": last_day(old.term) or today(), "granted_by": old.granted_by}
    form = RenewQualificationForm(**bound(request), initial=initial)
    if request.method == "POST":
        new = apply(
            form,
            lambda: services.renew_qualification(old, **form.cleaned_data, actor=request.user),
        )
        if new is not None:
            messages.success(request, _("Perpanjangan dicatat. Yang lama tetap tersimpan."))
            return redirect("volunteers:qualifications")
    return form_page(
        request, "volunteers/renew_qualification.html", form, qualification=old, term=words_of(old)
    )


def withdraw_qualification(request: SignedInRequest, pk: int) -> HttpResponse:
    held = visible_or_404(Qualification, request.user, can=Can.KEEP_ROSTER, pk=pk)
    initial = {"on": today(), "version": held.version}
    form = WithdrawQualificationForm(**bound(request), initial=initial)
    if request.method == "POST":
        done = apply(
            form,
            lambda: services.withdraw_qualification(held, **form.cleaned_data, actor=request.user),
        )
        if done is not None:
            messages.success(request, _("Kualifikasi dicabut. Datanya tetap dapat dibaca."))
            return redirect("volunteers:qualifications")
    context = {"qualification": held, "term": words_of(held)}
    return form_page(request, "volunteers/withdraw_qualification.html", form, **context)


# --- Kinds ---------------------------------------------------------------------------------------


@require_safe
def qualification_kinds(request: SignedInRequest) -> HttpResponse:
    kinds = QualificationKind.objects.visible_to(request.user).select_related("region")
    rows = kinds.prefetch_related("includes").order_by("name", "pk")
    context = {
        "tabs": tabs("qualifications"),
        "kinds": [(kind, may(request.user, Can.KEEP_PILLARS, on=kind)) for kind in rows],
        "may_add": may(request.user, Can.KEEP_PILLARS),
    }
    return render(request, "volunteers/qualification_kinds.html", context)


def add_qualification_kind(request: SignedInRequest) -> HttpResponse:
    codes = [code for code in codes_where(request.user, Can.KEEP_PILLARS) if code]
    regions = Region.objects.visible_to(request.user).filter(pk__in=codes).order_by("code")
    kinds = QualificationKind.objects.visible_to(request.user).order_by("name")
    form = AddQualificationKindForm(
        **bound(request), kinds=kinds, regions=[(one.code, one.full_name) for one in regions]
    )
    if request.method == "POST":
        new = apply(form, lambda: _add_kind(form, request))
        if new is not None:
            messages.success(request, _("Jenis kualifikasi dicatat."))
            return redirect("volunteers:qualification_kinds")
    may_add = may(request.user, Can.KEEP_PILLARS)
    return form_page(request, "volunteers/add_qualification_kind.html", form, may_add=may_add)


def change_qualification_kind(request: SignedInRequest, pk: int) -> HttpResponse:
    kind = visible_or_404(QualificationKind, request.user, can=Can.KEEP_PILLARS, pk=pk)
    others = [one for one in kinds_for(request, kind.region_id) if one.pk != kind.pk]
    initial = {
        "name": kind.name,
        "months": kind.months,
        "includes": [str(one.pk) for one in kind.includes.all()],
        "version": kind.version,
    }
    form = QualificationKindForm(**bound(request), kinds=others, initial=initial)
    if request.method == "POST":
        changed = apply(form, lambda: _change_kind(kind, form, request))
        if changed is not None:
            messages.success(request, _("Perubahan disimpan."))
            return redirect("volunteers:qualification_kinds")
    return form_page(request, "volunteers/change_qualification_kind.html", form, kind=kind)


# --- Parts of the above --------------------------------------------------------------------------


def _grant(person: Person, form: GrantQualificationForm, request: SignedInRequest) -> Qualification:
    facts = dict(form.cleaned_data)
    kind = visible_or_404(QualificationKind, request.user, pk=facts.pop("kind"))
    return services.grant_qualification(person, kind=kind, **facts, actor=request.user)


def _facts(form: QualificationKindForm, request: SignedInRequest) -> dict[str, Any]:
    chosen = form.cleaned_data
    known = QualificationKind.objects.visible_to(request.user)
    return {
        "name": chosen["name"],
        "months": chosen["months"],
        "includes": list(known.filter(pk__in=chosen["includes"])),
    }


def _add_kind(form: AddQualificationKindForm, request: SignedInRequest) -> QualificationKind:
    region = place(form.cleaned_data["region"])
    return services.add_qualification_kind(region, **_facts(form, request), actor=request.user)


def _change_kind(
    kind: QualificationKind, form: QualificationKindForm, request: SignedInRequest
) -> QualificationKind:
    return services.change_qualification_kind(
        kind,
        changes=_facts(form, request),
        version=form.cleaned_data["version"],
        actor=request.user,
    )
