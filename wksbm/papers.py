"""What the extract of a decree says: of the lines in its annex, those of one village alone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Can
from common.dates import first_day, last_day, today
from papers.kinds import PaperKind, register
from papers.signers import Signer
from papers.words import said_day
from wksbm.models import Decree, DecreeState, Mandate, Seat
from wksbm.rules import Change, DecreeFacts, decree_state, term_in_words

DECREE_EXTRACT = "wksbm.decree_extract"


def register_kinds() -> None:
    register(
        PaperKind(
            name=DECREE_EXTRACT,
            label=gettext_lazy("Kutipan keputusan"),
            template="decree_extract",
            number="{sequence:03d}/KTP-SK/{region}/{month}/{year}",
            can=Can.KEEP_DECREES,
            model=Mandate,
            facts=extract_facts,
            title=lambda mandate: f"Kutipan SK {mandate.decree.number}",
        )
    )


def extract_facts(mandate: Mandate) -> dict[str, Any]:
    """Return the decree and its lines in the mandate's village, as they are known today."""
    decree = mandate.decree
    village = mandate.region
    seats = Seat.objects.filter(decree=decree, region=village).select_related("holder", "wksbm")
    bodies = Mandate.objects.filter(decree=decree, region=village).select_related("wksbm")
    appointed = seats.order_by("wksbm__name", "pk")
    lines = [
        {
            "name": seat.holder.name,
            "post": str(seat),
            "body": seat.wksbm.name,
            "term": term_in_words(first_day(seat.term), last_day(seat.term)),
        }
        for seat in appointed
    ]
    named = {seat.wksbm_id for seat in appointed}
    lines += [
        {"name": line.wksbm.name, "post": "Badan", "body": "", "term": ""}
        for line in bodies.order_by("wksbm__name")
        if line.wksbm_id not in named
    ]
    return {
        "issuer": decree.issuer.name,
        "number": decree.number,
        "subject": decree.subject,
        "enacted_on": said_day(decree.enacted_on),
        "term": term_in_words(decree.effective_from, decree.valid_until),
        "cost_source": str(decree.get_cost_source_display()) if decree.cost_source else "",
        "signed_by": _signed_by(decree),
        "state": _state(decree),
        "village": village.full_name,
        "lines": lines,
        "written_at": village.name,
        "signers": [Signer(title=_("Yang mengutip,")).as_facts()],
    }


def _signed_by(decree: Decree) -> str:
    """Say who signed in which capacity, as it stands in the decree: "Plt. Camat Jereweh"."""
    signer = Signer(
        title=decree.issuer.name, name=decree.signed_by, capacity=decree.capacity
    ).as_facts()
    title = " ".join(signer["title"])
    return f"{decree.signed_by}, {title}" if decree.signed_by else title


def _state(decree: Decree) -> str:
    changes = tuple(
        Change(change.kind, change.effective_on) for change in decree.changes_suffered.all()
    )
    start = decree.effective_from or decree.enacted_on
    state = decree_state(DecreeFacts(start, decree.valid_until, changes), today())
    return str(DecreeState(state).label)
