"""The sheet goes back with what is wrong written beside it, to whoever may read its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from audit.models import SensitiveLook
from audit.services import note_look
from common.errors import RuleBroken
from spreadsheets.annotate import DOUBT, FAULT, NOTE, annotated
from spreadsheets.kinds import kind_of
from spreadsheets.models import Import, ImportRow
from spreadsheets.services.uploading import content_of
from spreadsheets.words import column_of, conflict_words

if TYPE_CHECKING:
    from spreadsheets.kinds import ImportKind

Remark = tuple[int, int | None, str, str]


class Forgotten(RuleBroken):
    status = 410


@transaction.atomic
def annotated_copy(batch: Import, *, actor: User) -> IO[bytes]:
    """Return the sheet again with its faults. It holds NIK in plain: for whoever handed it in.

    Anybody else needs the right to see NIK, and their look is noted. Raises not_allowed,
    sheet_forgotten.
    """
    require(actor, Can.IMPORT_SHEETS if actor == batch.uploaded_by else Can.SEE_NIK, on=batch)
    if not batch.file:
        raise Forgotten(
            "sheet_forgotten", _("Berkas asli sudah dihapus; paling lama disimpan 30 hari.")
        )
    if actor != batch.uploaded_by:
        note_look(batch, by=actor, kind=SensitiveLook.Kind.EXPORT, count=batch.rows_in or 1)
    return annotated(
        content_of(batch),
        name=batch.name,
        sheet=batch.sheet,
        header_row=batch.first_row - 1,
        faults=_remarks(batch),
    )


def _remarks(batch: Import) -> Iterator[Remark]:
    kind = kind_of(batch)
    rows = batch.rows.exclude(faults=[], conflicts=[], notes=[]).order_by("number")
    for row in rows.iterator(chunk_size=1000):
        yield from _of_row(row, batch, kind)


def _of_row(row: ImportRow, batch: Import, kind: ImportKind) -> Iterator[Remark]:
    for fault in row.faults:
        yield row.number, column_of(batch, fault["field"]), fault["text"], FAULT
    for conflict in row.conflicts:
        text = conflict_words(kind, conflict)
        yield row.number, column_of(batch, conflict["field"]), text, FAULT
    for field, text in row.notes:
        yield row.number, column_of(batch, field), text, NOTE
    if row.action == ImportRow.Action.ASK:
        yield row.number, None, _("Mirip dengan orang yang sudah tercatat."), DOUBT
