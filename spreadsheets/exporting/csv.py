"""A list as CSV: what Excel in Indonesia opens by a double click, and programs read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from typing import Any

from spreadsheets.exporting.columns import Kind
from spreadsheets.exporting.lists import Export

CONTENT_TYPE = "text/csv; charset=utf-8"
SEPARATOR = ";"  # Indonesian Excel: the comma stands in numbers
BOM = "\ufeff"
# What a spreadsheet takes for the beginning of a formula, or hides before one.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
LINES = 500  # that are sent at a time


def safe(text: str) -> str:
    """Return the text so that no spreadsheet runs it: an apostrophe says that it is text."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def csv_pieces(export: Export) -> Iterator[bytes]:
    """Yield the file piece by piece, in UTF-8 with its mark."""
    kinds = [column.kind for column in export.of.columns]
    lines = (_cells(row, kinds) for row in export.rows())
    buffer = io.StringIO(BOM, newline="")
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer, delimiter=SEPARATOR, lineterminator="\r\n")
    headings = [safe(heading) for heading in export.headings]
    for number, line in enumerate(chain([headings], lines)):
        writer.writerow(line)
        if number % LINES == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece


def _cells(row: Iterable[Any], kinds: list[Kind]) -> list[Any]:
    return [_cell(value, kind) for value, kind in zip(row, kinds, strict=True)]


def _cell(value: Any, kind: Kind) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if kind in {Kind.MONEY, Kind.NUMBER}:
        return int(value)
    return safe(str(value))
