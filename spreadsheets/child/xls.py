"""The old binary kind (xls): a small file system (MS-CFB) that holds records (MS-XLS).

Only as much is read as tells what must be refused: passwords, macros, links and formulas.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from spreadsheets.child.formulas import Found
from spreadsheets.child.limits import ENTRIES, Refused

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END_OF_CHAIN = 0xFFFFFFF0  # this and all above mean: nothing follows

ENCRYPTED = {"encryptedpackage", "encryptioninfo"}
MACROS = {"_vba_project_cur", "_vba_project", "vba", "macros"}

BOF = {0x0809, 0x0409, 0x0209, 0x0009}
EOF = 0x000A
SHEET = 0x0085
PASSWORD = 0x002F
LINK = 0x01AE
FORMULAS = {0x0006, 0x0206, 0x0406}
OWN_BOOK = {b"\x01\x04", b"\x01\x3a"}  # a "link" to this very book, or to a function of Excel
WORKSHEET, MACRO_SHEETS = 0, {1, 6}


@dataclass(frozen=True)
class Book:
    """The records of a book, and where its sheets begin."""

    records: bytes
    starts: tuple[int, ...]

    def formulas(self, sheet: int) -> Found:
        """Find the formulas of the sheet at this place."""
        found = Found()
        for kind, content in _records(self.records, self.starts[sheet]):
            if kind in FORMULAS and len(content) >= 4:
                row, column = struct.unpack_from("<HH", content)
                found.add(column, row + 1)
        return found


def opened(content: bytes) -> Book:
    """Read what must be known before a library reads it. Raises Refused."""
    try:
        streams = _Streams(content)
        names = set(streams.names)
        if names & ENCRYPTED:
            raise Refused("sheet_encrypted")
        if names & MACROS:
            raise Refused("sheet_has_macros")
        stream = next((name for name in ("workbook", "book") if name in names), None)
        if stream is None:
            raise Refused("unknown_type")
        return _book(streams.read(stream))
    except (struct.error, IndexError, ValueError) as error:
        raise Refused("sheet_unreadable") from error


def _book(records: bytes) -> Book:
    starts = []
    for kind, content in _records(records, 0):
        if kind == PASSWORD:
            raise Refused("sheet_encrypted")
        if kind == LINK and content[2:4] not in OWN_BOOK:
            raise Refused("sheet_has_links")
        if kind == SHEET:
            start, _visible, sort = struct.unpack_from("<IBB", content)
            if sort in MACRO_SHEETS:
                raise Refused("sheet_has_macros")
            starts.append(start)
    if not 0 < len(starts) <= ENTRIES:
        raise Refused("sheet_unreadable")
    return Book(records, tuple(starts))


def _records(records: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records from a BOF to its EOF; charts inside have ends of their own."""
    depth, at = 0, start
    while at + 4 <= len(records):
        kind, length = struct.unpack_from("<HH", records, at)
        at += 4
        if depth == 0 and kind not in BOF:
            raise Refused("sheet_unreadable")
        if kind in BOF:
            depth += 1
        elif kind == EOF:
            depth -= 1
            if depth == 0:
                return
        else:
            yield kind, records[at : at + length]
        at += length
    raise Refused("sheet_unreadable")


class _Streams:
    """The streams of a compound file, by their names in small letters."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        (shift, mini_shift) = struct.unpack_from("<HH", content, 30)
        if shift not in {9, 12} or mini_shift != 6:
            raise Refused("sheet_unreadable")
        self.sector = 1 << shift
        directory, self.small = struct.unpack_from("<I4xI", content, 48)
        mini_table, difat = struct.unpack_from("<I4xI", content, 60)
        self.table = self._table(difat)
        entries = self._chain(directory)
        self.entries: dict[str, tuple[int, int]] = {}
        self.names: list[str] = []
        self.root = (END_OF_CHAIN, 0)
        self.mini_table = self._integers(self._chain(mini_table))
        for at in range(0, len(entries) - 127, 128):
            self._entry(entries[at : at + 128])

    def _entry(self, entry: bytes) -> None:
        length, sort = struct.unpack_from("<HB", entry, 64)
        name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()
        start, size = struct.unpack_from("<II", entry, 116)
        if sort in {1, 2}:
            self.names.append(name)
        if sort == 2:
            self.entries.setdefault(name, (start, size))
        elif sort == 5:
            self.root = (start, size)

    def read(self, name: str) -> bytes:
        start, size = self.entries[name]
        if size >= self.small:
            return self._chain(start)[:size]
        room = self._chain(self.root[0])
        pieces = [room[at * 64 : at * 64 + 64] for at in _links(start, self.mini_table)]
        return b"".join(pieces)[:size]

    def _table(self, difat: int) -> list[int]:
        sectors = list(struct.unpack_from("<109I", self.content, 76))
        seen = 0
        while difat < END_OF_CHAIN:
            seen += 1
            if seen > len(self.content) // self.sector:
                raise Refused("sheet_unreadable")
            numbers = self._integers(self._at(difat))
            sectors += numbers[:-1]
            difat = numbers[-1]
        kept = [number for number in sectors if number < END_OF_CHAIN]
        return self._integers(b"".join(self._at(number) for number in kept))

    def _chain(self, start: int) -> bytes:
        return b"".join(self._at(number) for number in _links(start, self.table))

    def _at(self, number: int) -> bytes:
        begin = (number + 1) * self.sector
        return self.content[begin : begin + self.sector]

    @staticmethod
    def _integers(content: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))


def _links(start: int, table: list[int]) -> Iterator[int]:
    number, steps = start, 0
    while number < END_OF_CHAIN:
        steps += 1
        if steps > len(table):
            raise Refused("sheet_unreadable")
        yield number
        number = table[number]
