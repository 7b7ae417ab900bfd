"""Cards that let somebody in: a secret is on them, so they are rendered and never kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django.utils import timezone

from accounts.access import Can, require
from accounts.models import User
from papers.own import InvitationCard
from papers.rendering import qr_svg, render_pdf
from papers.services.letterheads import kop_of
from papers.words import tidy
from regions.models import Region


def render_invitation_cards(
    cards: Sequence[InvitationCard], *, region: Region, actor: User
) -> bytes:
    """Return a PDF with four cards on a sheet of the region's office, to be streamed at once."""
    require(actor, Can.INVITE_USERS, on=region)
    drawn = [{**tidy(asdict(card)), "qr": qr_svg(card.link)} for card in cards]
    data = {
        "facts": {"cards": drawn},
        "letterhead": kop_of(region).as_data(),
        "paper": {"title": "Kartu undangan masuk WKSBM"},
    }
    return render_pdf("invitation_cards", data, at=timezone.now())
