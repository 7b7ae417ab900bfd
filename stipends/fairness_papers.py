"""The paper of fairness: a year of a region in numbers, and no person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from accounts.access import Can
from papers.kinds import PaperKind, register
from papers.signers import Signer
from stipends.fairness_scope import FairYear, find_year
from stipends.services.fairness import Group
from stipends.words import said_rupiah
from volunteers.papers.heads import head_of

FAIRNESS = "stipends.fairness"


def register_kind() -> None:
    register(
        PaperKind(
            name=FAIRNESS,
            label=gettext_lazy("Rekap keadilan honorarium"),
            template="stipend_fairness",
            number="{sequence:03d}/RKH/{region}/{month}/{year}",
            can=Can.READ_STIPENDS,
            model=None,
            find=find_year,
            facts=fairness_facts,
            title=lambda found: f"Rekap keadilan honorarium {found.year}, {found.region.full_name}",
            audience=Can.READ_STIPENDS,
        )
    )


def fairness_facts(found: FairYear) -> dict[str, Any]:
    """Return the year's figures: by pillar, kecamatan and village, who serves unpaid, outliers."""
    figures = found.figures()
    return {
        "place": found.region.path,
        "year": str(found.year),
        "total": _said(figures.total),
        "pillars": [_said(group) for group in figures.pillars],
        "districts": [_said(group) for group in figures.districts],
        "villages": [_said(group) for group in figures.villages],
        "institutions": [one._asdict() for one in found.institutions()],
        "outliers": [
            {"name": str(sort.label), "number": number} for sort, number in figures.counts.items()
        ],
        "signers": [Signer(title=head_of(found.region)).as_facts()],
        "written_at": found.region.name,
    }


def _said(group: Group) -> dict[str, Any]:
    """Return a group with its money in words: "-" where nobody is paid."""
    names = ("name", "posts", "paid", "unpaid_serving", "attended", "duties", "hours", "reports")
    sums = ("amount", "by_others", "least", "median", "most")
    money = {name: said_rupiah(getattr(group, name)).removeprefix("Rp") or "-" for name in sums}
    return {name: getattr(group, name) for name in names} | money
