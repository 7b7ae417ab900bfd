"""The papers of payments: the list to sign, receipts, and what became of the money."""

from typing import Any

from django.utils.translation import gettext_lazy

from accounts.access import Can
from papers.kinds import PaperKind, register
from stipends.models import Run
from stipends.papers.lists import list_facts, list_title
from stipends.papers.recaps import recap_facts, recap_title
from stipends.papers.subjects import (
    PersonYear,
    RegionYear,
    RunPart,
    Settled,
    Voucher,
    find_part,
    find_settled,
    find_voucher,
    find_year,
    find_year_list,
    whole,
)
from stipends.papers.vouchers import (
    settlement_facts,
    settlement_title,
    voucher_facts,
    voucher_title,
    vouchers_facts,
    vouchers_title,
)
from stipends.papers.year_lists import size_of_year, year_list_facts, year_list_title
from stipends.papers.years import year_facts, year_title

LIST = "stipends.list"
VOUCHER = "stipends.voucher"
VOUCHERS = "stipends.vouchers"
SETTLEMENT = "stipends.settlement"
RUN_RECAP = "stipends.run_recap"
PERSON_YEAR = "stipends.person_year"
YEAR_LIST = "stipends.year_list"


def register_kinds() -> None:
    """Register them all; called once, when the apps are ready."""
    for kind in _KINDS:
        register(kind)


_RIGHTS: dict[str, Any] = {"can": Can.KEEP_STIPENDS, "audience": Can.READ_STIPENDS}
_KINDS = (
    PaperKind(
        name=LIST,
        label=gettext_lazy("Daftar penerimaan honorarium"),
        template="stipend_list",
        number="{sequence:03d}/DPH/{region}/{month}/{year}",
        model=None,
        find=find_part,
        facts=list_facts,
        size=lambda part: part.size,
        title=list_title,
        **_RIGHTS,
    ),
    PaperKind(
        name=VOUCHER,
        label=gettext_lazy("Kuitansi honorarium"),
        template="stipend_voucher",
        number="{sequence:03d}/KW/{region}/{month}/{year}",
        model=None,
        find=find_voucher,
        facts=voucher_facts,
        title=voucher_title,
        **_RIGHTS,
    ),
    PaperKind(
        name=VOUCHERS,
        label=gettext_lazy("Kuitansi honorarium, semua penerima"),
        template="stipend_voucher",
        number="{sequence:03d}/KWS/{region}/{month}/{year}",
        model=None,
        find=find_part,
        facts=vouchers_facts,
        size=lambda part: part.size,
        title=vouchers_title,
        **_RIGHTS,
    ),
    PaperKind(
        name=SETTLEMENT,
        label=gettext_lazy("Kuitansi kekurangan honorarium"),
        template="stipend_voucher",
        number="{sequence:03d}/KWK/{region}/{month}/{year}",
        model=None,
        once=True,  # it tells of the day on which the person signed
        find=find_settled,
        facts=settlement_facts,
        title=settlement_title,
        **_RIGHTS,
    ),
    PaperKind(
        name=RUN_RECAP,
        label=gettext_lazy("Rekapitulasi pembayaran honorarium"),
        template="stipend_recap",
        number="{sequence:03d}/RPH/{region}/{month}/{year}",
        model=Run,
        facts=recap_facts,
        size=lambda run: run.line_count,
        title=recap_title,
        **_RIGHTS,
    ),
    PaperKind(
        name=PERSON_YEAR,
        label=gettext_lazy("Rekapitulasi penerimaan seseorang"),
        template="stipend_year",
        number="{sequence:03d}/RPO/{region}/{month}/{year}",
        model=None,
        find=find_year,
        facts=year_facts,
        title=year_title,
        **_RIGHTS,
    ),
    PaperKind(
        name=YEAR_LIST,
        label=gettext_lazy("Rekapitulasi penerimaan setahun"),
        template="stipend_year_list",
        number="{sequence:03d}/RPT/{region}/{month}/{year}",
        model=None,
        find=find_year_list,
        facts=year_list_facts,
        size=size_of_year,
        title=year_list_title,
        **_RIGHTS,
    ),
)

__all__ = [
    "LIST",
    "PERSON_YEAR",
    "RUN_RECAP",
    "SETTLEMENT",
    "VOUCHER",
    "VOUCHERS",
    "YEAR_LIST",
    "PersonYear",
    "RegionYear",
    "RunPart",
    "Settled",
    "Voucher",
    "register_kinds",
    "whole",
]
