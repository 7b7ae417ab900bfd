"""A faulty cell is mended in place; a row that looks like somebody known is decided."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from spreadsheets import reading, repairs
from spreadsheets.fields import Field
from spreadsheets.kinds import Draft, ImportKind, kind_of
from spreadsheets.models import Import, ImportRow
from spreadsheets.services.staging import finish, read_cell
from spreadsheets.services.states import require_idle


class NoSuchRow(RuleBroken):
    status = 404


def row_of(batch: Import, *, number: int) -> ImportRow:
    """Return a row of an import that was fetched already. Raises no_such_row."""
    row = batch.rows.filter(number=number).first()
    if row is None:
        raise NoSuchRow("no_such_row", _("Baris ini tidak ada di impor itu."))
    return row


@transaction.atomic
def correct_cell(row: ImportRow, *, field: str, text: str, actor: User) -> ImportRow:
    """Put another text into a cell of a row that was checked, and check the row anew.

    A text that is wrong as well leaves the row faulty; that is no error here. Raises at_work,
    wrong_state; refuses no_such_field (422).
    """
    batch = row.batch
    require(actor, Can.IMPORT_SHEETS, on=batch)
    require_idle(batch, Import.State.CHECKED)
    kind = kind_of(batch)
    found = kind.field(field)
    if found is None:
        raise ValidationError(
            {"field": ValidationError(_("Isian ini tidak dikenal."), code="no_such_field")}
        )
    draft = _draft_without(row, found, kind)
    read_cell(draft, found, reading.Cell(text), repairs.Places(batch.region_id))
    finish([draft], kind)
    row.values, row.keys, row.typed = draft.values, draft.keys, draft.typed
    row.notes, row.faults = [list(note) for note in draft.notes], draft.faults
    row.save(update_fields=["values", "keys", "typed", "notes", "faults"])
    kind.check(batch, [row.pk])
    row.refresh_from_db()
    return row


@transaction.atomic
def choose_match(
    row: ImportRow, *, choice: str, candidate: int | None = None, actor: User
) -> ImportRow:
    """Say that the row is one of its candidates, or somebody new.

    Raises at_work, wrong_state; refuses no_such_candidate (422).
    """
    batch = row.batch
    require(actor, Can.IMPORT_SHEETS, on=batch)
    require_idle(batch, Import.State.CHECKED)
    if choice not in {ImportRow.NEW, ImportRow.SAME} or (
        choice == ImportRow.SAME and candidate not in row.candidates
    ):
        raise ValidationError(
            {
                "candidate": ValidationError(
                    _("Pilih salah satu data yang ditawarkan."), code="no_such_candidate"
                )
            }
        )
    row.choice = choice
    row.chosen = candidate if choice == ImportRow.SAME else None
    row.save(update_fields=["choice", "chosen"])
    kind_of(batch).check(batch, [row.pk])
    row.refresh_from_db()
    return row


@transaction.atomic
def take_all_as_new(batch: Import, *, actor: User) -> int:
    """Say of every row that is still to be decided that it is somebody new; return how many."""
    require(actor, Can.IMPORT_SHEETS, on=batch)
    require_idle(batch, Import.State.CHECKED)
    open_rows = batch.rows.filter(action=ImportRow.Action.ASK)
    keys = list(open_rows.values_list("pk", flat=True))
    open_rows.update(choice=ImportRow.NEW, chosen=None)
    kind_of(batch).check(batch, keys)
    return len(keys)


def _draft_without(row: ImportRow, field: Field, kind: ImportKind) -> Draft:
    """Return the row as it was read, but for one field and what only the whole row said."""
    draft = Draft(row.number, row.reserved, row.batch.region_id)
    draft.values = kind.plain_values(row)
    draft.values.pop(field.key, None)
    draft.typed = {key: text for key, text in row.typed.items() if key != field.key}
    draft.notes = [(key, text) for key, text in row.notes if key != field.key]
    draft.faults = [
        fault for fault in row.faults if fault["by"] == "cell" and fault["field"] != field.key
    ]
    return draft
