"""Organisations: the list, one's page, founding, correcting, placing and dissolving it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can, may
from accounts.choosing import choose_place, place_asked
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.forms import apply
from common.pages import bound, form_page, page_of, whole_number
from common.phones import shown
from regions import cache
from regions.codes import level_of, lineage_of
from regions.services import place
from volunteers import services
from volunteers.filters.keeping import OrganisationFilter
from volunteers.forms.keeping import (
    DissolveOrganisationForm,
    FoundOrganisationForm,
    OrganisationForm,
    PlaceUnderForm,
)
from volunteers.models import OfficeHolder, Organisation, Pillar
from volunteers.views.keeping import offer, tabs, validity_badge, words_of
from wksbm.models import Wksbm


@require_safe
def organisations(request: SignedInRequest) -> HttpResponse:
    seen = Organisation.objects.visible_to(request.user)
    filters = OrganisationFilter(request.GET, seen, request=request)
    kinds = Pillar.objects.visible_to(request.user).of_organisations()
    form = offer(
        request,
        filters,
        "q",
        "legal_entity",
        "registration",
        "accreditation",
        "umbrella",
        "state",
        pillar=kinds.order_by("short_name"),
    )
    found = filters.qs.with_validity(today()).select_related("region__parent", "pillar", "wksbm")
    rows, links = page_of(request, found)
    context = {
        "tabs": tabs("organisations"),
        "filter_form": form,
        "rows": [(row, *_badges(row)) for row in rows],
        "may_keep": may(request.user, Can.KEEP_ROSTER),
        **links,
    }
    return render(request, "volunteers/organisations.html", context)


@require_safe
def organisation(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = Organisation.objects.visible_to(request.user).with_validity(today())
    whole = seen.select_related("region__parent__parent__parent", "pillar", "wksbm")
    organisation = get_object_or_404(whole, pk=pk)
    on = today(organisation.region.tz)
    registration, accreditation = _badges(organisation)
    offices = _offices(organisation, request)
    context = {
        "organisation": organisation,
        "registration": registration,
        "accreditation": accreditation,
        "phone": shown(organisation.phone),
        "officers": [(office, words_of(office)) for office in offices if office.is_held(on)],
        "past": [(office, words_of(office)) for office in offices if not office.is_held(on)],
        "may_keep": may(request.user, Can.KEEP_ROSTER, on=organisation),
        "may_read_history": may(request.user, Can.READ_HISTORY, on=organisation),
    }
    return render(request, "volunteers/organisation.html", context)


def found_organisation(request: SignedInRequest) -> HttpResponse:
    """Choose a place of the user's, then write the organisation down."""
    code = place_asked(request, Can.KEEP_ROSTER)
    if not level_of(code):
        return choose_place(request, _("Lembaga ini di wilayah mana?"), Can.KEEP_ROSTER)
    asked = whole_number(request.GET.get("wksbm", ""))
    form = FoundOrganisationForm(
        **bound(request),
        pillars=_pillars(request, code),
        bodies=_bodies(request, code),
        initial={"region": code, "wksbm": asked},
    )
    if request.method == "POST":
        new = apply(form, lambda: _found(form, request))
        if new is not None:
            messages.success(request, _("Lembaga dicatat. Langkah berikutnya: pengurusnya."))
            return redirect(new)
    where = cache.names_of([code]).get(code)
    return form_page(request, "volunteers/found_organisation.html", form, where=where)


