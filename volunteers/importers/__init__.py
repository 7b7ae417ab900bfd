"""Sheets of volunteers with their decrees: what they hold, and how they are saved."""

from django.utils.translation import gettext_lazy as _

from accounts.access import Can
from people.importers.matching import candidates_of
from people.importers.sheet import person_url, reserve
from people.models import Person
from spreadsheets.kinds import ImportKind
from volunteers.importers.erasing import empty_rows
from volunteers.importers.outcome import check_rows, lock, say
from volunteers.importers.reading import read_row
from volunteers.importers.saving import save_rows
from volunteers.importers.sheet import EXAMPLES, FIELDS, HINTS
from volunteers.importers.undoing import undo_rows, used_since

VOLUNTEERS = ImportKind(
    key="volunteers",
    label=_("Relawan dan SK"),
    holds=_("Satu baris satu penugasan: orangnya, pilarnya, desanya dan SK-nya."),
    fields=FIELDS,
    hints=HINTS,
    examples=EXAMPLES,
    can=Can.KEEP_ROSTER,
    needs={"decree_number": "decree_date"},
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

__all__ = ["VOLUNTEERS", "empty_rows"]
