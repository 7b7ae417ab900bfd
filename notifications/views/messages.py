"""Pages of messages: one's own, and the demo's."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can
from accounts.requests import SignedInRequest
from common.forms import apply
from common.pages import form_page
from meetings.models import Meeting
from meetings.rules import said_time
from notifications import caught_mail as catcher
from notifications import services
from notifications.models import Delivery
from notifications.reply_forms import MessageAnswerForm
from notifications.views.paging import page_of

# --- One's own ------------------------------------------------------------------------------------


@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    mine = Delivery.objects.received_by(request.user).select_related("region")
    rows, following = page_of(mine, mine, request.GET.get("after", ""))
    asked = services.asked_by(rows)
    context = {
        "lines": [(line, asked.get(line.delivery.pk)) for line in services.describe(rows)],
        "next_url": f"?after={following}" if following else "",
        "first_url": "?" if "after" in request.GET else "",
    }
    return render(request, "notifications/inbox.html", context)


@require_safe
def message(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = Delivery.objects.received_by(request.user).select_related("region", "person")
    return _message_page(request, get_object_or_404(mine, pk=pk), MessageAnswerForm())


@require_POST
def answer_message(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer the meeting that a message in one's own inbox tells of."""
    mine = Delivery.objects.received_by(request.user).select_related("region", "person")
    delivery = get_object_or_404(mine, pk=pk)
    form = MessageAnswerForm(request.POST)
    answered = apply(
        form,
        lambda: services.answer_message(delivery, **form.cleaned_data, actor=request.user),
    )
    if answered is None:
        return _message_page(request, delivery, form)
    messages.success(request, _("Terima kasih. Jawaban Ibu/Bapak sudah dicatat."))
    return redirect("notifications:message", pk)


def _message_page(
    request: SignedInRequest, delivery: Delivery, form: MessageAnswerForm
) -> HttpResponse:
    context = {
        "delivery": delivery,
        "when": services.local(delivery.sent_at or delivery.due_at, delivery),
        "asked": services.asked_by([delivery]).get(delivery.pk),
    }
    return form_page(request, "notifications/message.html", form, **context)


@require_POST
def mark_read(request: SignedInRequest, pk: int) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.received_by(request.user), pk=pk)
    services.mark_read(delivery, actor=request.user)
    return redirect("notifications:inbox")


@require_POST
def mark_all_read(request: SignedInRequest) -> HttpResponse:
    services.mark_all_read(request.user)
    return redirect("notifications:inbox")


# --- The demo -------------------------------------------------------------------------------------


@require_POST
def remind_in_a_minute(request: SignedInRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    coming = Meeting.objects.where_may(request.user, Can.PLAN_MEETINGS).coming(timezone.now())
    meeting = coming.first()
    if meeting is None:
        raise PermissionDenied
    moved = services.remind_in_a_minute(meeting, actor=request.user)
    due_at = moved.starts_here - timedelta(hours=2)
    if due_at - timezone.now() < timedelta(minutes=2):
        said = _("Pertemuan dimajukan: pengingat dua jam sebelumnya keluar dalam satu menit.")
    else:
        said = _(
            "Sekarang jam tenang di sini: pengingat dua jam sebelumnya keluar pukul %(hour)s."
            " Jam tenang dapat diubah dari halaman ini."
        ) % {"hour": said_time(due_at.time(), moved.zone)}
    messages.success(request, said)
    return redirect("notifications:of_meeting", pk=meeting.pk)


@require_safe
def caught_mail(request: SignedInRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    mails = list(catcher.newest(Path(settings.MAIL_CATCHER_DIR)))
    return render(request, "notifications/caught_mail.html", {"mails": mails})
