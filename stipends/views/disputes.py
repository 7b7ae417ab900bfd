"""What people object to, for who answers: the nearest deadline first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, may, require
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.forms import apply
from common.pages import bound
from people.models import Person
from people.services import place_of
from stipends import services
from stipends.forms.money import AnswerDisputeForm, DisputeForm
from stipends.models import Dispute
from stipends.units import said_units
from stipends.views.money_pages import Words, dispute_badge, refuse_strangers, worded_page
from stipends.views.pages import seen_or_404
from stipends.words import said_rupiah
from volunteers.own import is_own

PAGE = 50


@require_safe
def disputes(request: SignedInRequest) -> HttpResponse:
    """List what waits for an answer, or what was answered."""
    refuse_strangers(request.user)
    seen = Dispute.objects.where_may(request.user, Can.READ_STIPENDS)
    answered = request.GET.get("answered") == "1"
    found = (
        seen.exclude(answered_at=None).order_by("-answered_at", "-pk")
        if answered
        else seen.open().order_by("due_on", "pk")
    )
    page = Paginator(found.select_related("person", "region", "line__run__scheme"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "lines": [told(one) for one in page.object_list],
        "answered": answered,
        "may_keep": may(request.user, Can.KEEP_STIPENDS),
        "overdue": seen.open().filter(due_on__lt=today()).count(),
    }
    return render(request, "stipends/money/disputes.html", context)


@require_safe
def dispute(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _dispute_or_404(request, pk))


@require_POST
def answer_dispute(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _dispute_or_404(request, pk, can=Can.KEEP_STIPENDS)
    form = AnswerDisputeForm(request.POST)
    done = apply(
        form, lambda: services.answer_dispute(row, **form.cleaned_data, actor=request.user)
    )
    if done is None:
        return _page(request, row, form)
    messages.success(request, _("Jawaban disimpan dan terbaca di halaman orangnya."))
    return redirect("stipends:disputes")


def note_dispute(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down what somebody said by word."""
    person = visible_or_404(Person, request.user, pk=pk)
    require(request.user, Can.KEEP_STIPENDS, on=place_of(person))
    form = DisputeForm(**bound(request))
    if request.method == "POST":
        made = apply(
            form,
            lambda: services.raise_dispute(
                person, line=None, **form.cleaned_data, actor=request.user
            ),
        )
        if made is not None:
            messages.success(request, _("Keberatan dicatat."))
            return redirect("stipends:dispute", made.pk)
    return worded_page(
        request,
        form,
        Words(
            _("Catat keberatan"),
            _("Simpan keberatan"),
            person.get_absolute_url(),
            person.name,
        ),
    )


def told(row: Dispute) -> dict[str, Any]:
    """Return a dispute as pages show it."""
    late = row.answered_at is None and row.due_on < today(row.region.tz)
    tone, state = dispute_badge(row, late=late)
    return {
        "dispute": row,
        "tone": tone,
        "state": state,
        "about": _about(row),
    }


def _dispute_or_404(request: SignedInRequest, pk: int, *, can: Can | None = None) -> Dispute:
    also = "person region raised_by answered_by line__run__scheme line__standing"
    return seen_or_404(Dispute, request, pk, can=can, also=also)


def _page(
    request: SignedInRequest, row: Dispute, form: AnswerDisputeForm | None = None
) -> HttpResponse:
    """Show what somebody objects to, and the form for who may answer it."""
    may_answer = (
        row.answered_at is None
        and may(request.user, Can.KEEP_STIPENDS, on=row)
        and not is_own(row.person, request.user)
    )
    context = {
        **told(row),
        "form": form,
        "answer_form": form or AnswerDisputeForm(initial={"version": row.version}),
        "may_answer": may_answer,
        "reasons": [] if row.line else services.said_left_out(row.person),
    }
    status = 422 if form else 200
    return render(request, "stipends/money/dispute.html", context, status=status)


def _about(row: Dispute) -> str:
    if row.line is None:
        return _("Tidak masuk daftar")
    words = "%(scheme)s, %(months)s, %(sum)s"
    return words % {
        "scheme": row.line.run.scheme,
        "months": said_units(row.line.units),
        "sum": said_rupiah(row.line.net),
    }
