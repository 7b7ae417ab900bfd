"""Sheets of persons: what they hold, and how all of their rows are compared and saved at once."""

from django.utils.translation import gettext_lazy as _

from accounts.access import Can
from people.importers.erasing import empty_rows
from people.importers.matching import candidates_of, check_rows, say
from people.importers.saving import lock, save_rows
from people.importers.sheet import EXAMPLES, FIELDS, HINTS, SEALS, person_url, read_row, reserve
from people.importers.undoing import undo_rows, used_since
from spreadsheets.kinds import ImportKind

PEOPLE = ImportKind(
    key="people",
    label=_("Orang"),
    holds=_("Satu baris satu orang: warga, pengurus, relawan."),
    fields=FIELDS,
    hints=HINTS,
    examples=EXAMPLES,
    can=Can.KEEP_BODY,
    needs={"account": "bank"},
    seals=SEALS,
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

__all__ = ["PEOPLE", "empty_rows"]
