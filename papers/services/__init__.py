"""Issuing, reprinting, withdrawing and checking papers; letterheads; cards that are not kept."""

from papers.services.cards import render_invitation_cards
from papers.services.checking import Verdict, verify_paper
from papers.services.issuing import (
    issue_paper,
    open_paper,
    subject_named,
    withdraw_paper,
)
from papers.services.letterheads import (
    Kop,
    kop_of,
    preview_letterhead,
    save_letterhead,
    shown_lines,
)

__all__ = [
    "Kop",
    "Verdict",
    "issue_paper",
    "kop_of",
    "open_paper",
    "preview_letterhead",
    "render_invitation_cards",
    "save_letterhead",
    "shown_lines",
    "subject_named",
    "verify_paper",
    "withdraw_paper",
]
