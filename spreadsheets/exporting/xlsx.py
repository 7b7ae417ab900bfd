"""A list as an Excel file: text stays text, dates are dates, and nothing is a formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from common.errors import RuleBroken
from common.languages import official
from spreadsheets.exporting.columns import Kind
from spreadsheets.exporting.lists import CHUNK, Export

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575  # of a sheet, below its headings
MOST_LETTERS = 32_767  # of a cell
EARLIEST_YEAR = 1900  # Excel knows no day before it
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# [$-421]: the months are Indonesian whatever the machine speaks.
NUMBER_FORMATS = {
    Kind.TEXT: "",
    Kind.DATE: "[$-421]d mmmm yyyy",
    Kind.INSTANT: "[$-421]d mmmm yyyy hh:mm",
    Kind.MONEY: "#,##0",
    Kind.NUMBER: "0",
    Kind.PHONE: "@",
    Kind.DIGITS: "@",
}
WIDTHS = {
    Kind.TEXT: 28,
    Kind.DATE: 18,
    Kind.INSTANT: 24,
    Kind.MONEY: 16,
    Kind.NUMBER: 10,
    Kind.PHONE: 18,
    Kind.DIGITS: 18,
}


@official
def write_xlsx(
    file: IO[bytes], export: Export, *, told: Callable[[int], None] = lambda _done: None
) -> int:
    """Write the list and its instructions; return how many rows. Raises too_many_rows.

    Rows go to a temporary file at once, so memory stays flat. `told` hears how many there are.
    """
    if export.total > MOST_ROWS:
        raise RuleBroken(
            "too_many_rows",
            _("Excel hanya memuat %(most)s baris. Persempit saringan, atau unduh CSV.")
            % {"most": number_format(MOST_ROWS, force_grouping=True)},
        )
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties({"title": export.title, "author": "WKSBM"})
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        number = _write_rows(book, book.add_worksheet(sheet_name(export.title)), export, told)
        _write_instructions(book.add_worksheet(_("Petunjuk")), export, number, heading)
    return number


def _write_rows(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    export: Export,
    told: Callable[[int], None],
) -> int:
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    formats = {kind: book.add_format({"num_format": code}) for kind, code in NUMBER_FORMATS.items()}
    writers = [writer(sheet, column.kind, formats[column.kind]) for column in export.of.columns]
    for position, column in enumerate(export.of.columns):
        sheet.set_column(position, position, WIDTHS[column.kind])
        sheet.write_string(0, position, column.heading, heading)
    sheet.freeze_panes(1, 0)
    number = 0
    for number, row in enumerate(export.rows(), 1):
        for position, value in enumerate(row):
            if value is not None and value != "":
                writers[position](number, position, value)
        if number % CHUNK == 0:
            told(number)
    sheet.autofilter(0, 0, number, len(writers) - 1)
    return number


def writer(sheet: Worksheet, kind: Kind, shape: Format) -> Callable[[int, int, Any], None]:
    """Return what writes a cell of this kind, by the method of its type.

    The method that guesses would take "=1" for a formula.
    """

    def text(row: int, position: int, value: Any) -> None:
        sheet.write_string(row, position, str(value)[:MOST_LETTERS], shape)

    def day(row: int, position: int, value: Any) -> None:
        if value.year >= EARLIEST_YEAR:
            sheet.write_datetime(row, position, value, shape)
        else:
            text(row, position, value)

    def number(row: int, position: int, value: Any) -> None:
        sheet.write_number(row, position, value, shape)

    if kind in {Kind.DATE, Kind.INSTANT}:
        return day
    return number if kind in {Kind.MONEY, Kind.NUMBER} else text


def _write_instructions(sheet: Worksheet, export: Export, number: int, heading: Format) -> None:
    """Say what this is: a sheet that is passed on must not lose where it comes from."""
    now = timezone.localtime()
    filters = export.described(with_personal=True)
    masked = [column.heading for column in export.of.columns if column.masked]
    lines: list[Sequence[str]] = [
        (_("Daftar"), export.title),
        (_("Diunduh oleh"), str(export.user)),
        (_("Waktu"), f"{date_format(now, 'DATETIME_FORMAT')} WIB"),
        (_("Jumlah baris"), number_format(number, force_grouping=True)),
        *[(_("Saringan: %(name)s") % {"name": name}, value) for name, value in filters],
        *([] if filters else [(_("Saringan"), _("tidak ada"))]),
        (_("Disamarkan"), ", ".join(masked) or _("tidak ada kolom")),
    ]
    write_about(sheet, lines, heading)


def write_about(sheet: Worksheet, told: Sequence[Sequence[str]], heading: Format) -> None:
    """Write what a file is, line by line, and that it is to be kept safe."""
    care = _("Isinya dapat memuat data pribadi: simpan di tempat aman, hapus bila selesai.")
    lines = [*told, (_("Perhatian"), care)]
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 80)
    for row, (name, value) in enumerate(lines):
        sheet.write_string(row, 0, name, heading)
        sheet.write_string(row, 1, value)


def sheet_name(title: str) -> str:
    """Return the title as the name of a sheet may be: 31 letters, and none that paths have."""
    return "".join(letter for letter in title if letter not in "[]:*?/\\")[:31].strip("' ")
