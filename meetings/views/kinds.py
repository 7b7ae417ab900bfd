"""Kinds of meetings: the nation's to read, the district's own to keep."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can, codes_where, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import first_day, last_day, today
from common.forms import apply
from common.pages import form_page
from meetings import services
from meetings.forms import AddKindForm, EndKindForm, KindForm
from meetings.models import MeetingKind
from regions import cache
from regions.models import Region
from wksbm.rules import term_in_words


@require_safe
def kinds(request: SignedInRequest) -> HttpResponse:
    here = today()
    seen = MeetingKind.objects.visible_to(request.user).select_related("region")
    rows = list(seen.order_by("region_id", "name"))
    context = {
        "kinds": [kind for kind in rows if (last_day(kind.term) or here) >= here],
        "past": [kind for kind in rows if (last_day(kind.term) or here) < here],
        "may_add": bool(_regions(request)),
    }
    return render(request, "meetings/kinds.html", context)


@require_safe
def kind(request: SignedInRequest, pk: str) -> HttpResponse:
    row = visible_or_404(MeetingKind, request.user, pk=pk)
    context = {
        "kind": row,
        "term": term_in_words(first_day(row.term), last_day(row.term)),
        "level": dict(MeetingKind.LEVELS)[row.level],
        "may_change": may(request.user, Can.KEEP_MEETING_KINDS, on=row),
    }
    return render(request, "meetings/kind.html", context)


def add_kind(request: SignedInRequest) -> HttpResponse:
    regions = _regions(request)
    form = AddKindForm(request.POST or None, regions=regions, initial={"since": today()})
    if regions:
        added = apply(form, lambda: _add(form, request))
        if added is not None:
            messages.success(request, _("Jenis pertemuan ditambahkan."))
            return redirect(added)
    return form_page(request, "meetings/add_kind.html", form, may_add=bool(regions))


def change_kind(request: SignedInRequest, pk: str) -> HttpResponse:
    row = visible_or_404(MeetingKind, request.user, can=Can.KEEP_MEETING_KINDS, pk=pk)
    facts = {name: getattr(row, name) for name in KindForm.Meta.fields}
    initial = {**facts, "agenda": "\n".join(row.agenda), "version": row.version}
    form = KindForm(request.POST or None, initial=initial)
    changed = apply(
        form,
        lambda: services.change_kind(
            row,
            changes=form.facts,
            version=form.cleaned_data["version"],
            actor=request.user,
        ),
    )
    if changed is not None:
        messages.success(request, _("Perubahan disimpan."))
        return redirect(changed)
    return form_page(request, "meetings/change_kind.html", form, kind=row)


def end_kind(request: SignedInRequest, pk: str) -> HttpResponse:
    row = visible_or_404(MeetingKind, request.user, can=Can.KEEP_MEETING_KINDS, pk=pk)
    form = EndKindForm(request.POST or None, initial={"on": today(), "version": row.version})
    ended = apply(form, lambda: services.end_kind(row, **form.cleaned_data, actor=request.user))
    if ended is not None:
        messages.success(request, _("Jenis ini tidak dipakai lagi sesudah tanggal itu."))
        return redirect(ended)
    return form_page(request, "meetings/end_kind.html", form, kind=row)


def chosen_kind(kinds: Sequence[MeetingKind], code: str) -> MeetingKind | None:
    """Return the kind of this code among those a host may hold; the first for any other."""
    return next((kind for kind in kinds if kind.pk == code), kinds[0] if kinds else None)


# --- Parts of the above --------------------------------------------------------------------------


def _add(form: AddKindForm, request: SignedInRequest) -> MeetingKind:
    region = visible_or_404(Region, request.user, pk=form.cleaned_data["region"])
    since = form.cleaned_data["since"]
    return services.add_kind(region, since=since, **form.facts, actor=request.user)


def _regions(request: SignedInRequest) -> list[tuple[str, str]]:
    codes = [code for code in codes_where(request.user, Can.KEEP_MEETING_KINDS) if code]
    return [(code, name.full_name) for code, name in cache.names_of(codes).items()]
