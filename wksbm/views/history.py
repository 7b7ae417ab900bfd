"""Who changed what, when: for those who may read the history."""

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from audit.services import history_of
from wksbm.models import Decree, Membership, Seat, Wksbm


@require_safe
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    wksbm = visible_or_404(Wksbm, request.user, can=Can.READ_HISTORY, pk=pk)
    return _page(request, wksbm, wksbm.name, wksbm.get_absolute_url())


@require_safe
def decree_history(request: SignedInRequest, pk: int) -> HttpResponse:
    decree = visible_or_404(Decree, request.user, can=Can.READ_HISTORY, pk=pk)
    return _page(request, decree, _("SK %(n)s") % {"n": decree.number}, decree.get_absolute_url())


@require_safe
def seat_history(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = visible_or_404(Seat, request.user, can=Can.READ_HISTORY, pk=pk)
    return _page(request, seat, str(seat), reverse("wksbm:wksbm", args=[seat.wksbm_id]))


@require_safe
def membership_history(request: SignedInRequest, pk: int) -> HttpResponse:
    membership = visible_or_404(Membership, request.user, can=Can.READ_HISTORY, pk=pk)
    back_url = reverse("wksbm:wksbm", args=[membership.wksbm_id])
    return _page(request, membership, str(membership.person), back_url)


def _page(request: SignedInRequest, record: Model, title: str, back_url: str) -> HttpResponse:
    context = {
        "title": title,
        "back_url": back_url,
        "changes": history_of(record, actor=request.user),
    }
    return render(request, "audit/history.html", context)
