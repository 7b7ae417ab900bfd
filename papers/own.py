"""Papers that belong to no single app: what stands in them is given by whoever issues them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.access import Can
from papers.kinds import PaperKind, register
from papers.signers import Signer

HANDOVER = "handover"


@dataclass(frozen=True)
class InvitationCard:
    """One card: whom it invites as what, and the link that lets in once. Never kept."""

    name: str
    role: str
    village: str
    link: str
    valid_until: str


@dataclass(frozen=True)
class Party:
    name: str
    role: str


@dataclass(frozen=True)
class HandedOver:
    """A line of what changes hands: "64 desa", with a note."""

    name: str
    note: str = ""


@dataclass(frozen=True)
class Handover:
    """What a record of handover says. Days are already in words."""

    giver: Party
    receiver: Party
    role: str
    region: str
    day: str
    place: str
    from_day: str
    items: Sequence[HandedOver]
    signers: Sequence[Signer]
    note: str = ""

    def as_facts(self) -> dict[str, Any]:
        return {
            "giver": vars(self.giver),
            "receiver": vars(self.receiver),
            "role": self.role,
            "region": self.region,
            "day": self.day,
            "place": self.place,
            "from_day": self.from_day,
            "items": [vars(item) for item in self.items],
            "note": self.note,
            "signers": [signer.as_facts() for signer in self.signers],
            "place_and_date": f"{self.place}, {self.day.split(', ')[-1]}",
        }


def register_kinds() -> None:
    register(
        PaperKind(
            name=HANDOVER,
            label=_("Berita acara serah terima"),
            template="handover",
            number="{sequence:03d}/BA-ST/{region}/{month}/{year}",
            can=Can.INVITE_USERS,
            audience=Can.INVITE_USERS,
        )
    )
