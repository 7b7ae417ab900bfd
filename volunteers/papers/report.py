"""The monthly report on paper: filled in, or with empty rows for who writes by hand."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Can
from common.errors import RuleBroken
from papers.kinds import PaperKind, register
from papers.signers import Signer
from volunteers.models import ActivityReport
from volunteers.months import said_month
from volunteers.papers.heads import head_of
from volunteers.words import said_length

ACTIVITY_REPORT = "volunteers.activity_report"
BLANK_REPORT = "volunteers.blank_report"
EMPTY_ROWS = 12  # by hand, on one sheet of A4
DOTS = "............................."


def register_kinds() -> None:
    register(
        PaperKind(
            name=ACTIVITY_REPORT,
            label=gettext_lazy("Laporan kegiatan bulanan"),
            template="activity_report",
            number="{sequence:03d}/LKB/{region}/{month}/{year}",
            can=Can.CONFIRM_WORK,
            model=ActivityReport,
            facts=report_facts,
            title=lambda report: f"Laporan kegiatan bulanan, {said_month(report.month)}",
        )
    )
    register(
        PaperKind(
            name=BLANK_REPORT,
            label=gettext_lazy("Laporan kegiatan, kosong"),
            template="activity_report",
            number="{sequence:03d}/LKB-K/{region}/{month}/{year}",
            can=Can.CONFIRM_WORK,
            model=ActivityReport,
            facts=blank_facts,
            title=lambda report: f"Laporan kegiatan bulanan, {said_month(report.month)}",
        )
    )


def report_facts(report: ActivityReport) -> dict[str, Any]:
    """Return what the report says, by day. Raises report_empty."""
    entries = list(report.entries.order_by("on", "pk"))
    if not entries:
        raise RuleBroken(
            "report_empty",
            _("Laporan ini belum berisi kegiatan. Untuk diisi tangan, cetak yang kosong."),
        )
    minutes = sum(entry.minutes or 0 for entry in entries)
    return {
        **_heading(report),
        "by_hand": False,
        "rows": [
            {
                "day": date_format(entry.on, "l, j"),
                "activity": entry.activity,
                "place": entry.place,
                "length": said_length(entry.minutes) if entry.minutes else "",
            }
            for entry in entries
        ],
        "total": f"{len(entries)} kegiatan, {said_length(minutes)}",
        "place_and_date": f"{report.region.name}, {DOTS}",
    }


def blank_facts(report: ActivityReport) -> dict[str, Any]:
    """Return the same sheet with empty rows."""
    empty = {"day": "", "activity": "", "place": "", "length": ""}
    return {
        **_heading(report),
        "by_hand": True,
        "rows": [empty] * EMPTY_ROWS,
        "total": "",
        "place_and_date": f"{report.region.name}, {DOTS}",
    }


def _heading(report: ActivityReport) -> dict[str, Any]:
    appointment = report.appointment
    name = appointment.person.name
    head = Signer(title=head_of(report.region), above="Mengetahui,")
    return {
        "name": name,
        "pillar": appointment.pillar.name,
        "number": appointment.number,
        "area": appointment.area.full_name,
        "month": said_month(report.month),
        # Whoever heads the village that day signs with the own name: a printed one may be the last.
        "signers": [head.as_facts(), Signer(title="Relawan,", name=name).as_facts()],
    }
