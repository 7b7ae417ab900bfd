"""Every post of a year with what it is paid and what it serves, as a spreadsheet."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Can
from accounts.models import User
from spreadsheets.exporting.columns import Column, Kind, chosen, place_columns
from spreadsheets.exporting.lists import ListExport, register_list
from stipends.filters.fairness import FairnessFilter
from volunteers.models import Appointment


def register() -> None:
    register_list(FAIRNESS)


def _seen(user: User) -> QuerySet[Any]:
    found: QuerySet[Any] = Appointment.objects.where_may(user, Can.READ_STIPENDS)
    return found


def _hours(minutes: int) -> int:
    return minutes // 60


FAIRNESS = ListExport(
    key="stipend-fairness",
    title=_("Honorarium dan layanan"),
    queryset=_seen,
    filterset_class=FairnessFilter,
    can=Can.READ_STIPENDS,
    order=("region_id", "pillar__short_name", "person__bare_name", "pk"),
    columns=[
        *place_columns(),
        Column(_("Pilar"), "pillar__short_name"),
        Column(_("Nama"), "person__name"),
        Column(_("Honor menurut SK"), "honorarium", say=chosen(Appointment.Honorarium)),
        Column(_("Diterima dari proses di sini (Rp)"), "paid_here", Kind.MONEY),
        Column(_("Diterima dari pihak lain (Rp)"), "by_others", Kind.MONEY),
        Column(_("Jumlah (Rp)"), "amount", Kind.MONEY),
        Column(_("Rapat dihadiri"), "attended", Kind.NUMBER),
        Column(_("Tugas disahkan"), "duties", Kind.NUMBER),
        Column(_("Jam disahkan"), "minutes", Kind.NUMBER, say=_hours),
        Column(_("Laporan bertanda tangan"), "signed", Kind.NUMBER),
    ],
)
