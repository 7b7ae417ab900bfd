"""The silent bodies, and every body's month, as spreadsheets."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Can
from accounts.models import User
from common.dates import today
from meetings.summaries import months_since
from portal.summary.filters import MonthFilter, SilenceFilter
from spreadsheets.exporting.columns import Column, Kind, chosen, place_columns
from spreadsheets.exporting.lists import ListExport, register_list
from wksbm.models import Wksbm


def register_lists() -> None:
    register_list(SILENCE)
    register_list(MONTHLY)


def _overseen(user: User) -> QuerySet[Any]:
    bodies: QuerySet[Any] = Wksbm.objects.where_may(user, Can.OVERSEE)
    return bodies


def _months(last_met: date) -> int:
    return months_since(last_met, today())


BODY = [
    *place_columns(),
    Column(_("Nama WKSBM"), "name"),
    Column(_("Tingkat"), "level", say=chosen(Wksbm.Level)),
    Column(_("Dusun atau RW"), "unit"),
]
RECORD = [
    Column(_("Pertemuan terlaksana"), "held", Kind.NUMBER),
    Column(_("Direncanakan, tidak jadi"), "dropped", Kind.NUMBER),
    Column(_("Lewat, belum dicatat"), "unlogged", Kind.NUMBER),
    Column(_("Terakhir bertemu"), "last_met", Kind.DATE),
]
ORDER = ("region_id", "name", "pk")

SILENCE = ListExport(
    key="silence",
    title=_("WKSBM yang lama tidak bertemu"),
    queryset=_overseen,
    filterset_class=SilenceFilter,
    can=Can.OVERSEE,
    order=ORDER,
    columns=[
        *BODY,
        *RECORD,
        Column(_("Bulan tanpa pertemuan"), "last_met", Kind.NUMBER, say=_months),
        Column(_("Pertemuan berikutnya"), "next_on", Kind.DATE),
    ],
)

MONTHLY = ListExport(
    key="monthly",
    title=_("Laporan bulanan pertemuan WKSBM"),
    queryset=_overseen,
    filterset_class=MonthFilter,
    can=Can.OVERSEE,
    order=ORDER,
    columns=[
        *BODY,
        *RECORD,
        Column(_("Yang hadir"), "came", Kind.NUMBER),
        Column(_("Di antaranya perempuan"), "women", Kind.NUMBER),
    ],
)
