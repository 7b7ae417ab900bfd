"""Who changed what of organisations, qualifications and trainings, for those who may read it."""

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import Can
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from audit.services import history_of
from volunteers.models import OfficeHolder, Organisation, Qualification, Training


@require_safe
def organisation_history(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = visible_or_404(Organisation, request.user, can=Can.READ_HISTORY, pk=pk)
    return _page(request, organisation, organisation.name, organisation.get_absolute_url())


@require_safe
def office_history(request: SignedInRequest, pk: int) -> HttpResponse:
    office = visible_or_404(OfficeHolder, request.user, can=Can.READ_HISTORY, pk=pk)
    return _page(request, office, str(office), office.organisation.get_absolute_url())


@require_safe
def qualification_history(request: SignedInRequest, pk: int) -> HttpResponse:
    held = visible_or_404(Qualification, request.user, can=Can.READ_HISTORY, pk=pk)
    return _page(request, held, str(held), reverse("volunteers:qualifications"))


@require_safe
def training_history(request: SignedInRequest, pk: int) -> HttpResponse:
    training = visible_or_404(Training, request.user, can=Can.READ_HISTORY, pk=pk)
    return _page(request, training, training.title, training.get_absolute_url())


def _page(request: SignedInRequest, record: Model, title: str, back_url: str) -> HttpResponse:
    context = {
        "title": title,
        "back_url": back_url,
        "changes": history_of(record, actor=request.user),
    }
    return render(request, "audit/history.html", context)
