"""What the pages of this app share: bound forms, lists by key, states in words."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.forms import BaseForm, Form, HiddenInput
from django.http import HttpResponse
from django.shortcuts import render
from django_filters import FilterSet

from accounts.requests import SignedInRequest
from common.dates import first_day, last_day
from wksbm.models import Decree, DecreeState
from wksbm.rules import Change, DecreeFacts, decree_state, term_in_words, tone_of

PAGE = 50


class Badge(NamedTuple):
    text: str
    tone: str


def bound(request: SignedInRequest) -> dict[str, Any]:
    """Return what a form takes when the page was sent; nothing when it was opened."""
    if request.method != "POST":
        return {}
    return {"data": request.POST, "files": request.FILES}


def prefilled(request: SignedInRequest) -> dict[str, str]:
    """Return what the link to a form has filled in already; the reader may change it all."""
    known = ("post", "since", "tie_to_head", "enacted_on")
    return {name: request.GET[name][:40] for name in known if name in request.GET}


def form_page(
    request: SignedInRequest, template: str, form: BaseForm, **context: Any
) -> HttpResponse:
    """Show the form; one that was refused answers 422."""
    status = 422 if form.errors else 200
    return render(request, f"wksbm/{template}.html", {"form": form, **context}, status=status)


def page_of(
    request: SignedInRequest, rows: QuerySet[Any], size: int = PAGE
) -> tuple[list[Any], dict[str, str]]:
    """Return one page of the rows, newest first, and the addresses of the next and the first."""
    after = request.GET.get("after", "")
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[: size + 1])
    query = request.GET.copy()
    query.pop("after", None)
    first = f"?{query.urlencode()}" if after else ""
    following = ""
    if len(found) > size:
        query["after"] = str(found[size - 1].pk)
        following = f"?{query.urlencode()}"
    return found[:size], {"next_url": following, "first_url": first}


def shown_form(filters: FilterSet, *names: str) -> Form:
    """Return the form of the filters with these fields to fill in; the others ride along."""
    form: Form = filters.form
    for name, field in form.fields.items():
        if name not in names:
            field.widget = HiddenInput()
    return form


def badge(state: str) -> Badge:
    return Badge(str(DecreeState(state).label), tone_of(state))


def badge_of(decree: Decree | None, on: date) -> Badge:
    """Return the state of a decree whose `changes_suffered` are fetched; None is awaited."""
    if decree is None:
        return badge(DecreeState.AWAITED)
    changes = tuple(
        Change(change.kind, change.effective_on) for change in decree.changes_suffered.all()
    )
    start = decree.effective_from or decree.enacted_on
    return badge(decree_state(DecreeFacts(start, decree.valid_until, changes), on))


def words_of(row: Any) -> str:
    """Say the term of a decree, a seat or a membership."""
    return term_in_words(first_day(row.term), last_day(row.term))


def whole_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
