"""A sheet comes in: its guards, its first rows, what its columns seem to be."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import today
from common.inserts import insert
from common.names import tidy
from common.vault import masked, seal_bytes, unseal_bytes
from common.versions import save_version
from regions.models import Region
from spreadsheets import headers, reading
from spreadsheets.kinds import ImportKind, blotted, kind_named, kind_of
from spreadsheets.models import Import, RememberedColumn
from spreadsheets.services.states import require_idle

PURPOSE: Final = "spreadsheets.file"
MAX_BYTES: Final = 20 * 1024 * 1024
# So many rows tell where the table begins and what its columns are.
HEAD_ROWS: Final = 60
SAMPLES: Final = 3
TELLING_DIGITS: Final = 7  # the shortest account
_DAY: Final = re.compile(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}( 00:00:00)?")


class Look(NamedTuple):
    """What the beginning of a sheet told."""

    sheet: str
    sheets: list[str]
    header_row: int
    first_row: int
    labels: dict[str, dict[str, Any]]
    columns: dict[str, str]


@transaction.atomic
def upload_sheet(region: Region, *, kind: str, file: File[bytes], actor: User) -> Import:
    """Take a sheet in for a region, sealed, and guess its columns. Nothing of it is saved yet.

    Raises ValidationError with a code of `spreadsheets.reasons`, unknown_kind, no_table.
    """
    require(actor, Can.IMPORT_SHEETS, on=region)
    found = _kind(kind)
    require(actor, found.can, on=region)
    if file.size > MAX_BYTES:
        raise _of_file(
            ValidationError(
                _("Berkas ini lebih besar dari %(most)d MB. Pecah menjadi beberapa berkas."),
                code="sheet_too_large",
                params={"most": MAX_BYTES // 1_048_576},
            )
        )
    content = file.read()
    sha256 = hashlib.sha256(content).hexdigest()
    name = blotted(tidy(str(file.name or "")))[-120:]
    look = _look(content, name=name, kind=found, region_code=region.code)
    sealed = seal_bytes(content, purpose=PURPOSE, of=sha256)
    return insert(
        Import(
            region=region,
            kind=kind,
            uploaded_by=actor,
            name=name,
            file=ContentFile(sealed, name="sheet"),
            sha256=sha256,
            **look._asdict(),
        )
    )


@transaction.atomic
def look_again(batch: Import, *, sheet: str, header_row: int | None = None, actor: User) -> Import:
    """Guess the columns anew: of another sheet of the file, or below another heading.

    Raises at_work, already_saved.
    """
    require(actor, Can.IMPORT_SHEETS, on=batch)
    require_idle(batch, Import.State.UPLOADED, Import.State.CHECKED, Import.State.CHECKING)
    look = _look(
        content_of(batch),
        name=batch.name,
        kind=kind_of(batch),
        region_code=batch.region_id,
        sheet=sheet,
        header_row=header_row,
    )
    for name, value in look._asdict().items():
        setattr(batch, name, value)
    batch.state = Import.State.UPLOADED
    return save_version(batch, [*Look._fields, "state"], version=None)


def region_named(code: str) -> Region:
    """Return the region of a code that a program sent. Refuses no_region (422)."""
    found = Region.objects.not_ended(today()).filter(pk=code.strip()).first()
    if found is None:
        text = _("Wilayah dengan kode ini tidak ada.")
        raise ValidationError({"region": ValidationError(text, code="no_region")})
    return found


def content_of(batch: Import) -> bytes:
    with batch.file.storage.open(str(batch.file.name)) as stored:
        return unseal_bytes(stored.read(), purpose=PURPOSE, of=batch.sha256)


def same_file_before(batch: Import) -> Import | None:
    """Return the last import of the very same file for the region that still stands."""
    return (
        Import.objects.filter(
            kind=batch.kind,
            region=batch.region_id,
            sha256=batch.sha256,
            state=Import.State.SAVED,
        )
        .exclude(pk=batch.pk)
        .order_by("-pk")
        .first()
    )


def _kind(key: str) -> ImportKind:
    found = kind_named(key)
    if found is None:
        raise ValidationError(
            {"kind": ValidationError(_("Jenis impor ini tidak dikenal."), code="unknown_kind")}
        )
    return found


def _of_file(error: ValidationError) -> ValidationError:
    return type(error)({"file": error})


def _look(
    content: bytes,
    *,
    name: str,
    kind: ImportKind,
    region_code: str,
    sheet: str | None = None,
    header_row: int | None = None,
) -> Look:
    try:
        with reading.rows(content, name=name, sheet=sheet) as found:
            head = list(islice(found, HEAD_ROWS))
            sheets, shown = list(found.names), found.name
    except ValidationError as error:
        raise _of_file(error) from error
    header = _header(head, header_row, kind)
    remembered = _remembered(kind.key, region_code)
    columns = headers.match(header.labels, kind.fields, remembered)
    below = [row for row in head if row.number > header.last_row]
    labels = {
        str(column): {
            "label": blotted(str(label))[:120],
            "samples": _samples(below, column),
        }
        for column, label in sorted(header.labels.items())
    }
    return Look(
        sheet=shown,
        sheets=sheets,
        header_row=header.first_row,
        first_row=header.last_row + 1,
        labels=labels,
        columns={str(column): field for column, field in columns.items() if field},
    )


def _header(head: list[reading.Row], chosen: int | None, kind: ImportKind) -> headers.Header:
    if chosen is None:
        guessed = headers.guess(head, fields=kind.fields)
        if guessed is None:
            raise _no_table("file")
        return guessed
    row = next((one for one in head if one.number == chosen), None)
    if row is None:
        raise _no_table("header_row")
    labels = {
        column: tidy(str(cell.value))
        for column, cell in enumerate(row.cells)
        if cell.value is not None and tidy(str(cell.value))
    }
    return headers.Header(chosen, chosen, labels)


def _no_table(field: str) -> ValidationError:
    text = _("Baris judul kolom tidak ditemukan di awal lembar ini.")
    return ValidationError({field: ValidationError(text, code="no_table")})


def _samples(rows: list[reading.Row], column: int) -> list[str]:
    values = [row.cell(column).value for row in rows]
    texts = [tidy(str(value)) for value in values if value is not None]
    return [_sample(text) for text in texts if text][:SAMPLES]


def _sample(text: str) -> str:
    """Return a cell as it may be kept before anybody said what it is: no number whole but a day."""
    digits = "".join(filter(str.isdigit, text))
    if len(digits) >= TELLING_DIGITS and not _DAY.fullmatch(text):
        return masked(digits)
    return text[:40]


def _remembered(kind: str, region_code: str) -> Mapping[str, str]:
    """Return what headings meant before; what was told nearest to the region wins."""
    above = [region_code[:width] for width in (2, 5, 8, 13) if width <= len(region_code)]
    rows = RememberedColumn.objects.filter(kind=kind, region__in=above)
    return dict(rows.order_by("region").values_list("label", "field"))
