"""Sheets that are plain text (csv): in what letters they are written, and what parts the cells."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from spreadsheets.child.formulas import Found
from spreadsheets.child.limits import Refused

SEPARATORS = ";,\t|"
TRIED_LINES = 60
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WEB_PAGE = re.compile(
    rb"\s*<(!doctype|html|head|body|table|meta|style|div|script|\?xml|!--)", re.IGNORECASE
)
# Web programs write ="0812..." to keep a zero: a text, and no other formula.
KEPT_TEXT = re.compile(r'="([^"]*)"')


def check(content: bytes) -> None:
    """Refuse a web page or what is no text at all."""
    bare = content.removeprefix(codecs.BOM_UTF8)
    if WEB_PAGE.match(bare[:500]):
        raise Refused("sheet_is_web_page")
    if not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and b"\0" in content:
        raise Refused("unknown_type")


def rows(content: bytes, found: Found) -> Iterator[tuple[int, list[str | None]]]:
    """Yield number and cells of each row; formulas are told to `found`. Raises Refused."""
    text = _decoded(content)
    separator, text = _separator(text)
    try:
        for number, cells in enumerate(_split(text, separator), start=1):
            yield number, [_cell(cell, (place, number), found) for place, cell in enumerate(cells)]
    except csv.Error as error:
        raise Refused("sheet_unreadable") from error


def _cell(text: str, place: tuple[int, int], found: Found) -> str | None:
    if text.startswith("="):
        kept = KEPT_TEXT.fullmatch(text.strip())
        if kept is None:
            found.add(*place)
            return None
        text = kept[1]
    return text


def _decoded(content: bytes) -> str:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _decode(content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode(content, "cp1252")


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused("sheet_unreadable") from error


def _separator(text: str) -> tuple[str, str]:
    """Return what parts the cells; Excel's own line "sep=;" says it, and is no row."""
    first, _end, rest = text.partition("\n")
    said = re.fullmatch(r"sep=(.)\s*", first, re.IGNORECASE)
    if said:
        return said[1], "\n" + rest  # the rows below keep their numbers
    start = text[:200_000]
    return max(SEPARATORS, key=lambda separator: _evenness(start, separator)), text


def _evenness(start: str, separator: str) -> tuple[int, int]:
    """Count how many rows fall into equally many cells, more than one."""
    widths: Counter[int] = Counter()
    try:
        for _place, cells in zip(range(TRIED_LINES), _split(start, separator), strict=False):
            if len(cells) > 1:
                widths[len(cells)] += 1
    except csv.Error:
        return (0, 0)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _split(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)
