"""Runs, their lines and who is left out, as spreadsheets."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from accounts.access import Can
from accounts.models import User
from common.terms import FirstDay, LastDay
from spreadsheets.exporting.columns import Column, Kind, chosen, place_columns
from spreadsheets.exporting.lists import ListExport, register_list
from stipends.filters import LeftOutFilter, LineFilter, RunFilter
from stipends.models import Because, LeftOut, Line, LineState, Run, RunException, TaxGroup
from stipends.units import said_units
from volunteers.models import TierStep


def register_lists() -> None:
    for one in (RUNS, LINES, LEFT_OUT):
        register_list(one)


def _seen(model: Any) -> Any:
    """Keep what lies where the user reads honoraria, as on the pages."""

    def rows(user: User) -> QuerySet[Any]:
        found: QuerySet[Any] = model.objects.where_may(user, Can.READ_STIPENDS)
        return found

    return rows


def _exceptions(run: str) -> Subquery:
    """Return what a small office could not keep of the rules, with the reasons, in one text."""
    told = (
        RunException._default_manager.filter(run=OuterRef(run))
        .order_by()
        .values("run")
        .annotate(words=StringAgg(Concat(F("kind"), Value(": "), F("because")), "; "))
    )
    return Subquery(told.values("words"))


def _say_exceptions(text: str) -> str:
    for kind in RunException.Kind:
        text = text.replace(f"{kind.value}: ", f"{kind.label}: ")
    return text


RUNS = ListExport(
    key="stipend-runs",
    title=_("Proses honorarium"),
    queryset=_seen(Run),
    filterset_class=RunFilter,
    can=Can.READ_STIPENDS,
    columns=[
        *place_columns()[:2],
        Column(_("Untuk pembayaran"), "title"),
        Column(_("Skema"), "scheme__name"),
        Column(_("Sumber dana"), "source__name"),
        Column(_("Tahun anggaran"), "source__fiscal_year", Kind.NUMBER),
        Column(_("Dari"), FirstDay("period"), Kind.DATE),
        Column(_("Sampai"), LastDay("period"), Kind.DATE),
        Column(_("Keadaan"), "state", say=chosen(Run.State)),
        Column(_("Baris"), "line_count", Kind.NUMBER),
        Column(_("Bruto (Rp)"), "gross", Kind.MONEY),
        Column(_("PPh 21 (Rp)"), "tax", Kind.MONEY),
        Column(_("Diterima (Rp)"), "net", Kind.MONEY),
        Column(_("Sidik daftar (SHA-256)"), "fingerprint"),
        Column(_("Dibuat oleh"), "made_by__name"),
        Column(_("Diajukan oleh"), "submitted_by__name"),
        Column(_("Diajukan"), "submitted_at", Kind.INSTANT),
        Column(_("Disetujui oleh"), "approved_by__name"),
        Column(_("Disetujui"), "approved_at", Kind.INSTANT),
        Column(_("Persetujuan kedua oleh"), "seconded_by__name"),
        Column(_("Dicairkan oleh"), "released_by__name"),
        Column(_("Nomor SP2D"), "sp2d_number"),
        Column(_("Tanggal SP2D"), "sp2d_on", Kind.DATE),
        Column(_("NTPN setoran pajak"), "ntpn"),
        Column(_("Pengecualian"), _exceptions("pk"), say=_say_exceptions),
    ],
)

# Without account numbers: a file goes further than a page.
LINES = ListExport(
    key="stipend-lines",
    title=_("Penerima honorarium"),
    queryset=_seen(Line),
    filterset_class=LineFilter,
    can=Can.READ_STIPENDS,
    order=("-run_id", "number"),
    columns=[
        Column(_("Proses"), "run__title"),
        Column(_("No."), "number", Kind.NUMBER),
        Column(_("Nama"), "name"),
        *place_columns(),
        Column(_("Jabatan"), "post"),
        Column(_("Jenjang"), "tier", say=chosen(TierStep.Tier)),
        Column(_("Nomor anggota"), "member_number", Kind.DIGITS),
        Column(_("Golongan"), "tax_group", say=chosen(TaxGroup)),
        Column(_("Nomor SK"), "decree_number"),
        Column(_("Jenis"), "kind", say=chosen(Line.Kind)),
        Column(_("Dari"), FirstDay("period"), Kind.DATE),
        Column(_("Sampai"), LastDay("period"), Kind.DATE),
        Column(_("Tarif (Rp)"), "amount", Kind.MONEY),
        Column(_("Volume"), "quantity", Kind.NUMBER),
        Column(_("Bruto (Rp)"), "gross", Kind.MONEY),
        Column(_("Dasar pengenaan (Rp)"), "tax_base", Kind.MONEY),
        Column(_("Tarif PPh (%)"), "tax_percent", Kind.NUMBER),
        Column(_("PPh 21 (Rp)"), "tax", Kind.MONEY),
        Column(_("Dasar potongan"), "tax_law"),
        Column(_("Diterima (Rp)"), "net", Kind.MONEY),
        Column(_("Kode bank"), "account__bank_code", Kind.DIGITS),
        Column(_("Keadaan"), "standing__state", say=chosen(LineState.State)),
        Column(_("Pengecualian proses"), _exceptions("run_id"), say=_say_exceptions),
    ],
)

LEFT_OUT = ListExport(
    key="stipend-left-out",
    title=_("Tidak masuk daftar honorarium"),
    queryset=_seen(LeftOut),
    filterset_class=LeftOutFilter,
    can=Can.READ_STIPENDS,
    order=("-run_id", "pk"),
    columns=[
        Column(_("Proses"), "run__title"),
        Column(_("Nama"), "person__name"),
        *place_columns(),
        Column(_("Alasan"), "because", say=chosen(Because)),
        Column(_("Untuk"), "units", say=said_units),
        Column(_("Keterangan"), "detail"),
    ],
)
