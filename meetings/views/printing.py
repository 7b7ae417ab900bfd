"""Printing what a meeting needs on paper, before and after."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import Can
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from meetings.models import Meeting
from meetings.papers import ATTENDANCE_LIST, ATTENDANCE_SHEET, INVITATION, MINUTES, RECORD
from papers.services import issue_paper


@require_POST
def print_invitation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, can=Can.PLAN_MEETINGS, pk=pk)
    return redirect(issue_paper(INVITATION, meeting, actor=request.user))


@require_POST
def print_attendance_sheet(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return _printed(ATTENDANCE_SHEET, request, pk)


@require_POST
def print_attendance_list(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return _printed(ATTENDANCE_LIST, request, pk)


@require_POST
def print_minutes(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return _printed(MINUTES, request, pk)


@require_POST
def print_record(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return _printed(RECORD, request, pk)


def _printed(kind: str, request: SignedInRequest, pk: UUID) -> HttpResponse:
    meeting = visible_or_404(Meeting, request.user, can=Can.LOG_MEETINGS, pk=pk)
    return redirect(issue_paper(kind, meeting, actor=request.user))
