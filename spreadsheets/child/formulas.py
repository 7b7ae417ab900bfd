"""Where formulas and merged cells of a packed sheet are, and which part holds which sheet."""

import posixpath
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.parsers import expat

from spreadsheets.cells import address
from spreadsheets.child.limits import FORMULAS_NAMED, Refused

# Top, left and bottom, right; counted from 0.
Range = tuple[tuple[int, int], tuple[int, int]]
CHUNK = 1024 * 1024
LARGEST_REPEAT = 1_048_576


class Found:
    """The addresses of the first formulas, and how many there are."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.count = 0

    def add(self, column: int, row: int) -> None:
        self.count += 1
        if len(self.addresses) < FORMULAS_NAMED:
            self.addresses.append(address(column, row))


def column_of(reference: str) -> int:
    """Return the column of "C17", counted from 0."""
    column = 0
    for letter in reference.upper():
        if not "A" <= letter <= "Z":
            break
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def in_xlsx(copy: Path, parts: list[str]) -> Found:
    """Find the cells with an `f`. Raises Refused."""
    found = Found()
    for part in parts:
        _parse(copy, part, _XlsxCells(found))
    return found


def in_ods(copy: Path, sheet: str) -> Found:
    """Find the cells of the sheet that carry a formula. Raises Refused."""
    found = Found()
    _parse(copy, "content.xml", _OdsCells(found, sheet))
    return found


def merges_in_ods(copy: Path, sheet: str) -> list[Range]:
    """Find the cells of the sheet that span others. Raises Refused."""
    cells = _OdsCells(Found(), sheet)
    _parse(copy, "content.xml", cells)
    return cells.merges


def part_of(copy: Path, sheet: str) -> str | None:
    """Return the part of an xlsx that holds the sheet; None where the book doesn't say."""
    book, relations = _Book(), _Relations()
    with zipfile.ZipFile(copy) as box:
        names = {name.lower(): name for name in box.namelist()}
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names.keys():
        return None
    _parse(copy, names["xl/workbook.xml"], book)
    _parse(copy, names["xl/_rels/workbook.xml.rels"], relations)
    target = relations.targets.get(book.sheets.get(sheet, ""))
    if not target:
        return None
    path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
    return names.get(posixpath.normpath(path).lower())


# --- Listeners -----------------------------------------------------------------------------------


class _Book:
    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            self.sheets[attributes.get("name", "")] = attributes.get("id", "")


class _Relations:
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class _XlsxCells:
    def __init__(self, found: Found) -> None:
        self.found = found
        self.row = 0
        self.column = -1

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self.row = _number(attributes.get("r", ""), self.row + 1)
            self.column = -1
        elif name == "c":
            reference = attributes.get("r", "")
            self.column = column_of(reference) if reference else self.column + 1
        elif name == "f":
            self.found.add(self.column, self.row)


class _OdsCells:
    def __init__(self, found: Found, sheet: str) -> None:
        self.found = found
        self.sheet = sheet
        self.inside = False
        self.row = self.next_row = 1
        self.column = 0
        self.merges: list[Range] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table":
            self.inside = attributes.get("name") == self.sheet
            self.next_row = 1
        elif name == "table-row":
            self.row = self.next_row
            self.next_row += _number(attributes.get("number-rows-repeated", ""), 1)
            self.column = 0
        elif name in {"table-cell", "covered-table-cell"}:
            if self.inside:
                self._cell(attributes)
            self.column += _number(attributes.get("number-columns-repeated", ""), 1)

    def _cell(self, attributes: Mapping[str, str]) -> None:
        if "formula" in attributes:
            self.found.add(self.column, self.row)
        down = _number(attributes.get("number-rows-spanned", ""), 1)
        right = _number(attributes.get("number-columns-spanned", ""), 1)
        if down > 1 or right > 1:
            top, left = self.row - 1, self.column
            self.merges.append(((top, left), (top + down - 1, left + right - 1)))


def _number(text: str, otherwise: int) -> int:
    return min(int(text), LARGEST_REPEAT) if text.isascii() and text.isdigit() else otherwise


def _parse(copy: Path, part: str, listener: _Book | _Relations | _XlsxCells | _OdsCells) -> None:
    def start(name: str, attributes: dict[str, str]) -> None:
        bare = {_bare(key): value for key, value in attributes.items()}
        listener.start(_bare(name), bare)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    try:
        with zipfile.ZipFile(copy) as box, box.open(part) as file:
            while chunk := file.read(CHUNK):
                parser.Parse(chunk, False)  # noqa: FBT003 expat takes no keywords
            parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise Refused("sheet_unreadable") from error


def _bare(name: str) -> str:
    return name.rpartition(" ")[2]
