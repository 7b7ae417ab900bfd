"""The roster as a spreadsheet."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from common.dates import today
from common.terms import FirstDay, LastDay
from spreadsheets.exporting.columns import Column, Kind, chosen, place_columns, yes_no
from spreadsheets.exporting.lists import ListExport
from volunteers.filters.roster import AppointmentFilter
from volunteers.models import Appointment, AppointmentState, TierStep

VOLUNTEERS = ListExport(
    key="volunteers",
    title=_("Daftar relawan"),
    queryset=lambda user: (
        Appointment.objects.visible_to(user).with_state(today()).with_tier(today())
    ),
    filterset_class=AppointmentFilter,
    columns=[
        *place_columns(),
        Column(_("Nama"), "person__name"),
        Column(_("Pilar"), "pillar__short_name"),
        Column(_("Jenjang"), "tier", say=chosen(TierStep.Tier)),
        Column(_("Nomor anggota"), "number", Kind.DIGITS),
        Column(_("Wilayah pengangkatan"), "area__name"),
        Column(_("Nomor SK"), "decree__number"),
        Column(_("SK berlaku sampai"), LastDay("decree__term"), Kind.DATE),
        Column(_("Mulai bertugas"), FirstDay("term"), Kind.DATE),
        Column(_("Sampai"), LastDay("term"), Kind.DATE),
        Column(_("Status"), "state", say=chosen(AppointmentState)),
        Column(_("Honor"), "honorarium", say=chosen(Appointment.Honorarium)),
        Column(_("Tidak mengambil honornya"), "stipend_waived", say=yes_no),
        Column(_("Nomor HP"), "person__phone", Kind.PHONE),
        Column(_("Terakhir dikonfirmasi"), "confirmed_on", Kind.DATE),
        Column(_("Kata desa"), "answer", say=chosen(Appointment.Answer)),
        Column(_("Sebab berhenti"), "ended_kind", say=chosen(Appointment.Ending)),
        Column(_("Alasan berhenti"), "ended_because"),
    ],
)
