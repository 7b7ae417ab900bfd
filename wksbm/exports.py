"""Bodies, decrees, boards and members as spreadsheets."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from common.dates import today
from common.terms import FirstDay, LastDay
from spreadsheets.exporting.columns import Column, Kind, chosen, place_columns, yes_no
from spreadsheets.exporting.lists import ListExport, register_list
from wksbm.filters import DecreeFilter, MembershipFilter, SeatFilter, WksbmFilter
from wksbm.models import Decree, DecreeState, Membership, Seat, Wksbm


def register_lists() -> None:
    for list_export in (BODIES, DECREES, SEATS, MEMBERS):
        register_list(list_export)


BODIES = ListExport(
    key="wksbm",
    title=_("Daftar WKSBM"),
    queryset=lambda user: Wksbm.objects.visible_to(user).with_decree_state(today()),
    filterset_class=WksbmFilter,
    columns=[
        *place_columns(),
        Column(_("Nama WKSBM"), "name"),
        Column(_("Tingkat"), "level", say=chosen(Wksbm.Level)),
        Column(_("Dusun atau RW"), "unit"),
        Column(_("Berdiri"), "founded_on", Kind.DATE),
        Column(_("Bubar"), "dissolved_on", Kind.DATE),
        Column(_("Keadaan SK"), "decree_state", say=chosen(DecreeState)),
        Column(_("SK berlaku sampai"), "decree_valid_until", Kind.DATE),
    ],
)

DECREES = ListExport(
    key="decrees",
    title=_("Daftar SK"),
    queryset=Decree.objects.visible_to,
    filterset_class=DecreeFilter,
    columns=[
        *place_columns(),
        Column(_("Nomor SK"), "number"),
        Column(_("Jenis"), "kind", say=chosen(Decree.Kind)),
        Column(_("Tentang"), "subject"),
        Column(_("Penerbit"), "issuer__name"),
        Column(_("Ditandatangani oleh"), "signed_by"),
        Column(_("Ditetapkan"), "enacted_on", Kind.DATE),
        Column(_("Berlaku sejak"), FirstDay("term"), Kind.DATE),
        Column(_("Berlaku sampai"), LastDay("term"), Kind.DATE),
        Column(_("Sumber biaya"), "cost_source", say=chosen(Decree.CostSource)),
        Column(_("Ada pindaian"), "scan", say=yes_no),
    ],
)

SEATS = ListExport(
    key="seats",
    title=_("Daftar pengurus"),
    queryset=Seat.objects.visible_to,
    filterset_class=SeatFilter,
    columns=[
        *place_columns(),
        Column(_("Nama WKSBM"), "wksbm__name"),
        Column(_("Jabatan"), "post", say=chosen(Seat.Post)),
        Column(_("Seksi"), "section"),
        Column(_("Nama"), "holder__name"),
        Column(_("Sejak"), FirstDay("term"), Kind.DATE),
        Column(_("Sampai"), LastDay("term"), Kind.DATE),
        Column(_("Nomor SK"), "decree__number"),
        Column(_("Hubungan dengan kepala desa"), "tie_to_head", say=chosen(Seat.TieToHead)),
        Column(_("Alasan berhenti"), "ended_because"),
    ],
)

MEMBERS = ListExport(
    key="members",
    title=_("Daftar anggota"),
    queryset=Membership.objects.visible_to,
    filterset_class=MembershipFilter,
    columns=[
        *place_columns(),
        Column(_("Nama WKSBM"), "wksbm__name"),
        Column(_("Nama"), "person__name"),
        Column(_("Sejak"), FirstDay("term"), Kind.DATE),
        Column(_("Sampai"), LastDay("term"), Kind.DATE),
    ],
)
