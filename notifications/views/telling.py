"""Pages of what is to be told by hand: who, with which words, and that it was done."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from meetings.models import Meeting
from notifications import services
from notifications.models import Delivery

MOST_SHOWN = 100  # the soonest first: who is told makes room for the next


@require_safe
def to_tell(request: SignedInRequest) -> HttpResponse:
    if not may(request.user, Can.KEEP_REMINDERS):
        raise PermissionDenied
    ours = Delivery.objects.where_may(request.user, Can.KEEP_REMINDERS).to_tell(timezone.now())
    rows = ours.select_related("person", "region").order_by("not_after", "occasion", "pk")
    total = ours.count()
    context = {
        "groups": services.to_tell(list(rows[:MOST_SHOWN])),
        "total": total,
        "hidden": max(0, total - MOST_SHOWN),
    }
    return render(request, "notifications/to_tell.html", context)


@require_POST
def mark_told(request: SignedInRequest, pk: int) -> HttpResponse:
    delivery = visible_or_404(Delivery, request.user, can=Can.KEEP_REMINDERS, pk=pk)
    services.mark_told(delivery, actor=request.user)
    messages.success(request, _("Dicatat: %(name)s sudah diberi tahu.") % {"name": delivery.person})
    return redirect("notifications:to_tell")


@require_safe
def share(request: SignedInRequest, pk: Any) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, can=Can.KEEP_REMINDERS, pk=pk)
    context = {
        "meeting": meeting,
        "people": [delivery.person for delivery in services.open_of(meeting)],
        "text": services.text_to_share(meeting),
    }
    return render(request, "notifications/share.html", context)


@require_POST
def mark_shared(request: SignedInRequest, pk: Any) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, can=Can.KEEP_REMINDERS, pk=pk)
    told = services.mark_shared(meeting, actor=request.user)
    words = ngettext(
        "Dicatat: satu orang diberi tahu lewat grup.",
        "Dicatat: %(count)d orang diberi tahu lewat grup.",
        told,
    )
    messages.success(request, words % {"count": told})
    return redirect("notifications:to_tell")
