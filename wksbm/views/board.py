"""The board and the members of a body: who comes, who goes, by which decree."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Can
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import last_day, today
from common.forms import apply
from common.pages import bound, form_page
from people.models import Person
from wksbm import services
from wksbm.forms import (
    EndForm,
    EndSeatForm,
    HolderForm,
    MembersForm,
    ReplaceForm,
    SeatDecreeForm,
    SeatForm,
)
from wksbm.models import Decree, Membership, Seat, Wksbm
from wksbm.views.pages import prefilled, words_of


def seat_holder(request: SignedInRequest, pk: int) -> HttpResponse:
    wksbm = visible_or_404(Wksbm, request.user, can=Can.KEEP_BODY, pk=pk)
    initial = {"since": today(wksbm.region.tz), "post": Seat.Post.CHAIR, **prefilled(request)}
    form = SeatForm(**bound(request), **_choices(wksbm, request), initial=initial)
    if request.method == "POST":
        new = apply(
            form,
            lambda: services.seat_holder(
                wksbm, holder=_holder(form, request), **_facts(form, request), actor=request.user
            ),
        )
        if new is not None:
            messages.success(request, _("Pengurus dicatat."))
            return redirect(wksbm)
    return form_page(request, "wksbm/seat_holder.html", form, wksbm=wksbm)


def replace_holder(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = visible_or_404(Seat, request.user, can=Can.KEEP_BODY, pk=pk)
    initial = {
        "since": today(seat.wksbm.region.tz),
        "until": last_day(seat.term),
        "version": seat.version,
        **prefilled(request),
    }
    form = ReplaceForm(**bound(request), **_choices(seat.wksbm, request), initial=initial)
    if request.method == "POST":
        new = apply(
            form,
            lambda: services.replace_holder(
                seat, successor=_holder(form, request), **_facts(form, request), actor=request.user
            ),
        )
        if new is not None:
            messages.success(request, _("Pengganti dicatat. Masa bakti yang lama tetap tersimpan."))
            return redirect(seat.wksbm)
    return form_page(request, "wksbm/replace_holder.html", form, seat=seat, term=words_of(seat))


def grant_seat_decree(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = visible_or_404(Seat, request.user, can=Can.KEEP_BODY, pk=pk)
    decrees = _decrees_of(seat.wksbm, request)
    form = SeatDecreeForm(**bound(request), decrees=decrees, initial={"version": seat.version})
    if request.method == "POST":
        granted = apply(
            form,
            lambda: services.grant_seat_decree(
                seat,
                decree=visible_or_404(Decree, request.user, pk=form.cleaned_data["decree"]),
                version=form.cleaned_data["version"],
                actor=request.user,
            ),
        )
        if granted is not None:
            messages.success(request, _("SK pengurus dicatat."))
            return redirect(seat.wksbm)
    return form_page(request, "wksbm/grant_seat_decree.html", form, seat=seat)


def end_seat(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = visible_or_404(Seat, request.user, can=Can.KEEP_BODY, pk=pk)
    form = EndSeatForm(**bound(request), initial={"version": seat.version})
    if request.method == "POST":
        ended = apply(
            form, lambda: services.end_seat(seat, **form.cleaned_data, actor=request.user)
        )
        if ended is not None:
            messages.success(request, _("Masa bakti diakhiri. Datanya tetap dapat dibaca."))
            return redirect(seat.wksbm)
    return form_page(request, "wksbm/end_seat.html", form, seat=seat, term=words_of(seat))


def add_members(request: SignedInRequest, pk: int) -> HttpResponse:
    wksbm = visible_or_404(Wksbm, request.user, can=Can.KEEP_BODY, pk=pk)
    form = MembersForm(**bound(request), initial={"since": today(wksbm.region.tz)})
    if request.method == "POST":
        outcome = apply(
            form,
            lambda: services.add_members(wksbm, **form.cleaned_data, actor=request.user),
        )
        if outcome is not None:
            _tell(request, outcome)
            return redirect(wksbm)
    return form_page(request, "wksbm/add_members.html", form, wksbm=wksbm)


def end_membership(request: SignedInRequest, pk: int) -> HttpResponse:
    member = visible_or_404(Membership, request.user, can=Can.KEEP_BODY, pk=pk)
    form = EndForm(**bound(request), initial={"version": member.version})
    if request.method == "POST":
        ended = apply(
            form, lambda: services.end_membership(member, **form.cleaned_data, actor=request.user)
        )
        if ended is not None:
            messages.success(request, _("Keanggotaan diakhiri. Datanya tetap dapat dibaca."))
            return redirect(member.wksbm)
    return form_page(
        request, "wksbm/end_membership.html", form, member=member, term=words_of(member)
    )


# --- Parts of the above --------------------------------------------------------------------------


def _decrees_of(wksbm: Wksbm, request: SignedInRequest) -> QuerySet[Decree]:
    seen = Decree.objects.visible_to(request.user).filter(mandates__wksbm=wksbm)
    found: QuerySet[Decree] = seen.order_by("-enacted_on", "-pk")
    return found


def _choices(wksbm: Wksbm, request: SignedInRequest) -> dict[str, Any]:
    seen = Person.objects.visible_to(request.user)
    return {
        "persons": seen.filter(presences__region=wksbm.region_id).order_by("name", "pk"),
        "decrees": _decrees_of(wksbm, request),
    }


def _holder(form: HolderForm, request: SignedInRequest) -> Person | services.NewPerson:
    chosen = form.cleaned_data
    if chosen["holder"]:
        return visible_or_404(Person, request.user, pk=chosen["holder"])
    return services.NewPerson(chosen["name"], chosen["phone"], chosen["email"])


def _facts(form: HolderForm, request: SignedInRequest) -> dict[str, Any]:
    who = ("holder", "name", "phone", "email")
    facts = {name: value for name, value in form.cleaned_data.items() if name not in who}
    number = facts["decree"]
    facts["decree"] = visible_or_404(Decree, request.user, pk=number) if number else None
    return facts


def _tell(request: SignedInRequest, outcome: services.AddedMembers) -> None:
    """Say what became of every line that was pasted."""
    number = len(outcome.added)
    messages.success(
        request,
        ngettext("%(n)d anggota ditambahkan.", "%(n)d anggota ditambahkan.", number)
        % {"n": number},
    )
    if outcome.already:
        names = ", ".join(outcome.already)
        messages.info(request, _("Sudah menjadi anggota: %(names)s.") % {"names": names})
    if outcome.twice:
        names = ", ".join(outcome.twice)
        messages.info(
            request, _("Tertulis dua kali, dicatat sekali: %(names)s.") % {"names": names}
        )
