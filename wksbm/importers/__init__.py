"""Sheets of bodies with their decrees and boards: what they hold, and how they are saved."""

from django.utils.translation import gettext_lazy as _

from accounts.access import Can
from spreadsheets.kinds import ImportKind
from wksbm.importers.outcome import candidates_of, check_rows, lock, say
from wksbm.importers.saving import save_rows
from wksbm.importers.sheet import EXAMPLES, FIELDS, HINTS, body_url, read_row, reserve
from wksbm.importers.undoing import undo_rows, used_since

BODIES = ImportKind(
    key="wksbm",
    label=_("WKSBM, SK dan pengurus"),
    holds=_("Satu baris satu pengurus, atau satu baris satu WKSBM."),
    fields=FIELDS,
    hints=HINTS,
    examples=EXAMPLES,
    can=Can.KEEP_BODY,
    needs={"holder": "post", "decree_number": "decree_date"},
    seals={},
    reserve=reserve,
    read_row=read_row,
    lock=lock,
    check=check_rows,
    save=save_rows,
    used_since=used_since,
    undo=undo_rows,
    candidates=candidates_of,
    link_of=body_url,
    say=say,
)

__all__ = ["BODIES"]
