"""A table that a page has made up, as an Excel file: for what is no list of records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import xlsxwriter
from django.core.files.base import File
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import note_export, said_instant
from common.dates import today
from common.downloads import private_file
from common.languages import official
from regions.models import Region
from spreadsheets.exporting import xlsx
from spreadsheets.exporting.columns import Kind


@dataclass(frozen=True)
class Table:
    """`columns` are headings with what stands below them; `told` says what was asked for.

    `region` is where its rows lie, for the note of who took what from where; the title and what is
    told stand in that note, so they name nobody.
    """

    title: str
    columns: Sequence[tuple[str, Kind]]
    rows: Sequence[Sequence[Any]] = field(repr=False)
    told: Mapping[str, str]
    region: Region


@official
def answer_with_table(table: Table, *, user: User) -> HttpResponseBase:
    """Return the file; that it was taken is noted first."""
    told = "; ".join(f"{name}: {value}" for name, value in table.told.items())
    detail = f"{table.title} (xlsx); {told}"
    note_export({table.region.pk: len(table.rows)}, detail=detail, by=user)
    file = BytesIO()
    _write(file, table, user)
    file.seek(0)
    name = f"{table.title} {today().isoformat()}.xlsx"
    return private_file(File(file), name=name, content_type=xlsx.CONTENT_TYPE)


def _write(file: BytesIO, table: Table, user: User) -> None:
    with xlsxwriter.Workbook(file, xlsx.OPTIONS) as book:
        book.set_properties({"title": table.title, "author": "WKSBM"})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        sheet = book.add_worksheet(xlsx.sheet_name(table.title))
        writers = []
        for at, (heading, kind) in enumerate(table.columns):
            shape = book.add_format({"num_format": xlsx.NUMBER_FORMATS[kind]})
            writers.append(xlsx.writer(sheet, kind, shape))
            sheet.set_column(at, at, xlsx.WIDTHS[kind])
            sheet.write_string(0, at, heading, bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(table.rows, 1):
            for at, value in enumerate(row):
                if value is not None and value != "":
                    writers[at](number, at, value)
        about = [
            (_("Daftar"), table.title),
            *table.told.items(),
            (_("Diunduh oleh"), str(user)),
            (_("Waktu"), said_instant(timezone.now(), table.region)),
        ]
        xlsx.write_about(book.add_worksheet(_("Petunjuk")), about, bold)
