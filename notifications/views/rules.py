"""How reminders go in a place: what holds there, whose word it is, and the place's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, codes_where, covers, may, require
from accounts.models import User
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.forms import apply
from common.pages import bound, form_page
from notifications import services
from notifications.channels import LABELS
from notifications.models import RulePlan
from notifications.rule_forms import RuleForm
from notifications.rules import RULES, Rule, step_words
from regions.codes import Level
from regions.models import Region
from wksbm.models import Wksbm

LISTED = 50  # bodies or regions below with rules of their own

# --- Of a region ----------------------------------------------------------------------------------


@require_safe
def rules(request: SignedInRequest) -> HttpResponse:
    """Show what holds in the widest of the user's regions."""
    codes = sorted({code for code in codes_where(request.user) if code}, key=len)
    if not codes:
        raise Http404
    return redirect("notifications:rules_of", codes[0])


@require_safe
def rules_of(request: SignedInRequest, code: str) -> HttpResponse:
    return _list(request, _region(code, request.user))


def change_rule(request: SignedInRequest, code: str, name: str) -> HttpResponse:
    return _change(request, name, _region(code, request.user))


@require_POST
def clear_rule(request: SignedInRequest, code: str, name: str) -> HttpResponse:
    return _clear(request, name, _region(code, request.user))


# --- Of a body ------------------------------------------------------------------------------------


@require_safe
def rules_of_body(request: SignedInRequest, pk: int) -> HttpResponse:
    body = visible_or_404(Wksbm, request.user, pk=pk)
    return _list(request, body.region, body)


def change_rule_of_body(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    body = visible_or_404(Wksbm, request.user, pk=pk)
    return _change(request, name, body.region, body)


@require_POST
def clear_rule_of_body(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    body = visible_or_404(Wksbm, request.user, pk=pk)
    return _clear(request, name, body.region, body)


# --- Small parts ----------------------------------------------------------------------------------


def _list(request: SignedInRequest, region: Region, body: Wksbm | None = None) -> HttpResponse:
    below = RulePlan.objects.visible_to(request.user).filter(
        region__code__startswith=region.code, wksbm=None
    )
    bodies = Wksbm.objects.visible_to(request.user).filter(region=region).order_by("name")
    context = {
        "region": region,
        "body": body,
        "lines": [_line(going, region, body) for going in services.rules_in(region, body)],
        "may_keep": may(request.user, Can.KEEP_REMINDERS, on=region),
        "bodies": bodies[:LISTED] if region.level == Level.VILLAGE and body is None else [],
        "below": Region.objects.visible_to(request.user)
        .filter(code__in=below.exclude(region=region).values("region"))
        .order_by("code")[: 0 if body else LISTED],
    }
    return render(request, "notifications/rules.html", context)


def _change(
    request: SignedInRequest, name: str, region: Region, body: Wksbm | None = None
) -> HttpResponse:
    rule = _rule(name, body)
    require(request.user, Can.KEEP_REMINDERS, on=region)
    [going] = [one for one in services.rules_in(region, body) if one.rule.name == rule.name]
    form = RuleForm(**bound(request), going=going)
    if request.method == "POST":
        kept = apply(
            form,
            lambda: services.set_rule(
                rule, region=region, wksbm=body, **form.facts, actor=request.user
            ),
        )
        if kept is not None:
            messages.success(
                request,
                _("Aturan disimpan. Pengingat yang menunggu menyesuaikan diri sebentar lagi."),
            )
            return redirect(_list_url(region, body))
    context = {
        "rule": rule,
        "place": body.name if body else region.full_name,
        "list_url": _list_url(region, body),
    }
    return form_page(request, "notifications/rule_form.html", form, **context)


def _clear(
    request: SignedInRequest, name: str, region: Region, body: Wksbm | None = None
) -> HttpResponse:
    rule = _rule(name, body)
    seen = RulePlan.objects.visible_to(request.user)
    plan = get_object_or_404(seen, rule=rule.name, region=region, wksbm=body)
    services.clear_rule(plan, actor=request.user)
    messages.success(
        request, _("%(rule)s mengikuti aturan di atasnya lagi.") % {"rule": rule.label}
    )
    return redirect(_list_url(region, body))


def _region(code: str, user: User) -> Region:
    """Return a region under one of the user's grants; others do not exist here."""
    if not any(covers(own, code) for own in codes_where(user)):
        raise Http404
    return get_object_or_404(Region.objects.visible_to(user), code=code)


def _rule(name: str, body: Wksbm | None) -> Rule:
    rule = RULES.get(name)
    if rule is None or not rule.steps or (body is not None and not rule.of_bodies):
        raise Http404
    return rule


def _list_url(region: Region, body: Wksbm | None) -> str:
    if body is not None:
        return reverse("notifications:rules_of_body", args=[body.pk])
    return reverse("notifications:rules_of", args=[region.code])


def _line(going: services.Going, region: Region, body: Wksbm | None) -> dict[str, Any]:
    plan, rule = going.plan, going.rule
    own = [body.pk if body else region.code, rule.name]
    change, clear = (
        ("change_rule_of_body", "clear_rule_of_body") if body else ("change_rule", "clear_rule")
    )
    return {
        "rule": rule,
        "is_on": plan is not None and plan.is_on,
        "is_own": going.is_own,
        "keeper": ""
        if plan is None or plan.region is None
        else str(plan.wksbm or plan.region.full_name),
        "when": _when(going),
        "told": ", ".join(str(rule.audiences[name]) for name in going.told),
        "channels": ", ".join(str(LABELS[name]) for name in (plan.channels if plan else [])),
        "change_url": reverse(f"notifications:{change}", args=own),
        "clear_url": reverse(f"notifications:{clear}", args=own),
    }


def _when(going: services.Going) -> str:
    steps = capfirst(", ".join(step_words(step.code).lower() for step in going.steps))
    if going.hour is None:
        return steps
    hour = time_format(going.hour, "H.i")
    return _("%(steps)s, pukul %(hour)s") % {"steps": steps, "hour": hour}
