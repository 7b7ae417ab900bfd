"""The rows of a sheet, read and repaired one by one, on their way into the staging table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, TypeVar

from django.db import connection
from django.utils.translation import gettext as _

from common.json import dumps
from common.names import tidy
from common.vault import masked
from spreadsheets import headers, reading, repairs
from spreadsheets.fields import Field, FieldKind
from spreadsheets.kinds import Draft, ImportKind, blotted, holds_long_number
from spreadsheets.models import Import

Item = TypeVar("Item")

CHUNK: Final = 2000
LONGEST_TYPED: Final = 200
# Fields whose cells may rightly hold a number as long as a NIK.
LONG_NUMBERS: Final = {
    FieldKind.NIK,
    FieldKind.KK,
    FieldKind.ACCOUNT,
    FieldKind.DIGITS,
    FieldKind.PHONE,
}
SECRET: Final = {FieldKind.NIK, FieldKind.KK, FieldKind.ACCOUNT}
COPY: Final = """
    COPY spreadsheets_importrow
        (batch_id, number, reserved, values, keys, typed, notes, faults, conflicts, candidates,
         choice, action, fills, differs, made)
    FROM STDIN
"""


def drafts_of(
    sheet: reading.Sheet, batch: Import, kind: ImportKind, places: repairs.Places
) -> Iterator[list[Draft]]:
    """Yield the rows that say anything, in chunks: memory stays flat however long the sheet."""
    columns = columns_of(batch, kind)
    header = header_of(batch)
    swapped = _swapped(headers.records(sheet, header), columns)
    told = (row for row in headers.records(sheet, header) if _says(row, columns))
    for chunk in _chunks(told, CHUNK):
        reserved = kind.reserve(len(chunk))
        drafts = [
            _draft(row, key, batch=batch, columns=columns, places=places, swapped=swapped)
            for row, key in zip(chunk, reserved, strict=True)
        ]
        finish(drafts, kind)
        yield drafts


def header_of(batch: Import) -> headers.Header:
    labels = {int(column): found["label"] for column, found in batch.labels.items()}
    return headers.Header(batch.header_row, batch.first_row - 1, labels)


def read_cell(
    draft: Draft,
    field: Field,
    cell: reading.Cell,
    places: repairs.Places,
    *,
    swapped: bool = False,
) -> None:
    """Read a cell into the draft: its value and what was repaired, or what is wrong with it."""
    text = "" if cell.value is None else tidy(str(cell.value))
    district = draft.values.get("district")
    if field.kind == FieldKind.REGION and field.key != "district" and district:
        places = places.inside(district)
    if field.kind not in LONG_NUMBERS and holds_long_number(text):
        words = _("Ada nomor 16 angka di sini. NIK dan nomor KK punya kolomnya sendiri.")
        draft.typed[field.key] = _typed(field, text)
        draft.refuse(field.key, "long_number", words, by="cell")
        return
    try:
        read = repairs.read(field, cell, places=places, swapped=swapped)
    except repairs.Fault as fault:
        draft.typed[field.key] = _typed(field, text)
        draft.refuse(field.key, fault.code, str(fault.message), by="cell")
        return
    if read.value not in (None, ""):
        draft.values[field.key] = read.value
    if read.note:
        draft.note(field.key, str(read.note))


def finish(drafts: Sequence[Draft], kind: ImportKind) -> None:
    """Let the kind complete the drafts, then seal what must not be read."""
    for draft in drafts:
        kind.read_row(draft)
        kind.seal_values(draft)


def copy_drafts(batch: Import, drafts: Iterable[Draft]) -> None:
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for draft in drafts:
            copy.write_row(
                (
                    batch.pk,
                    draft.number,
                    draft.reserved,
                    _json(draft.values),
                    _json(draft.keys),
                    _json(draft.typed),
                    _json(draft.notes),
                    _json(draft.faults),
                    "[]",
                    "[]",
                    "",
                    "fail" if draft.faults else "create",
                    "[]",
                    "[]",
                    "{}",
                )
            )


def columns_of(batch: Import, kind: ImportKind) -> dict[int, Field]:
    """Return the fields by column, in the fields' order: kecamatan stands before its village."""
    by_field = {key: int(column) for column, key in batch.columns.items()}
    return {by_field[field.key]: field for field in kind.fields if field.key in by_field}


def _draft(
    row: reading.Row,
    reserved: int,
    *,
    batch: Import,
    columns: Mapping[int, Field],
    places: repairs.Places,
    swapped: set[int],
) -> Draft:
    draft = Draft(row.number, reserved, batch.region_id)
    for column, field in columns.items():
        read_cell(draft, field, row.cell(column), places, swapped=column in swapped)
    return draft


def _swapped(records: Iterable[reading.Row], columns: Mapping[int, Field]) -> set[int]:
    """Return the columns whose days Excel took the wrong way round: it shows only in all rows."""
    days = [column for column, field in columns.items() if field.kind == FieldKind.DATE]
    return repairs.swapped_columns(records, days) if days else set()


def _says(row: reading.Row, columns: Mapping[int, Field]) -> bool:
    return any(row.cell(column).value not in (None, "") for column in columns)


def _typed(field: Field, text: str) -> str:
    """Return a faulty cell as it may be kept and shown."""
    if field.kind in SECRET:
        return masked("".join(filter(str.isalnum, text)))[:LONGEST_TYPED]
    return blotted(text)[:LONGEST_TYPED]


def _chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk


def _json(value: Any) -> str:
    return dumps(value).decode()
