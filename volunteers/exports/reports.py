"""Who serves in a month, with the report or the lack of it, as a spreadsheet."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spreadsheets.exporting.columns import Column, Kind, chosen, place_columns
from spreadsheets.exporting.lists import ListExport, register_list
from volunteers.filters.reports import ReportDueFilter
from volunteers.models import ActivityReport, Appointment


def register_lists() -> None:
    register_list(REPORTS)


def _state(status: Any) -> str:
    return str(ActivityReport.Status(status).label) if status else _("Belum ada")


REPORTS = ListExport(
    key="activity-reports",
    title=gettext_lazy("Laporan kegiatan bulanan"),
    queryset=Appointment.objects.visible_to,
    filterset_class=ReportDueFilter,
    columns=[
        *place_columns(),
        Column(gettext_lazy("Nama"), "person__name"),
        Column(gettext_lazy("Pilar"), "pillar__short_name"),
        Column(gettext_lazy("Nomor anggota"), "number"),
        Column(gettext_lazy("Honor"), "honorarium", say=chosen(Appointment.Honorarium)),
        Column(gettext_lazy("Bulan"), "monthly__month", Kind.DATE),
        Column(gettext_lazy("Laporan"), "report_status", say=_state),
        Column(gettext_lazy("Diajukan"), "monthly__submitted_at", Kind.INSTANT),
        Column(gettext_lazy("Ditandatangani tanggal"), "monthly__signed_on", Kind.DATE),
        Column(gettext_lazy("Ditandatangani oleh"), "monthly__signed_by"),
        Column(gettext_lazy("Jabatannya"), "monthly__signed_as"),
    ],
)