def change_organisation(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = visible_or_404(Organisation, request.user, can=Can.KEEP_ROSTER, pk=pk)
    form = OrganisationForm(
        **bound(request),
        instance=organisation,
        pillars=_pillars(request, organisation.region_id),
        initial={
            "pillar": organisation.pillar_id,
            "phone": shown(organisation.phone),
            "version": organisation.version,
        },
    )
    if request.method == "POST":
        changed = apply(form, lambda: _change(organisation, form, request))
        if changed is not None:
            messages.success(request, _("Perubahan disimpan."))
            return redirect("volunteers:organisation", pk)
    return form_page(request, "volunteers/change_organisation.html", form, pk=pk)


def place_under(request: SignedInRequest, pk: int) -> HttpResponse:
    """Place the organisation; from a WKSBM's page one goes back there."""
    organisation = visible_or_404(Organisation, request.user, can=Can.KEEP_ROSTER, pk=pk)
    form = PlaceUnderForm(
        **bound(request),
        bodies=_bodies(request, organisation.region_id),
        initial={"wksbm": organisation.wksbm_id, "version": organisation.version},
    )
    if request.method == "POST":
        placed = apply(form, lambda: _place(organisation, form, request))
        if placed is not None:
            messages.success(request, _("Payung lembaga disimpan."))
            if placed.wksbm_id and "from_umbrella" in request.POST:
                return redirect("volunteers:umbrella", placed.wksbm_id)
            return redirect(placed)
    return form_page(request, "volunteers/place_under.html", form, organisation=organisation)


def dissolve_organisation(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = visible_or_404(Organisation, request.user, can=Can.KEEP_ROSTER, pk=pk)
    form = DissolveOrganisationForm(**bound(request), initial={"version": organisation.version})
    if request.method == "POST":
        done = apply(
            form,
            lambda: services.dissolve_organisation(
                organisation, **form.cleaned_data, actor=request.user
            ),
        )
        if done is not None:
            messages.success(request, _("Lembaga dibubarkan. Semua datanya tetap dapat dibaca."))
            return redirect(done)
    return form_page(
        request, "volunteers/dissolve_organisation.html", form, organisation=organisation
    )


# --- Parts of the above --------------------------------------------------------------------------


def _badges(stated: Any) -> tuple[Any, Any]:
    return (
        validity_badge(stated.registration_state),
        validity_badge(stated.accreditation_state),
    )


def _offices(organisation: Organisation, request: SignedInRequest) -> list[OfficeHolder]:
    order = list(OfficeHolder.Post)
    rows = OfficeHolder.objects.visible_to(request.user).filter(organisation=organisation)
    found: list[OfficeHolder] = list(rows.select_related("person", "decree"))
    return sorted(found, key=lambda one: (order.index(OfficeHolder.Post(one.post)), -one.pk))


def _pillars(request: SignedInRequest, code: str) -> QuerySet[Pillar]:
    """Return what an organisation of this region can be."""
    known = Pillar.objects.visible_to(request.user).of_organisations().in_use(today())
    fitting: QuerySet[Pillar] = known.filter(
        Q(level="") | Q(level=level_of(code)), Q(region=None) | Q(region__in=lineage_of(code))
    )
    return fitting.order_by("short_name")


def _bodies(request: SignedInRequest, code: str) -> QuerySet[Wksbm]:
    """Return the WKSBM that an organisation of this region may stand under."""
    seen = Wksbm.objects.visible_to(request.user).filter(dissolved_on=None)
    bodies: QuerySet[Wksbm] = seen.filter(region__code__startswith=code)
    return bodies.order_by("region_id", "name")


def _facts(form: OrganisationForm, request: SignedInRequest) -> dict[str, Any]:
    facts = {name: form.cleaned_data[name] for name in OrganisationForm.Meta.fields}
    return facts | {"pillar": visible_or_404(Pillar, request.user, pk=form.cleaned_data["pillar"])}


def _chosen_body(form: Any, request: SignedInRequest) -> Wksbm | None:
    number = form.cleaned_data["wksbm"]
    return visible_or_404(Wksbm, request.user, pk=number) if number else None


def _found(form: FoundOrganisationForm, request: SignedInRequest) -> Organisation:
    return services.found_organisation(
        place(form.cleaned_data["region"]),
        wksbm=_chosen_body(form, request),
        **_facts(form, request),
        actor=request.user,
    )


def _change(
    organisation: Organisation, form: OrganisationForm, request: SignedInRequest
) -> Organisation:
    version = form.cleaned_data["version"]
    return services.change_organisation(
        organisation, changes=_facts(form, request), version=version, actor=request.user
    )


def _place(
    organisation: Organisation, form: PlaceUnderForm, request: SignedInRequest
) -> Organisation:
    return services.place_under(
        organisation,
        wksbm=_chosen_body(form, request),
        version=form.cleaned_data["version"],
        actor=request.user,
    )
