"""Printing what a meeting needs on paper."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import Can
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from meetings.models import Meeting
from meetings.papers import ATTENDANCE_SHEET, INVITATION
from papers.services import issue_paper


@require_POST
def print_invitation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, can=Can.PLAN_MEETINGS, pk=pk)
    return redirect(issue_paper(INVITATION, meeting, actor=request.user))


@require_POST
def print_attendance_sheet(request: SignedInRequest, pk: UUID) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, can=Can.LOG_MEETINGS, pk=pk)
    return redirect(issue_paper(ATTENDANCE_SHEET, meeting, actor=request.user))
