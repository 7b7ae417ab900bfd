"""Pages of what people sent back: what is to be read, whose it is, and that it was dealt with."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.forms import apply
from common.pages import form_page
from common.phones import for_whatsapp
from notifications import services
from notifications.models import Reply
from notifications.reply_forms import DealWithReplyForm
from people.models import Person

FOUND = 20
SHOWN = 100  # the oldest first: what is dealt with makes room for the next


@require_safe
def replies(request: SignedInRequest) -> HttpResponse:
    """Show what is to be read, the oldest first; or what was understood or dealt with."""
    if not may(request.user, Can.KEEP_REMINDERS):
        raise PermissionDenied
    seen = Reply.objects.visible_to(request.user)
    is_done = request.GET.get("show") == "done"
    rows = seen.done().order_by("-received_at", "-pk") if is_done else seen.to_read()
    rows = rows if is_done else rows.order_by("received_at", "pk")
    total = rows.count()
    shown = rows.select_related("region", "person", "meeting__region", "dealt_with_by")[:SHOWN]
    context = {
        "lines": services.describe_replies(shown),
        "hidden": max(0, total - SHOWN),
        "is_done": is_done,
        "tabs": [
            {"label": _("Perlu dibaca"), "url": "?", "current": not is_done, "count": ""},
            {"label": _("Sudah"), "url": "?show=done", "current": is_done, "count": ""},
        ],
    }
    return render(request, "notifications/replies.html", context)


@require_safe
def reply(request: SignedInRequest, pk: int) -> HttpResponse:
    found = visible_or_404(Reply, request.user, pk=pk)
    return _page(request, found, DealWithReplyForm(initial={"meaning": ""}))


@require_POST
def assign_reply(request: SignedInRequest, pk: int, person: int) -> HttpResponse:
    found = visible_or_404(Reply, request.user, pk=pk)
    sender = visible_or_404(Person, request.user, pk=person)
    row = services.assign_reply(found, person=sender, actor=request.user)
    messages.success(request, _("Dicatat: balasan dari %(name)s.") % {"name": sender.name})
    is_done = row.dealt_with_at is not None or not _is_seen(request, row)
    return redirect("notifications:replies") if is_done else redirect(row)


@require_POST
def deal_with_reply(request: SignedInRequest, pk: int) -> HttpResponse:
    found = visible_or_404(Reply, request.user, pk=pk)
    form = DealWithReplyForm(request.POST)
    row = apply(
        form,
        lambda: services.deal_with_reply(found, **form.cleaned_data, actor=request.user),
    )
    if row is None:
        return _page(request, found, form)
    messages.success(request, _("Balasan sudah ditangani."))
    return redirect("notifications:replies")


def _page(request: SignedInRequest, found: Reply, form: DealWithReplyForm) -> HttpResponse:
    [line] = services.describe_replies([found])
    seen = Person.objects.visible_to(request.user)
    sharing = {one.pk for one in services.persons_at(found.sender)}
    text = request.GET.get("q", "")[:80].strip()
    named = seen.standing().named_like(text).likest_first() if len(text) >= 3 else seen.none()
    context = {
        "reply": found,
        "line": line,
        "phone": for_whatsapp(found.sender) if found.sender.startswith("+") else "",
        "sharing": seen.filter(pk__in=sharing).select_related("village").order_by("name", "pk"),
        "q": text,
        "found": named.select_related("village")[:FOUND],
        "may_open_person": found.person_id and seen.filter(pk=found.person_id).exists(),
    }
    return form_page(request, "notifications/reply.html", form, **context)


def _is_seen(request: SignedInRequest, row: Reply) -> bool:
    seen: bool = Reply.objects.visible_to(request.user).filter(pk=row.pk).exists()
    return seen
