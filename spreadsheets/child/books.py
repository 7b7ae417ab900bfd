"""Books (xlsx, ods, xls): guarded first, then read by the library."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)
from python_calamine import PasswordError as LibraryPasswordError

from spreadsheets.child import formulas, xls, zips
from spreadsheets.child.formulas import Range
from spreadsheets.child.limits import ROWS, Refused
from spreadsheets.child.merges import Merges

Write = Callable[[Iterable[tuple[int, list[Any]]]], int]


def read_book(source: Path, wanted: str, names: list[str], write: Write) -> tuple[str, int]:
    """Write the rows of the sheet; return its name and their number. Raises Refused."""
    guard: _Packed | _Binary
    guard = _Packed(source) if source.open("rb").read(2) == b"PK" else _Binary(source)
    try:
        with CalamineWorkbook.from_path(guard.readable) as book:
            visible = _sheets(book)
            names += visible
            name, sheet = _chosen(book, wanted, visible)
            found = guard.formulas(name, book.sheet_names.index(name))
            if found.count:
                raise Refused(
                    "sheet_has_formulas", sheet=name, addresses=found.addresses, count=found.count
                )
            return name, write(_rows(sheet, Merges(guard.merges(sheet))))
    except LibraryPasswordError as error:
        raise Refused("sheet_encrypted") from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        beyond = "limit exceeded" in str(error)  # the library's own, of repeated cells in an ods
        raise Refused("sheet_too_large" if beyond else "sheet_unreadable") from error


class _Packed:
    """An xlsx or ods, packed anew."""

    def __init__(self, source: Path) -> None:
        copy = Path("copy")
        self.packed = zips.packed_anew(source, copy)
        self.readable = copy.rename(f"copy.{self.packed.kind}")  # the library knows it by that

    def formulas(self, sheet: str, _place: int) -> formulas.Found:
        suspects = self.packed.with_formulas
        if not suspects:
            return formulas.Found()
        if self.packed.kind == zips.ODS:
            return formulas.in_ods(self.readable, sheet)
        part = formulas.part_of(self.readable, sheet)
        # Where the book doesn't say which part it is, any formula counts.
        return formulas.in_xlsx(self.readable, sorted(suspects & {part} if part else suspects))

    def merges(self, sheet: CalamineSheet) -> list[Range]:
        if self.packed.kind == zips.ODS and self.packed.with_merges:
            return formulas.merges_in_ods(self.readable, sheet.name)
        return sheet.merged_cell_ranges or []


class _Binary:
    """An xls, as it came."""

    def __init__(self, source: Path) -> None:
        self.book = xls.opened(source.read_bytes())
        self.readable = source.rename("copy.xls")

    def formulas(self, _sheet: str, place: int) -> formulas.Found:
        if place >= len(self.book.starts):
            raise Refused("sheet_unreadable")
        return self.book.formulas(place)

    def merges(self, sheet: CalamineSheet) -> list[Range]:
        return sheet.merged_cell_ranges or []


def _sheets(book: CalamineWorkbook) -> list[str]:
    """Return the names of the sheets that one sees; of all, where none is to be seen."""
    tables = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    seen = [sheet.name for sheet in tables if sheet.visible == SheetVisibleEnum.Visible]
    return seen or [sheet.name for sheet in tables]


def _chosen(book: CalamineWorkbook, wanted: str, names: list[str]) -> tuple[str, CalamineSheet]:
    """Return the sheet that is wanted, else the first that is a table, else the first not empty."""
    if wanted:
        if wanted not in names:
            raise Refused("sheet_not_there", sheet=wanted)
        return wanted, _checked(book.get_sheet_by_name(wanted))
    fallback = None
    for name in names:
        sheet = _checked(book.get_sheet_by_name(name))
        if sheet.height > 1 and sheet.width > 1:
            return name, sheet
        if fallback is None and sheet.height:
            fallback = name, sheet
    if fallback is None:
        raise Refused("sheet_empty")
    return fallback


def _checked(sheet: CalamineSheet) -> CalamineSheet:
    if sheet.end is not None and sheet.end[0] >= ROWS:
        raise Refused("sheet_too_large", sheet=sheet.name)
    return sheet


def _rows(sheet: CalamineSheet, merges: Merges) -> Iterator[tuple[int, list[Any]]]:
    """Yield number and cells, with the empty columns before the first put back."""
    left = [""] * (sheet.start[1] if sheet.start else 0)
    for place, cells in enumerate(sheet.iter_rows()):
        row = [None if cell == "" else cell for cell in left + cells]
        merges.fill(place, row)
        yield place + 1, row
