"""Merged cells: which cells each covers, row by row."""

from typing import Any

from spreadsheets.cells import address
from spreadsheets.child.formulas import Range
from spreadsheets.child.limits import COLUMNS, MERGES, Refused


class Merges:
    """Fills the cells that merged ones cover; rows are asked for in order, from 0."""

    def __init__(self, ranges: list[Range]) -> None:
        if len(ranges) > MERGES:
            raise Refused("sheet_too_large")
        self.waiting = sorted(ranges, reverse=True)
        self.open: list[tuple[Range, Any]] = []

    def fill(self, row: int, cells: list[Any]) -> None:
        """Put {"in": "B5", "value": ..., "down": ...} where a cell is covered by the one at B5."""
        self.open = [(span, value) for span, value in self.open if span[1][0] >= row]
        while self.waiting and self.waiting[-1][0][0] <= row:
            span = self.waiting.pop()
            column = span[0][1]
            value = cells[column] if column < len(cells) else None
            if value is not None and span[0][0] == row:
                self.open.append((span, value))
        for ((top, left), (_bottom, right)), value in self.open:
            for column in range(left, min(right, COLUMNS - 1) + 1):
                if (row, column) != (top, left):
                    cells += [None] * (column + 1 - len(cells))
                    cells[column] = {
                        "in": address(left, top + 1),
                        "value": value,
                        "down": column == left,
                    }
