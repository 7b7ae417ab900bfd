"""Duties, and who served on them for how long, as spreadsheets."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from regions.codes import Zone
from spreadsheets.exporting.columns import Column, Kind, chosen, place_columns, yes_no
from spreadsheets.exporting.lists import ListExport, register_list
from volunteers.filters.duties import AssignmentFilter, DutyFilter
from volunteers.models import Assignment, Duty


def register_lists() -> None:
    for list_export in (DUTIES, ASSIGNMENTS):
        register_list(list_export)


DUTIES = ListExport(
    key="duties",
    title=_("Jadwal tugas"),
    queryset=lambda user: Duty.objects.visible_to(user).with_counts().with_minutes(),
    filterset_class=DutyFilter,
    order=("period", "pk"),
    columns=[
        *place_columns(),
        Column(_("Tugas"), "title"),
        Column(_("Jenis"), "kind", say=chosen(Duty.Kind)),
        Column(_("Tempat"), "place"),
        Column(_("Mulai"), "period__startswith", Kind.INSTANT),
        Column(_("Selesai"), "period__endswith", Kind.INSTANT),
        Column(_("Zona waktu desa"), "region__time_zone", say=chosen(Zone)),
        Column(_("Dari pilar"), "pillar__short_name"),
        Column(_("Dibutuhkan"), "seats", Kind.NUMBER),
        Column(_("Bersedia"), "taken", Kind.NUMBER),
        Column(_("Menit dicatat"), "logged_minutes", Kind.NUMBER),
        Column(_("Menit disahkan"), "confirmed_minutes", Kind.NUMBER),
        Column(_("Alasan batal"), "cancelled_because"),
    ],
)

ASSIGNMENTS = ListExport(
    key="assignments",
    title=_("Jam tugas relawan"),
    queryset=Assignment.objects.visible_to,
    filterset_class=AssignmentFilter,
    order=("period", "pk"),
    columns=[
        *place_columns(),
        Column(_("Nama"), "person__name"),
        Column(_("Tugas"), "duty__title"),
        Column(_("Tempat"), "duty__place"),
        Column(_("Mulai"), "period__startswith", Kind.INSTANT),
        Column(_("Selesai"), "period__endswith", Kind.INSTANT),
        Column(_("Keadaan"), "status", say=chosen(Assignment.Status)),
        Column(_("Lama (menit)"), "minutes", Kind.NUMBER),
        Column(_("Sudah disahkan"), "confirmed_at", say=yes_no),
    ],
)
