"""Sheets of what others paid: each row a payment to somebody who is known already."""

from django.utils.translation import gettext_lazy as _

from accounts.access import Can
from people.importers.matching import candidates_of
from people.importers.saving import lock
from people.importers.sheet import person_url, reserve
from people.models import Person
from spreadsheets.kinds import ImportKind
from stipends.importers.erasing import empty_rows
from stipends.importers.saving import check_rows, save_rows, say, undo_rows, used_since
from stipends.importers.sheet import EXAMPLES, FIELDS, HINTS, KIND, read_row

RECORDED_PAYMENTS = ImportKind(
    key=KIND,
    label=_("Pembayaran pihak lain"),
    holds=_("Satu baris satu pembayaran dari APBN atau provinsi kepada seorang relawan."),
    fields=FIELDS,
    hints=HINTS,
    examples=EXAMPLES,
    can=Can.KEEP_STIPENDS,
    needs={},
    seals={"nik": Person.NIK},
    reserve=reserve,
    read_row=read_row,
    lock=lock,
    check=check_rows,
    save=save_rows,
    used_since=used_since,
    undo=undo_rows,
    candidates=candidates_of,
    link_of=person_url,
    say=say,
)

__all__ = ["RECORDED_PAYMENTS", "empty_rows"]
