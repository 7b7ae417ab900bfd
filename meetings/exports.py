"""Meetings as a spreadsheet."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from meetings.filters import MeetingListFilter
from meetings.models import Attendance, Meeting
from regions.codes import Zone
from spreadsheets.exporting.columns import Column, Kind, chosen, place_columns
from spreadsheets.exporting.lists import ListExport, register_list


def register_lists() -> None:
    register_list(MEETINGS)


def _clock(at: time) -> str:
    return time_format(at, "H.i")


def _present(**which: Any) -> Coalesce:
    marks = Attendance.objects.filter(meeting=OuterRef("pk"), present=True, **which).order_by()
    return Coalesce(Subquery(marks.values("meeting").annotate(n=Count("pk")).values("n")), 0)


MEETINGS = ListExport(
    key="meetings",
    title=_("Daftar pertemuan"),
    queryset=Meeting.objects.visible_to,
    filterset_class=MeetingListFilter,
    order=("-starts_at", "-pk"),
    columns=[
        *place_columns(),
        Column(_("Nama WKSBM"), "wksbm__name"),
        Column(_("Acara"), "purpose"),
        Column(_("Tempat"), "place"),
        Column(_("Tanggal"), "on", Kind.DATE),
        Column(_("Pukul"), "at", say=_clock),
        Column(_("Zona waktu"), "zone", say=chosen(Zone)),
        Column(_("Keadaan"), "status", say=chosen(Meeting.Status)),
        Column(_("Alasan batal"), "cancelled_because"),
        Column(_("Hadir"), _present(person__isnull=False), Kind.NUMBER),
        Column(_("Jumlah tamu"), F("guests") + _present(person=None), Kind.NUMBER),
        Column(_("Yang dibahas"), "discussed"),
        Column(_("Yang diputuskan"), "decided"),
        Column(_("Dicatat oleh"), "logged_by__name"),
        Column(_("Dicatat pada"), "logged_at", Kind.INSTANT),
    ],
)
