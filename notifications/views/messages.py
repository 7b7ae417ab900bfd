"""Pages of messages: one's own, what was sent to whom and why, and the demo's."""

from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import Can, codes_where, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.phones import for_whatsapp
from meetings.models import Meeting
from notifications import caught_mail as catcher
from notifications import services
from notifications.filters import GROUPS, DeliveryListFilter
from notifications.models import FAILED, Delivery, DeliveryQuerySet
from notifications.rules import occasions_of, said_when

PAGE = 30
REGENCY_CODE = len("52.07")
LIVELY = timedelta(minutes=5)  # a page watches what is due this soon

# --- One's own ------------------------------------------------------------------------------------


@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    mine = Delivery.objects.received_by(request.user).select_related("region")
    rows, following = _page(mine, mine, request.GET.get("after", ""))
    context = {
        "lines": services.describe(rows),
        "next_url": f"?after={following}" if following else "",
        "first_url": "?" if "after" in request.GET else "",
    }
    return render(request, "notifications/inbox.html", context)


@require_safe
def message(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = Delivery.objects.received_by(request.user).select_related("region", "person")
    delivery = get_object_or_404(mine, pk=pk)
    when = services.local(delivery.sent_at or delivery.due_at, delivery)
    return render(request, "notifications/message.html", {"delivery": delivery, "when": when})


@require_POST
def mark_read(request: SignedInRequest, pk: int) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.received_by(request.user), pk=pk)
    services.mark_read(delivery, actor=request.user)
    return redirect("notifications:inbox")


@require_POST
def mark_all_read(request: SignedInRequest) -> HttpResponse:
    services.mark_all_read(request.user)
    return redirect("notifications:inbox")


# --- What was sent to whom ------------------------------------------------------------------------


@require_safe
def deliveries(request: SignedInRequest) -> HttpResponse:
    if not may(request.user, Can.READ_DELIVERIES):
        raise PermissionDenied
    group = request.GET.get("show", "attention")
    if group not in GROUPS:
        raise Http404
    readable = Delivery.objects.where_may(request.user, Can.READ_DELIVERIES)
    bar = DeliveryListFilter({**request.GET.dict(), "show": group}, readable)
    rows, following = _page(
        bar.qs.select_related("person", "region"), readable, request.GET.get("after", "")
    )
    context = {
        "lines": services.describe(rows),
        "tabs": [
            {"label": label, "url": f"?show={name}", "current": name == group, "count": ""}
            for name, (label, _states) in GROUPS.items()
        ],
        "group": group,
        "may_start": any(0 < len(code) <= REGENCY_CODE for code in codes_where(request.user)),
        "next_url": f"?show={group}&after={following}" if following else "",
        "first_url": f"?show={group}" if "after" in request.GET else "",
    }
    return render(request, "notifications/deliveries.html", context)


@require_safe
def delivery(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = Delivery.objects.visible_to(request.user).select_related("person", "region")
    found = get_object_or_404(seen, pk=pk)
    [line] = services.describe([found])
    text = services.text_now(found, line.subject)
    events = [
        {
            "title": event.sentence,
            "at": services.local(event.at, found),
            "detail": "",
            "tone": event.tone,
        }
        for event in reversed(services.explain(found, line.subject))
    ]
    context = {
        "delivery": found,
        "line": line,
        "text": text,
        "whatsapp": f"{text.body}\n\n{settings.SITE_URL}{text.link}" if text.link else text.body,
        "phone": for_whatsapp(found.person.phone),
        "events": events,
        "to_share": found.state in FAILED,
        "may_read_list": may(request.user, Can.READ_DELIVERIES),
        "may_note_wish": may(request.user, Can.KEEP_REMINDERS, on=found),
    }
    return render(request, "notifications/delivery.html", context)


@require_safe
@vary_on_headers("HX-Request")
def of_meeting(request: SignedInRequest, pk: Any) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, pk=pk)
    rows = list(
        Delivery.objects.visible_to(request.user)
        .filter(occasion__in=occasions_of(meeting))
        .select_related("person", "region")
        .order_by("due_at", "step", "person__name", "pk")
    )
    *_before, current = occasions_of(meeting)
    lines = services.describe([row for row in rows if row.occasion == current])
    soon = timezone.now() + LIVELY
    context = {
        "meeting": meeting,
        "steps": [
            {"step": step, "due": due, "lines": list(group)}
            for (due, step), group in groupby(lines, key=attrgetter("due", "step"))
        ],
        "earlier": services.describe([row for row in rows if row.occasion != current]),
        "when": said_when(meeting),
        "is_live": any(not row.has_ended and row.next_try_at < soon for row in rows),
        "is_demo": settings.DEMO,
    }
    part = "HX-Request" in request.headers
    template = "notifications/of_meeting_rows.html" if part else "notifications/of_meeting.html"
    return render(request, template, context)


# --- The demo -------------------------------------------------------------------------------------


@require_POST
def remind_in_a_minute(request: SignedInRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    coming = Meeting.objects.where_may(request.user, Can.PLAN_MEETINGS).coming(timezone.now())
    meeting = coming.first()
    if meeting is None:
        raise PermissionDenied
    services.remind_in_a_minute(meeting, actor=request.user)
    messages.success(
        request, _("Pertemuan dimajukan: pengingat dua jam sebelumnya keluar dalam satu menit.")
    )
    return redirect("notifications:of_meeting", pk=meeting.pk)


@require_safe
def caught_mail(request: SignedInRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    mails = list(catcher.newest(Path(settings.MAIL_CATCHER_DIR)))
    return render(request, "notifications/caught_mail.html", {"mails": mails})


# --- Small parts ----------------------------------------------------------------------------------


def _page(
    rows: DeliveryQuerySet, seen: DeliveryQuerySet, after: str
) -> tuple[list[Delivery], int | None]:
    """Return the newest rows after that one, and the key of the last where there are more."""
    if after.isascii() and after.isdigit() and len(after) < 19:
        key = seen.filter(pk=after).values_list("due_at", "pk").first()
        if key is not None:
            rows = rows.filter(Q(due_at__lt=key[0]) | Q(due_at=key[0], pk__lt=key[1]))
    found = list(rows.order_by("-due_at", "-pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None
