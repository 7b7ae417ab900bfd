"""Pages of what was sent to whom, and why not; sending again, and by another channel."""

from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import Can, codes_where, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.pages import whole_number
from common.phones import for_whatsapp
from meetings.models import Meeting
from notifications import services
from notifications.filters import GROUPS, DeliveryListFilter
from notifications.models import FAILED, Delivery
from notifications.rules import occasions_of, said_when
from notifications.views.paging import page_of
from people.models import Person

REGENCY_CODE = len("52.07")
LIVELY = timedelta(minutes=5)  # a page watches what is due this soon
TO_SHARE = {*FAILED, Delivery.State.BY_HAND}


@require_safe
def deliveries(request: SignedInRequest) -> HttpResponse:
    if not may(request.user, Can.READ_DELIVERIES):
        raise PermissionDenied
    person = _person(request)
    group = request.GET.get("show", "all" if person else "failed")
    if group not in GROUPS:
        raise Http404
    kept = {"person": person.pk} if person else {}
    readable = Delivery.objects.where_may(request.user, Can.READ_DELIVERIES)
    bar = DeliveryListFilter({"show": group, **kept}, readable)
    found = bar.qs.select_related("person", "region", "asked_by").prefetch_related("attempts")
    rows, following = page_of(found, readable, request.GET.get("after", ""))
    now = timezone.now()
    lines = services.describe(rows)
    unwell = services.unwell_channels()
    names = {one.channel for one in unwell}
    context = {
        "rows": [(line, services.why_not_yet(line.delivery, now, names)) for line in lines],
        "unwell": [services.say_health(one, now) for one in unwell],
        "may_watch": may(request.user, Can.WATCH_SENDING),
        "person": person,
        "ways": services.ways_to(person) if person else "",
        "oldest": services.oldest_due(readable, now),
        "tabs": [
            {"label": label, "url": _address(name, kept), "current": name == group, "count": ""}
            for name, (label, _where) in GROUPS.items()
        ],
        "group": group,
        "export": urlencode({"show": group, **kept}),
        "next_url": _address(group, kept, after=following) if following else "",
        "first_url": _address(group, kept) if "after" in request.GET else "",
        "may_tell": may(request.user, Can.KEEP_REMINDERS),
        "may_start": any(0 < len(code) <= REGENCY_CODE for code in codes_where(request.user)),
    }
    return render(request, "notifications/deliveries.html", context)


@require_safe
def delivery(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = Delivery.objects.visible_to(request.user).select_related("person", "region", "asked_by")
    found = get_object_or_404(seen, pk=pk)
    [line] = services.describe([found])
    text = services.text_now(found, line.subject)
    may_keep = may(request.user, Can.KEEP_REMINDERS, on=found)
    if not may_keep and found.person.user_id != request.user.pk:
        text = services.without_keys(text)
    may_read_list = may(request.user, Can.READ_DELIVERIES, on=found)
    context = {
        "delivery": found,
        "line": line,
        "text": text,
        "why": services.why_not_yet(
            found, timezone.now(), {one.channel for one in services.unwell_channels()}
        ),
        "whatsapp": services.words_of(found, text),
        "phone": for_whatsapp(found.person.phone),
        "events": [
            {
                "title": event.sentence,
                "at": services.local(event.at, found),
                "detail": "",
                "tone": event.tone,
            }
            for event in reversed(services.explain(found, line.subject))
        ],
        "to_share": may_read_list and found.state in TO_SHARE,
        "to_tell": may_keep and found.state == Delivery.State.BY_HAND,
        "channels": services.channels_for(found) if may_keep and services.may_repeat(found) else [],
        "may_read_list": may_read_list,
        "may_note_wish": may_keep,
    }
    return render(request, "notifications/delivery.html", context)


@require_POST
def send_again(request: SignedInRequest, pk: int) -> HttpResponse:
    found = visible_or_404(Delivery, request.user, can=Can.KEEP_REMINDERS, pk=pk)
    services.send_again(found, channel=request.POST.get("channel", ""), actor=request.user)
    messages.success(request, _("Pesan ini dikirim lagi dalam putaran berikutnya."))
    return redirect(found)


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
        "is_live": any(row.is_moving and row.next_try_at < soon for row in rows),
        "is_demo": settings.DEMO,
        "to_tell": any(row.state == Delivery.State.BY_HAND for row in rows)
        and may(request.user, Can.KEEP_REMINDERS, on=meeting),
    }
    part = "HX-Request" in request.headers
    template = "notifications/of_meeting_rows.html" if part else "notifications/of_meeting.html"
    return render(request, template, context)


def _person(request: SignedInRequest) -> Person | None:
    """Return the one person whose messages are asked for: who is seen, or had one that is."""
    key = request.GET.get("person", "")
    if not key:
        return None
    number = whole_number(key)
    if number is None:
        raise Http404
    readable = Delivery.objects.where_may(request.user, Can.READ_DELIVERIES)
    had = readable.filter(person=number).select_related("person").first()
    if had is not None:
        found: Person = had.person
        return found
    return get_object_or_404(Person.objects.visible_to(request.user), pk=number)


def _address(group: str, kept: dict[str, Any], **more: Any) -> str:
    return f"?{urlencode({'show': group, **kept, **more})}"
