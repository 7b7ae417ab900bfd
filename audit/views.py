"""Who looked at what is sensitive, whose data one person saw, and the history of an account."""

from datetime import datetime, time, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can, may
from accounts.models import Grant, User
from accounts.requests import SignedInRequest
from audit import services
from audit.filters import LookFilter
from audit.forms import PeriodForm
from audit.models import SensitiveLook
from common.dates import today
from common.errors import NotAllowed

PAGE = 50
FIRST_VIEW = timedelta(days=30)


@require_safe
def looks(request: SignedInRequest) -> HttpResponse:
    """Show who looked at what, in the regions whose history the reader may read."""
    if not may(request.user, Can.READ_HISTORY):
        raise NotAllowed("not_allowed", _("Halaman ini untuk pengawas."))
    found = services.looks_shown_to(request.user).select_related("user", "region")
    typed = request.GET.get("q", "").strip()
    found = LookFilter(request.GET, found).qs
    page = Paginator(found.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    words = services.words_of(rows)
    lines = [{"look": look, "words": _line(look, words)} for look in rows]
    return render(request, "audit/looks.html", {"page": page, "lines": lines, "q": typed})


@require_safe
def looks_of_user(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show whose data one person saw in a period: what a report of a breach must say."""
    user = _watched(request, pk)
    on = today()
    asked = {"since": on - FIRST_VIEW, "until": on}
    form = PeriodForm(request.GET if request.GET else asked)
    seen = []
    if form.is_valid():
        facts = form.cleaned_data
        seen = services.seen_by(
            user,
            since=_start(facts["since"]),
            until=_start(facts["until"] + timedelta(days=1)),
            looks=services.looks_shown_to(request.user),
        )
    people = sorted({name for one in seen for name in one.people})
    context = {"person": user, "form": form, "seen": seen, "people": people}
    return render(request, "audit/looks_of_user.html", context)


@require_safe
def user_history(request: SignedInRequest, pk: int) -> HttpResponse:
    user = _watched(request, pk)
    sees_page = User.objects.visible_to(request.user).filter(pk=pk).exists()
    context = {
        "title": str(user),
        "back_url": reverse("accounts:show_user", args=[pk]) if sees_page else "",
        "changes": services.history_of_user(user, actor=request.user),
    }
    return render(request, "audit/history.html", context)


def _watched(request: SignedInRequest, pk: int) -> User:
    """Return a user with a role where the reader may read the history; others do not exist."""
    grants = Grant.objects.where_may(request.user, Can.READ_HISTORY).filter(user=pk)
    grant = grants.select_related("user").first()
    if grant is None:
        raise Http404
    return grant.user


def _start(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _line(look: SensitiveLook, words: dict[tuple[str, str], str]) -> dict[str, str]:
    return {
        "record": words[look.record_model, look.record_key],
        "at": services.said_instant(look.at, look.region),
    }
