"""Serah terima: one page hands somebody's work over, one shows the record of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET

from accounts import services
from accounts.access import may_invite, may_reach
from accounts.forms import HandOverForm, MergeForm
from accounts.handovers import ACTIONS, WORKS
from accounts.models import Grant, Handover, User
from accounts.requests import SignedInRequest
from accounts.views.people import show_secret
from common.dates import today
from common.errors import NotAllowed
from common.forms import apply
from common.pages import form_page

MOST_OTHERS = 20


@never_cache
@sensitive_variables()
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand the roles of an account over; a new successor's link is shown this once."""
    leaver = _within_reach(request, pk)
    grants = _grants_of(leaver, request.user)
    works = _works_of(leaver, grants)
    labels = [(one.pk, f"{one.get_role_display()}, {one.region}") for one in grants]
    initial: dict[str, object] = {
        "grants": [one.pk for one in grants],
        "work": [key for key, _label in works],
        "on": today(),
        "reason": request.GET.get("reason", ""),
    }
    form = HandOverForm(request.POST or None, grants=labels, work=works, initial=initial)
    if request.method == "POST":
        form = HandOverForm(request.POST, grants=labels, work=works)
        done = apply(form, lambda: _hand_over(request, leaver, grants, form.cleaned_data))
        if done:
            messages.success(request, _("Serah terima dicatat."))
            record = reverse("accounts:handover", args=[done.handover.pk])
            successor = done.handover.successor
            if done.secret:
                return show_secret(request, successor, done.secret, successor.phone, onward=record)
            return redirect(record)
    context = {"person": leaver, "has_grants": bool(grants)}
    return form_page(request, "accounts/hand_over.html", form, **context)


def merge_accounts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make this account and another of the same person one."""
    user = _within_reach(request, pk)
    others = _same_person(user, request.user)
    choices = [(one.pk, f"{one.name} ({one.username}, {one.shown_phone or '-'})") for one in others]
    this = f"{user.name} ({user.username})"
    form = MergeForm(others=choices, this=this, initial={"stays": "this"})
    if request.method == "POST":
        form = MergeForm(request.POST, others=choices, this=this, initial={})
        done = apply(form, lambda: _merge(request, user, form.cleaned_data))
        if done:
            messages.success(request, _("Dua akun menjadi satu. Riwayatnya tetap terbaca."))
            return redirect("accounts:handover", done.pk)
    return form_page(request, "accounts/merge_accounts.html", form, person=user, others=others)


@require_GET
def handover(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the record, and what apps above do with one: it is printed there."""
    seen = Handover.objects.visible_to(request.user)
    record = get_object_or_404(
        seen.select_related("leaver", "successor", "made_by", "region"), pk=pk
    )
    actions = [
        (str(one.label), one.url(record))
        for one in ACTIONS.values()
        if one.fits(record, request.user)
    ]
    context = {"record": record, "facts": record.facts, "actions": actions}
    return render(request, "accounts/handover.html", context)


# --- Parts of the above --------------------------------------------------------------------------


def _within_reach(request: SignedInRequest, pk: int) -> User:
    user: User = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if user.pk == request.user.pk or not may_reach(request.user, user):
        raise NotAllowed(
            "user_out_of_reach",
            _("Akun ini diserahterimakan oleh Dinas atau operator, bukan oleh Ibu/Bapak."),
        )
    return user


def _grants_of(leaver: User, actor: User) -> list[Grant]:
    """Return the lasting roles of the leaver that the actor may end and give."""
    theirs = Grant.objects.visible_to(actor).filter(user=leaver, region__isnull=False)
    lasting = theirs.lasting(today()).select_related("region__parent__parent__parent")
    return [
        one
        for one in lasting.order_by("region_id", "pk")
        if may_invite(actor, one.role, one.region_id or "")
    ]


def _works_of(leaver: User, grants: list[Grant]) -> list[tuple[str, str]]:
    codes = [one.region_id or "" for one in grants]
    counted = [(one, one.count(leaver, codes)) for one in WORKS.values()]
    return [(one.key, f"{one.label} ({number})") for one, number in counted if number]


def _hand_over(
    request: SignedInRequest, leaver: User, grants: list[Grant], facts: dict[str, Any]
) -> services.HandedOver:
    chosen = [one for one in grants if one.pk in facts["grants"]]
    typed = facts["successor"].strip()
    successor: User | services.NewUser = services.NewUser(facts["name"], facts["phone"])
    if typed:
        # Whoever is not there and whoever is out of sight answer alike.
        seen = User.objects.visible_to(request.user).filter(is_active=True)
        found = seen.filter(username__iexact=typed).first()
        if found is None:
            raise ValidationError({"successor": _("Nama pengguna ini tidak ada.")})
        successor = found
    return services.hand_over(
        leaver,
        successor=successor,
        grants=chosen,
        on=facts["on"],
        reason=facts["reason"],
        work=facts.get("work", []),
        actor=request.user,
    )


def _same_person(user: User, actor: User) -> list[User]:
    """Return the accounts in sight with this name or number."""
    alike = Q(name__iexact=user.name)
    if user.phone:
        alike |= Q(phone=user.phone)
    seen = User.objects.visible_to(actor).filter(alike, is_active=True)
    return list(seen.exclude(pk__in=[user.pk, actor.pk]).order_by("name", "pk")[:MOST_OTHERS])


def _merge(request: SignedInRequest, user: User, facts: dict[str, Any]) -> Handover:
    other = get_object_or_404(User.objects.visible_to(request.user), pk=facts["other"])
    stays, goes = (user, other) if facts["stays"] == "this" else (other, user)
    return services.merge_accounts(stays, goes, reason=facts["reason"], actor=request.user)
