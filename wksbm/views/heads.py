"""A village has a new head: three steps that the village then takes, each with its tick."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can, Role, may, may_reach
from accounts.models import Grant
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from wksbm.forms import NewHeadForm
from wksbm.models import Decree, Seat, Wksbm


class Step(NamedTuple):
    title: str
    text: str
    done: bool
    url: str
    label: str


@require_safe
def new_head(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what a new village head changes for the body since a day, and what of it is done."""
    wksbm = visible_or_404(Wksbm, request.user, can=Can.KEEP_BODY, pk=pk)
    form = NewHeadForm(request.GET or None, initial={"since": today(wksbm.region.tz)})
    since = form.cleaned_data["since"] if form.is_bound and form.is_valid() else None
    steps = [step(wksbm, since, request) for step in (_chair, _decree, _access)] if since else []
    context = {
        "wksbm": wksbm,
        "form": form,
        "steps": steps,
        "done": bool(steps) and all(step.done for step in steps),
    }
    return render(request, "wksbm/new_head.html", context)


def _chair(wksbm: Wksbm, since: date, request: SignedInRequest) -> Step:
    seats = Seat.objects.visible_to(request.user).filter(wksbm=wksbm, post=Seat.Post.CHAIR)
    day = max(since, today(wksbm.region.tz))
    old = seats.held(day).filter(term__startswith__lt=since).first()
    prefilled = urlencode({"since": since.isoformat(), "tie_to_head": Seat.TieToHead.SPOUSE})
    if old is not None:
        url = reverse("wksbm:replace_holder", args=[old.pk])
    else:
        url = reverse("wksbm:seat_holder", args=[wksbm.pk])
    return Step(
        _("Ketua"),
        _(
            "Biasanya istri atau suami kepala desa. Masa bakti ketua lama berakhir sehari"
            " sebelumnya; datanya tetap terbaca. SK boleh menyusul."
        ),
        done=seats.filter(term__startswith__gte=since).exists(),
        url=f"{url}?{prefilled}",
        label=_("Ganti ketua") if old is not None else _("Catat ketua"),
    )


def _decree(wksbm: Wksbm, since: date, request: SignedInRequest) -> Step:
    formed = Decree.objects.visible_to(request.user).filter(
        mandates__wksbm=wksbm, kind=Decree.Kind.FORMATION, enacted_on__gte=since
    )
    prefilled = urlencode({"enacted_on": today(wksbm.region.tz).isoformat()})
    return Step(
        _("SK"),
        _("SK baru dari kepala desa yang baru. Sebelum ada, pengurus tetap bisa bekerja."),
        done=formed.exists(),
        url=f"{reverse('wksbm:add_decree', args=[wksbm.pk])}?{prefilled}",
        label=_("Catat SK baru"),
    )


def _access(wksbm: Wksbm, since: date, request: SignedInRequest) -> Step:
    """Hand over the coordinator's account: only whoever may reach it sees the way there."""
    reader = request.user
    grants = (
        Grant.objects.where_may(reader, Can.INVITE_USERS)
        .filter(region=wksbm.region_id, role=Role.VILLAGE_COORDINATOR)
        .lasting(today())
        .select_related("user")
        .order_by("pk")
    )
    held = list(grants)
    old = next((one for one in held if one.first_day and one.first_day < since), None)
    reason = urlencode({"reason": _("Kepala desa baru")})
    url = label = ""
    if old is not None and old.user_id != reader.pk and may_reach(reader, old.user):
        url = f"{reverse('accounts:hand_over', args=[old.user_id])}?{reason}"
        label = _("Serah terima akun %(name)s") % {"name": old.user.name}
    elif not held and may(reader, Can.OVERSEE, on=wksbm):
        url, label = reverse("accounts:invite_user"), _("Undang koordinator")
    return Step(
        _("Akses"),
        _("Akun koordinator lama ditutup dan penggantinya mendapat tautan sendiri.")
        if url
        else _("Bila koordinatornya berganti, Dinas Sosial mencatat serah terimanya."),
        done=any(one.first_day and one.first_day >= since for one in held),
        url=url,
        label=label,
    )
