"""Rows and cells of a sheet as they were read, and what people call them ("C17")."""

from dataclasses import dataclass
from datetime import date, datetime

Value = str | int | float | bool | date | datetime | None


def letters(column: int) -> str:
    """Return the name of the column, counted from 0: 0 is A, 26 is AA."""
    name, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        name = chr(ord("A") + place) + name
    return name


def address(column: int, row: int) -> str:
    """Return what the spreadsheet calls a cell; columns count from 0, rows from 1."""
    return f"{letters(column)}{row}"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds; a whole number is an int, whatever the file made of it.

    A cell covered by a merged one has its address in `covered_by` and its value in `covering`. The
    value is taken over only where the merged cell began in the same column, above.
    """

    value: Value = None
    covered_by: str = ""
    covering: Value = None

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | float) and not isinstance(self.value, bool)


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Row:
    """A row with something in it. `number` counts from 1, as the spreadsheet does."""

    number: int
    cells: list[Cell]

    def cell(self, column: int) -> Cell:
        """Return the cell in the column, counted from 0; an empty one beyond the last."""
        return self.cells[column] if column < len(self.cells) else EMPTY

    def address(self, column: int) -> str:
        return address(column, self.number)
