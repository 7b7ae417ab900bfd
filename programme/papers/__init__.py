"""The books on paper: the year's work plan, the agenda of letters, the guest book."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy

from accounts.access import Can
from papers.kinds import PaperKind, register
from programme.models import Book
from programme.papers import guests, letters, plan

WORK_PLAN = "programme.work_plan"
LETTER_AGENDA = "programme.letter_agenda"
GUEST_BOOK = "programme.guest_book"
PAPER_OF = {
    Book.Kind.PLAN: WORK_PLAN,
    Book.Kind.LETTERS_IN: LETTER_AGENDA,
    Book.Kind.LETTERS_OUT: LETTER_AGENDA,
    Book.Kind.GUESTS: GUEST_BOOK,
}


def register_kinds() -> None:
    """Register them all; called once, when the apps are ready."""
    _register(WORK_PLAN, gettext_lazy("Rencana kerja tahunan"), "work_plan", "RK", plan.facts)
    _register(
        LETTER_AGENDA, gettext_lazy("Buku agenda surat"), "letter_agenda", "BAS", letters.facts
    )
    _register(GUEST_BOOK, gettext_lazy("Buku tamu"), "guest_book", "BT", guests.facts)


def _register(
    name: str, label: Any, template: str, mark: str, facts: Callable[[Book], dict[str, Any]]
) -> None:
    register(
        PaperKind(
            name=name,
            label=label,
            template=template,
            number=f"{{sequence:03d}}/{mark}/{{region}}/{{month}}/{{year}}",
            can=Can.KEEP_BOOKS,
            model=Book,
            facts=facts,
            title=lambda book: f"{book.get_kind_display()} {book.year}, {book.host_name}",
        )
    )
