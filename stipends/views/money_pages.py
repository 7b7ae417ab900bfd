"""What the pages of money share: who reads it, one form on a page, tones of states."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.forms import BaseForm
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.access import Can, may
from accounts.models import User
from accounts.requests import SignedInRequest
from common.errors import NotAllowed
from common.pages import form_page
from stipends.models import Dispute, LineState
from stipends.views.pages import LINE_TONES


def refuse_strangers(user: User) -> None:
    """Refuse who reads honoraria nowhere. Raises not_allowed (403)."""
    if not may(user, Can.READ_STIPENDS):
        raise NotAllowed("not_allowed", _("Halaman ini untuk petugas honorarium."))


class Words(NamedTuple):
    """What a page with one form says: its heading and button, and the way back."""

    heading: str
    submit: str
    back_url: str
    up_label: str


def worded_page(
    request: SignedInRequest, form: BaseForm, words: Words, **context: Any
) -> HttpResponse:
    """Show one form with its words; one that was refused answers 422."""
    return form_page(request, "stipends/money/form.html", form, **words._asdict(), **context)


def tone_of(state: str) -> str:
    return LINE_TONES[LineState.State(state)]


def dispute_badge(dispute: Dispute, *, late: bool) -> tuple[str, str]:
    """Return tone and words of how a dispute stands."""
    if dispute.answered_at is not None:
        return "ok", _("Sudah dijawab")
    return ("danger", _("Lewat batas waktu")) if late else ("warn", _("Menunggu jawaban"))
