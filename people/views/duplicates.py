"""Pages of those who may be one person, and of those that were made one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, may, require
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.forms import apply
from common.names import bare
from common.pages import bound, form_page
from people import services
from people.forms import MergeForm, RegionForm, TwinForm
from people.models import DuplicatePair, Merge, Person
from people.services.comparing import compared
from regions.cache import names_of

FIRST = 50  # what is decided makes room for the next
FOUND = 20


@require_safe
def duplicates(request: SignedInRequest) -> HttpResponse:
    if not may(request.user, Can.DECIDE_DUPLICATES):
        raise PermissionDenied
    open_pairs = DuplicatePair.objects.where_may(request.user, Can.DECIDE_DUPLICATES).to_decide()
    codes = open_pairs.exclude(region=None).order_by("region").distinct()
    names = names_of(codes.values_list("region", flat=True))
    form = RegionForm(
        request.GET or None, regions=[(code, name.full_name) for code, name in names.items()]
    )
    code = form.cleaned_data["region"] if form.is_valid() else ""
    found = open_pairs.filter(region=code) if code else open_pairs
    pairs = list(found.select_related("lower", "higher")[:FIRST])
    context = {
        "form": form,
        "lines": [
            {"pair": pair, "why": services.why(pair), "place": names.get(pair.region_id or "")}
            for pair in pairs
        ],
        "count": found.count(),
    }
    return render(request, "people/duplicates.html", context)


def duplicate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show two who may be one beside each other; `?stays=` names the one who stays."""
    pair = _pair(request, pk)
    both = [pair.lower, pair.higher]
    if request.GET.get("stays") == str(pair.higher_id):
        both.reverse()
    return _side_by_side(request, both[0], both[1], pair)


def merge_with(request: SignedInRequest, pk: int, other: int) -> HttpResponse:
    stays = visible_or_404(Person, request.user, pk=pk)
    goes = visible_or_404(Person, request.user, pk=other)
    return _side_by_side(request, stays, goes, None)


@require_safe
def choose_twin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the other record of a person be found by its name."""
    person = visible_or_404(Person, request.user, pk=pk)
    require(request.user, Can.DECIDE_DUPLICATES, on=services.place_of_both(person, person))
    form = TwinForm(request.GET or None)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    wanted = bare(asked or person.name)
    others = Person.objects.visible_to(request.user).standing().exclude(pk=pk)
    found = list(others.filter(bare_name__contains=wanted).order_by("bare_name", "pk")[:FOUND])
    context = {"form": form, "person": person, "found": found}
    return render(request, "people/choose_twin.html", context)


@require_POST
def tell_apart(request: SignedInRequest, pk: int) -> HttpResponse:
    services.tell_apart(_pair(request, pk), actor=request.user)
    messages.success(request, _("Dicatat: bukan orang yang sama. Tidak akan diusulkan lagi."))
    return redirect("people:duplicates")


@require_POST
def reopen_pair(request: SignedInRequest, pk: int) -> HttpResponse:
    pair = services.reopen_pair(_pair(request, pk), actor=request.user)
    return redirect(pair)


@require_safe
def merges(request: SignedInRequest) -> HttpResponse:
    if not may(request.user, Can.DECIDE_DUPLICATES):
        raise PermissionDenied
    mine = Merge.objects.where_may(request.user, Can.DECIDE_DUPLICATES)
    rows = mine.select_related("stays", "goes", "merged_by", "undone_by").order_by("-pk")[:FIRST]
    return render(request, "people/merges.html", {"merges": rows})


@require_safe
def merge(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _merge(request, pk)
    return render(
        request, "people/merge.html", {"merge": found, "counts": services.moved_by(found)}
    )


@require_POST
def undo_merge(request: SignedInRequest, pk: int) -> HttpResponse:
    undone = services.undo_merge(_merge(request, pk), actor=request.user)
    messages.success(request, _("Penggabungan diurungkan. Keduanya kembali seperti semula."))
    return redirect(undone)


def _pair(request: SignedInRequest, pk: int) -> DuplicatePair:
    mine = DuplicatePair.objects.where_may(request.user, Can.DECIDE_DUPLICATES)
    pair: DuplicatePair = get_object_or_404(mine.select_related("lower", "higher"), pk=pk)
    return pair


def _merge(request: SignedInRequest, pk: int) -> Merge:
    mine = Merge.objects.where_may(request.user, Can.DECIDE_DUPLICATES)
    found: Merge = get_object_or_404(mine.select_related("stays", "goes"), pk=pk)
    return found


def _side_by_side(
    request: SignedInRequest, stays: Person, goes: Person, pair: DuplicatePair | None
) -> HttpResponse:
    preview = services.preview_merge(stays, goes, actor=request.user)
    facts = compared(stays, goes)
    form = MergeForm(**bound(request), facts=facts, clashes=preview.clashes)
    if request.method == "POST":
        done = apply(form, lambda: _merged(form, stays, goes, request))
        if done is not None:
            messages.success(request, _("Keduanya kini satu orang. Bisa diurungkan di sini."))
            return redirect(done)
    context: dict[str, Any] = {
        "stays": stays,
        "goes": goes,
        "same": [fact for fact in facts if not fact.differs],
        "differing": sum(fact.differs for fact in facts),
        "preview": preview,
        "pair": pair,
        "why": services.why(pair) if pair else [],
        "is_open": pair is None or pair.status == DuplicatePair.Status.OPEN,
    }
    return form_page(request, "people/duplicate.html", form, **context)


def _merged(form: MergeForm, stays: Person, goes: Person, request: SignedInRequest) -> Merge:
    take = [fact for fact, whose in form.chosen("fact").items() if whose == "goes"]
    return services.merge_persons(
        stays,
        goes,
        reason=form.cleaned_data["reason"],
        take=take,
        keep=form.chosen("clash"),
        actor=request.user,
    )
