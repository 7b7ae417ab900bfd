"""Who changed what of a meeting or of the rule that it follows."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import Can
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from audit.services import history_of
from meetings.models import Meeting, Series


@require_safe
def history(request: SignedInRequest, pk: UUID) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, can=Can.READ_HISTORY, pk=pk)
    context = {
        "title": meeting.purpose,
        "back_url": meeting.get_absolute_url(),
        "changes": history_of(meeting, actor=request.user),
    }
    return render(request, "audit/history.html", context)


@require_safe
def series_history(request: SignedInRequest, pk: int) -> HttpResponse:
    series = visible_or_404(Series, request.user, can=Can.READ_HISTORY, pk=pk)
    context = {
        "title": series.purpose,
        "back_url": reverse("meetings:series", args=[pk]),
        "changes": history_of(series, actor=request.user),
    }
    return render(request, "audit/history.html", context)
