"""Pages on which the invited answer: by a signed link without an account, or as themselves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.brakes import Brake
from accounts.models import User
from accounts.requests import SignedInRequest
from common.errors import TooManyTries
from common.forms import apply
from common.pages import form_page
from meetings import services
from meetings.forms import AnswerByNameForm, AnswerForm
from meetings.models import Meeting
from people.services import own_person

# Many phones share one address here: so many are no slips of the finger any more.
GUESSES = Brake("invitation-keys", misses=30, seconds=15 * 60)
NAMES = Brake("invitation-names", misses=60, seconds=15 * 60)
OWN = 50


@login_not_required
@never_cache
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Let the one whom the link was sent to answer; opening it changes nothing."""
    _refuse_many(GUESSES, request)
    invited = services.invited_of_key(key)
    if invited is None:
        GUESSES.miss(request)
        return _unknown(request)
    row = invited.row
    form = AnswerForm(request.POST or None, initial=row.as_given() if row else {})
    if services.is_open(invited.meeting, timezone.now()):
        user = _themselves(request, invited)
        answered = apply(
            form, lambda: services.answer_invitation(invited, **form.cleaned_data, user=user)
        )
        if answered is not None:
            messages.success(request, _("Terima kasih. Jawaban Ibu/Bapak sudah dicatat."))
            return redirect("meetings:answer", key)
    context = {"invited": invited, "row": row}
    return _page(request, invited.meeting, form, **context)


@login_not_required
@never_cache
def answer_by_name(request: HttpRequest, key: str) -> HttpResponse:
    """Let whoever has the group's link answer by name and number; it says of nobody if invited."""
    _refuse_many(GUESSES, request)
    _refuse_many(NAMES, request)
    meeting = services.meeting_of_key(key)
    if meeting is None:
        GUESSES.miss(request)
        return _unknown(request)
    form = AnswerByNameForm(request.POST or None)
    if services.is_open(meeting, timezone.now()):
        known = apply(form, lambda: services.answer_by_name(meeting, **form.cleaned_data))
        if known is False:
            NAMES.miss(request)
        if known is not None:
            messages.success(request, _("Terima kasih. Jawaban Ibu/Bapak sudah dicatat."))
            return redirect("meetings:answer_by_name", key)
    return _page(request, meeting, form)


@require_safe
def own_invitations(request: SignedInRequest) -> HttpResponse:
    """Show the coming meetings that invite the reader, each with the page to answer on."""
    person = own_person(request.user)
    if person is None:
        return render(request, "meetings/own_invitations.html", {"rows": []})
    meetings = services.meetings_inviting(person)[:OWN]
    rows = [(meeting, services.key_of_person(meeting, person.pk)) for meeting in meetings]
    return render(request, "meetings/own_invitations.html", {"rows": rows})


def _themselves(request: HttpRequest, invited: services.Invited) -> User | None:
    """Return the user, if it is the invited who is signed in."""
    user = request.user
    if invited.person is None or not isinstance(user, User):
        return None
    return user if invited.person.user_id == user.pk else None


def _refuse_many(brake: Brake, request: HttpRequest) -> None:
    wait = brake.wait(request)
    if wait:
        words = _("Terlalu banyak percobaan. Coba lagi %(minutes)d menit lagi.")
        raise TooManyTries("too_many_answers", words % {"minutes": -(-wait // 60)}, wait=wait)


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "meetings/answer_unknown.html", status=404)


def _page(request: HttpRequest, meeting: Meeting, form: BaseForm, **context: Any) -> HttpResponse:
    now = timezone.now()
    context |= {"meeting": meeting, "is_open": services.is_open(meeting, now)}
    response = form_page(request, "meetings/answer.html", form, **context)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
