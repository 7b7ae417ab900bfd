"""The books as spreadsheets."""

from __future__ import annotations

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from programme.filters import ActivityFilter, LetterFilter, VisitFilter
from programme.models import Activity, Letter, Visit
from programme.words import said_month
from spreadsheets.exporting.columns import Column, Kind, chosen, place_columns
from spreadsheets.exporting.lists import ListExport, register_list


def register_lists() -> None:
    for one in (ACTIVITIES, LETTERS, VISITS):
        register_list(one)


def _whose() -> list[Column]:
    """Return the columns that say whose book it is, and where."""
    return [
        *place_columns(),
        Column(_("WKSBM atau lembaga"), Coalesce("wksbm__name", "organisation__name")),
    ]


ACTIVITIES = ListExport(
    key="activities",
    title=_("Rencana kerja"),
    queryset=Activity.objects.visible_to,
    filterset_class=ActivityFilter,
    order=("-year", "from_month", "position", "pk"),
    columns=[
        *_whose(),
        Column(_("Tahun"), "year", Kind.NUMBER),
        Column(_("Kegiatan"), "name"),
        Column(_("Sasaran"), "goal"),
        Column(_("Mulai bulan"), "from_month", say=said_month),
        Column(_("Sampai bulan"), "to_month", say=said_month),
        Column(
            _("Penanggung jawab"),
            Coalesce(F("in_charge__name"), NullIf("in_charge_name", Value(""))),
        ),
        Column(_("Perkiraan biaya (Rp)"), "cost", Kind.MONEY),
        Column(_("Sumber biaya"), "source", say=chosen(Activity.Source)),
        Column(_("Keadaan"), "status", say=chosen(Activity.Status)),
        Column(_("Terlaksana tanggal"), "done_on", Kind.DATE),
        Column(_("Hasil"), "result"),
    ],
)

LETTERS = ListExport(
    key="letters",
    title=_("Buku agenda surat"),
    queryset=Letter.objects.visible_to,
    filterset_class=LetterFilter,
    order=("-year", "direction", "-number", "-pk"),
    columns=[
        *_whose(),
        Column(_("Arah"), "direction", say=chosen(Letter.Direction)),
        Column(_("Tahun"), "year", Kind.NUMBER),
        Column(_("Nomor agenda"), "number", Kind.NUMBER),
        Column(_("Tanggal diterima atau dikirim"), "entered_on", Kind.DATE),
        Column(_("Nomor surat"), "letter_number"),
        Column(_("Tanggal surat"), "letter_date", Kind.DATE),
        Column(_("Dari atau kepada"), "party"),
        Column(_("Perihal"), "subject"),
        Column(_("Diteruskan kepada"), "passed_to"),
        Column(_("Keterangan"), "note"),
        Column(_("Alasan dicoret"), "struck_because"),
        Column(_("Dicatat oleh"), "entered_by__name"),
    ],
)

# Without the numbers of guests' phones: a file goes further than a page.
VISITS = ListExport(
    key="visits",
    title=_("Buku tamu"),
    queryset=Visit.objects.visible_to,
    filterset_class=VisitFilter,
    order=("-on", "-pk"),
    columns=[
        *_whose(),
        Column(_("Tanggal"), "on", Kind.DATE),
        Column(_("Nama tamu"), "name"),
        Column(_("Jabatan"), "post"),
        Column(_("Instansi atau alamat"), "office"),
        Column(_("Jumlah orang"), "people", Kind.NUMBER),
        Column(_("Maksud kunjungan"), "purpose"),
        Column(_("Bertemu dengan"), "met"),
        Column(_("Pesan dan kesan"), "message"),
        Column(_("Alasan dicoret"), "struck_because"),
        Column(_("Dicatat oleh"), "entered_by__name"),
    ],
)
