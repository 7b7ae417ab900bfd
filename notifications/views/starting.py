"""The day on which a district begins to send: set, and what would have gone until then."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can, codes_where, covers, may, require
from accounts.requests import SignedInRequest
from common.forms import apply
from common.pages import form_page
from notifications import services
from notifications.models import Delivery, SendingStart
from notifications.wish_forms import SendingStartForm
from regions.models import Region

SHOWN = 50


@require_safe
def sending_starts(request: SignedInRequest) -> HttpResponse:
    """Lead to the widest of the user's places for which a day can be set."""
    codes = codes_where(request.user, Can.READ_DELIVERIES)
    places = Region.objects.visible_to(request.user).filter(
        code__in=codes, level__in=services.STARTING_LEVELS
    )
    widest = places.order_by("code").first()
    if widest is None:
        raise Http404
    return redirect("notifications:sending_start", widest.code)


def sending_start(request: SignedInRequest, code: str) -> HttpResponse:
    """Show what is held back in a place, and until when; and set the day."""
    place = _place(request, code)
    start = SendingStart.objects.visible_to(request.user).filter(region=place).first()
    facts = {"starts_on": start.starts_on, "version": start.version} if start else {}
    form = SendingStartForm(request.POST or None, initial=facts)
    if request.method == "POST":
        require(request.user, Can.KEEP_REMINDERS, on=place)
        kept = apply(
            form,
            lambda: services.set_sending_start(place, **form.cleaned_data, actor=request.user),
        )
        if kept is not None:
            messages.success(request, _("Hari mulai mengirim disimpan."))
            return redirect("notifications:sending_start", code)
    context: dict[str, Any] = {"place": place, "start": start}
    context["may_keep"] = may(request.user, Can.KEEP_REMINDERS, on=place)
    context["is_holding"] = start is not None and start.collapsed_at is None
    if start is not None and context["is_holding"]:
        seen = Delivery.objects.where_may(request.user, Can.READ_DELIVERIES)
        rows = services.would_have_gone(seen, start, timezone.now())
        newest = rows.select_related("person", "region").order_by("-due_at", "-pk")[:SHOWN]
        context |= {"tally": services.tally(rows), "lines": services.describe(list(newest))}
    return form_page(request, "notifications/sending_start.html", form, **context)


def _place(request: SignedInRequest, code: str) -> Region:
    """Return a region under one of the user's grants; others do not exist here."""
    codes = codes_where(request.user, Can.READ_DELIVERIES)
    if not any(covers(own, code) for own in codes):
        raise Http404
    return get_object_or_404(Region.objects.visible_to(request.user), code=code)
