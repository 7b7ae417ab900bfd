"""What the pages of this app share: links to forms, states and terms in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.requests import SignedInRequest
from common.dates import first_day, last_day
from common.pages import Badge
from wksbm.models import Decree, DecreeState
from wksbm.rules import Change, DecreeFacts, decree_state, term_in_words, tone_of


def prefilled(request: SignedInRequest) -> dict[str, str]:
    """Return what the link to a form has filled in already; the reader may change it all."""
    known = ("post", "since", "tie_to_head", "enacted_on")
    return {name: request.GET[name][:40] for name in known if name in request.GET}


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
