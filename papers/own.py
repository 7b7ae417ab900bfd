"""Papers of no upper app: cards that let in, and the record of a handover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Can, may
from accounts.handovers import RecordAction
from accounts.models import Handover
from common.errors import RuleBroken
from papers.kinds import PaperKind, register
from papers.signers import Signer
from papers.words import said_day

HANDOVER = "handover"


@dataclass(frozen=True)
class InvitationCard:
    """One card: whom it invites as what, and the link that lets in once. Never kept."""

    name: str
    role: str
    village: str
    username: str
    link: str
    valid_until: str


def handover_facts(record: Handover) -> dict[str, Any]:
    """Return what the record says, in the words that it keeps. Raises no_paper_of_merge."""
    if record.kind != Handover.Kind.HANDOVER:
        raise RuleBroken("no_paper_of_merge", _("Penggabungan akun tidak dicetak."))
    kept = record.facts
    roles = ", ".join(dict.fromkeys(one["role"] for one in kept["roles"]))
    place = record.region.full_name
    day = date_format(record.on, "l, j F Y")
    items = [{"name": one["role"], "note": one["place"]} for one in kept["roles"]]
    items += [{"name": one["what"], "note": str(one["count"])} for one in kept["work"]]
    signers = [
        Signer("Pihak Pertama", name=kept["leaver"]),
        Signer("Pihak Kedua", name=kept["successor"]),
        Signer("Mengetahui,", name=record.made_by.name),
    ]
    return {
        "giver": {"name": kept["leaver"], "role": roles},
        "receiver": {"name": kept["successor"], "role": roles},
        "day": day,
        "from_day": said_day(record.on),
        "place": place,
        "items": items,
        "tokens": kept["tokens"],
        "links": kept["links"],
        "note": record.reason,
        "signers": [signer.as_facts() for signer in signers],
        "place_and_date": f"{place}, {said_day(record.on)}",
    }


def register_kinds() -> None:
    register(
        PaperKind(
            name=HANDOVER,
            label=gettext_lazy("Berita acara serah terima"),
            template="handover",
            number="{sequence:03d}/BA-ST/{region}/{month}/{year}",
            can=Can.INVITE_USERS,
            audience=Can.INVITE_USERS,
            model=Handover,
            facts=handover_facts,
            title=lambda record: f"Berita acara serah terima, {said_day(record.on)}",
            once=True,
        )
    )


PRINT_HANDOVER = RecordAction(
    label=gettext_lazy("Cetak berita acara"),
    url=lambda record: reverse("papers:print_handover", args=[record.pk]),
    fits=lambda record, user: (
        record.kind == Handover.Kind.HANDOVER and may(user, Can.INVITE_USERS, on=record)
    ),
)
