"""The columns of a sheet of payments by others, and one row completed without the database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.months import Month
from people.importers.sheet import FIELDS as OF_PEOPLE
from people.importers.sheet import read_person
from spreadsheets.fields import Field
from spreadsheets.kinds import Draft
from spreadsheets.repairs import Fault
from spreadsheets.repairs.days import read_date

KIND: Final = "recorded_payments"
VILLAGE_CODE: Final = len("52.07.01.2001")
EVIDENCE: Final = 200
_NUMBERED: Final = re.compile(r"(\d{1,2})\s*[/.-]\s*(20\d\d)")

# What tells who somebody is, as in a sheet of persons.
_WHO: Final = {"name", "nik", "birth_date", "district", "village", "phone"}

FIELDS: Final = (
    *(field for field in OF_PEOPLE if field.key in _WHO),
    Field(
        "scheme",
        gettext_lazy("Skema"),
        "text",
        ("nama skema", "jenis bantuan", "jenis honor", "program", "tali asih"),
        required=True,
        help=gettext_lazy("Seperti tertulis di halaman Skema."),
    ),
    Field(
        "month_from",
        gettext_lazy("Dari bulan"),
        "text",
        ("bulan", "mulai bulan", "periode", "untuk bulan"),
        required=True,
        help=gettext_lazy("Seperti Januari 2026 atau 01/2026."),
    ),
    Field(
        "month_to",
        gettext_lazy("Sampai bulan"),
        "text",
        ("s.d. bulan", "sd bulan", "bulan akhir"),
        help=gettext_lazy("Kosong bila hanya satu bulan."),
    ),
    Field(
        "amount",
        gettext_lazy("Jumlah (Rp)"),
        "money",
        ("jumlah", "nominal", "besaran", "bruto", "jumlah diterima"),
        required=True,
    ),
    Field(
        "paid_on",
        gettext_lazy("Diterima tanggal"),
        "date",
        ("tanggal diterima", "tanggal bayar", "tgl terima", "tanggal transfer"),
        required=True,
    ),
    Field(
        "evidence",
        gettext_lazy("Bukti"),
        "text",
        ("nomor bukti", "no bukti", "no. bukti", "keterangan"),
        required=True,
        help=gettext_lazy("Misalnya: daftar Dinas Sosial provinsi nomor 12."),
    ),
)

HINTS: Final = (
    gettext_lazy("Satu baris satu pembayaran. Orangnya harus sudah tercatat."),
    gettext_lazy("Orang dikenali dari NIK, atau dari nama dengan tanggal lahir atau nomor HP."),
    gettext_lazy("Yang sudah dicatat dilewati; masa yang bertumpuk ditolak."),
)

EXAMPLES: Final[tuple[Mapping[str, str], ...]] = (
    {
        "name": "Contoh Aminah",
        "village": "Goa",
        "scheme": "Tali asih Tagana",
        "month_from": "Januari 2026",
        "month_to": "Juni 2026",
        "amount": "1.500.000",
        "paid_on": "02/07/2026",
        "evidence": "Daftar Kemensos nomor 12",
    },
)


def read_row(draft: Draft) -> None:
    """Complete a row: who it is, for which months, how much."""
    _settle_place(draft)
    read_person(draft)
    draft.keys["placed"] = True  # a payment says nothing of where somebody lives
    _settle_months(draft)
    if draft.values.get("amount") == 0:
        draft.refuse("amount", "not_positive", _("Jumlah harus lebih dari nol."))
    evidence = draft.values.get("evidence", "")
    if len(evidence) > EVIDENCE:
        draft.typed["evidence"] = draft.values.pop("evidence")[:EVIDENCE]
        words = _("Paling panjang %(most)d huruf.") % {"most": EVIDENCE}
        draft.refuse("evidence", "max_length", words)


def read_month(text: str) -> Month | None:
    """Read "Januari 2026", "01/2026", "2026-01", or a day of the month."""
    known = Month.read(text.strip())
    if known is not None:
        return known
    numbered = _NUMBERED.fullmatch(text.strip())
    written = f"1/{numbered[1]}/{numbered[2]}" if numbered else text
    for tried in (written, f"1 {text}"):
        try:
            found = read_date(tried).value
        except Fault:
            continue
        return Month.read(str(found)[:7])
    return None


def _settle_place(draft: Draft) -> None:
    """Place the row in its village, else where the import is for: there its person is sought."""
    district = draft.values.pop("district", "")
    if len(draft.values.get("village", "")) != VILLAGE_CODE and "village" not in draft.refused:
        draft.values["village"] = district or draft.region


def _settle_months(draft: Draft) -> None:
    months = {}
    for key in ("month_from", "month_to"):
        text = draft.values.get(key)
        if not text:
            continue
        month = read_month(str(text))
        if month is None:
            draft.typed[key] = str(draft.values.pop(key))
            draft.refuse(key, "month_unknown", _("Tulis seperti Januari 2026 atau 01/2026."))
        else:
            months[key] = month
            draft.values[key] = str(month)
    first, last = months.get("month_from"), months.get("month_to")
    if first and last and last < first:
        draft.refuse("month_to", "backward", _("Bulan akhir mendahului bulan awal."))
