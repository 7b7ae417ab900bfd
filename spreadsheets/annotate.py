"""The sheet given back with what is to be mended: a column of words, and coloured cells."""

import tempfile
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import IO, Any, Final, NamedTuple

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from spreadsheets.cells import Cell, Row
from spreadsheets.reading import Sheet, rows

FAULT, DOUBT, NOTE = "fault", "doubt", "note"
COLOURS: Final = {FAULT: "#FFC7CE", DOUBT: "#FFEB9C", NOTE: "#DDEBF7"}
MOST_COMMENTS: Final = 2_000  # more make Excel slow; the words stand in the column as well
LONGEST: Final = 32_767  # of a cell's text
FIRST_YEAR: Final = 1900

OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Remark(NamedTuple):
    """What is said of a cell, or of its whole row where `column` (from 0) is None."""

    row: int
    column: int | None
    message: str
    severity: str = FAULT


def annotated(  # noqa: PLR0913 each is a fact of its own
    content: bytes,
    *,
    name: str,
    sheet: str | None,
    header_row: int,
    faults: Iterable[tuple[int, int | None, str, str]],
    only_faulty: bool = False,
) -> IO[bytes]:
    """Return the sheet as xlsx: its values as they were, a column Keterangan, faults coloured.

    `only_faulty` leaves out the rows below the header of which nothing is said. A number stays a
    number, so a NIK that lost digits is refused again. Memory doesn't grow with the sheet; the file
    has no name. Raises Unreadable.
    """
    said: dict[int, list[Remark]] = defaultdict(list)
    for fault in faults:
        said[fault[0]].append(Remark(*fault))
    made = tempfile.TemporaryFile()  # noqa: SIM115 it is the caller's to close
    with (
        rows(content, name=name, sheet=sheet) as read,
        tempfile.TemporaryDirectory() as folder,
        xlsxwriter.Workbook(made, OPTIONS | {"tmpdir": folder}) as book,
    ):
        _Copy(book, read, header_row).write(said, only_faulty=only_faulty)
    made.seek(0)
    return made


class _Copy:
    """One sheet of the copy; it is written from top to bottom."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Sheet, header_row: int) -> None:
        self.sheet = sheet
        self.header_row = header_row
        self.out: Worksheet = book.add_worksheet(_("Periksa"))
        self.formats = {
            (severity, kind): book.add_format(_look(severity, kind))
            for severity in (*COLOURS, "")
            for kind in ("text", "number", "day", "instant")
        }
        self.bold: Format = book.add_format({"bold": True})
        self.wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.comments = 0

    def write(self, said: dict[int, list[Remark]], *, only_faulty: bool) -> None:
        width = max((len(row.cells) for row in self.sheet), default=0)
        self.out.set_column(width, width, 60)
        skipped = 0
        for row in self.sheet:
            remarks = said.get(row.number, [])
            if only_faulty and row.number > self.header_row and not remarks:
                skipped += 1
                continue
            place = row.number - 1 - skipped
            self._row(place, row, remarks)
            if row.number == self.header_row:
                self.out.write_string(place, width, _("Keterangan"), self.bold)
            elif remarks:
                words = "\n".join(dict.fromkeys(remark.message for remark in remarks))
                self.out.write_string(place, width, words[:LONGEST], self.wrapped)

    def _row(self, place: int, row: Row, remarks: list[Remark]) -> None:
        by_column = {remark.column: remark for remark in reversed(remarks)}
        last = max((column for column in by_column if column is not None), default=-1)
        for column in range(max(len(row.cells), last + 1)):
            remark = by_column.get(column)
            self._cell(place, column, row.cell(column), remark)
            if remark is not None and self.comments < MOST_COMMENTS:
                self.comments += 1
                self.out.write_comment(place, column, remark.message)

    def _cell(self, place: int, column: int, cell: Cell, remark: Remark | None) -> None:
        severity = remark.severity if remark else ""
        value: Any = cell.value
        look = self.formats[severity if severity in COLOURS else "", _kind(value)]
        if value is None:
            if remark:
                self.out.write_blank(place, column, None, look)
        elif isinstance(value, bool):
            self.out.write_boolean(place, column, value, look)
        elif isinstance(value, int | float):
            self.out.write_number(place, column, value, look)
        elif isinstance(value, date) and value.year >= FIRST_YEAR:
            self.out.write_datetime(place, column, value, look)
        else:
            self.out.write_string(place, column, str(value)[:LONGEST], look)


def _kind(value: object) -> str:
    if isinstance(value, datetime):
        return "instant"
    if isinstance(value, date):
        return "day"
    return "number" if isinstance(value, int) and not isinstance(value, bool) else "text"


def _look(severity: str, kind: str) -> dict[str, Any]:
    formats = {"text": "@", "number": "0", "day": "dd/mm/yyyy", "instant": "dd/mm/yyyy hh:mm"}
    look: dict[str, Any] = {"num_format": formats[kind]}
    if severity:
        look |= {"bg_color": COLOURS[severity], "pattern": 1}
    return look
