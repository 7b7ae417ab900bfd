"""The spreadsheet of papers: their app stands beside spreadsheets and cannot register it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from papers.filters import PaperFilter
from papers.kinds import label_of
from papers.models import Paper
from spreadsheets.exporting.columns import Column, Kind, chosen, place_columns
from spreadsheets.exporting.lists import ListExport, register_list


def register_lists() -> None:
    register_list(PAPERS)


PAPERS = ListExport(
    key="papers",
    title=_("Daftar surat cetak"),
    queryset=Paper.objects.visible_to,
    filterset_class=PaperFilter,
    columns=[
        *place_columns(),
        Column(_("Jenis"), "kind", say=label_of),
        Column(_("Perihal"), "title"),
        Column(_("Nomor"), "number"),
        Column(_("Versi"), "edition", Kind.NUMBER),
        Column(_("Kode"), "code", Kind.DIGITS),
        Column(_("Diterbitkan"), "issued_at", Kind.INSTANT),
        Column(_("Keadaan"), "state", say=chosen(Paper.State)),
        Column(_("Dibatalkan"), "withdrawn_at", Kind.INSTANT),
        Column(_("Alasan"), "withdrawn_because"),
    ],
)
