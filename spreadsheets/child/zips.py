"""The packed kinds (xlsx, ods): what is inside is counted, searched and packed anew.

The library reads only the copy, so it sees exactly the bytes that were looked at here, and no
pictures, drawings or comments at all.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from common.confined.limits import MIB
from spreadsheets.child.limits import ENTRIES, INFLATED, LARGEST, RATIO, SMALL, Refused

XLSX, ODS = "xlsx", "ods"
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, OSError)

# All that is read of each kind; names are compared in small letters.
KEPT = {
    XLSX: re.compile(
        r"\[content_types\]\.xml|_rels/\.rels|xl/[^/]+\.xml|xl/_rels/[^/]+\.rels"
        r"|xl/worksheets/[^/]+\.xml"
    ),
    ODS: re.compile(r"mimetype|content\.xml|meta-inf/manifest\.xml"),
}
MANIFEST = "meta-inf/manifest.xml"
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"

MACROS = re.compile(r".*vbaproject\.bin|xl/(macrosheets|dialogsheets)/.*|basic/.*|scripts/.*")
LINKS = re.compile(r"xl/(externallinks|querytables)/.*|xl/connections\.xml")

DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)")
# What looks like a formula, in sheets of either kind; `formulas` then tells where it is one.
FORMULA = re.compile(rb"[<:]f[\s/>]|formula\s*=")
MERGE_MARK = b"-spanned"  # of an ods; of an xlsx the library tells
FORMULA_MARKS = (b"<f", b":f", b"formula")
MACRO_TYPE = re.compile(rb"macroEnabled", re.IGNORECASE)
LOCKED = re.compile(rb"encryption-data")
LINKED = re.compile(rb"<[\w.-]+:(?:cell-range-source|dde-source|dde-link)[\s/>]")
LONGEST_WORD = 64


@dataclass
class Packed:
    """What was packed anew: its kind, and in which parts there may be formulas or merged cells."""

    kind: str
    with_formulas: set[str] = field(default_factory=set)
    with_merges: set[str] = field(default_factory=set)


def packed_anew(source: Path, target: Path) -> Packed:
    """Write the copy. Raises Refused."""
    try:
        with zipfile.ZipFile(source) as box, source.open("rb") as file:
            packed = Packed(_kind(box, file))
            with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
                for entry in _kept(box, packed.kind):
                    _copy(entry, file, copy, packed)
    except BROKEN as error:
        raise Refused("sheet_unreadable") from error
    return packed


# --- The directory -------------------------------------------------------------------------------


def _kind(box: zipfile.ZipFile, file: BinaryIO) -> str:
    """Look at the directory alone. Raises Refused."""
    entries = box.infolist()
    names = [_name(entry).lower() for entry in entries]
    if len(entries) > ENTRIES or len(set(names)) != len(names):
        raise Refused("sheet_is_bomb")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("sheet_encrypted")
    _check_sizes(entries)
    if any(MACROS.fullmatch(name) for name in names):
        raise Refused("sheet_has_macros")
    if any(LINKS.fullmatch(name) for name in names):
        raise Refused("sheet_has_links")
    if "xl/workbook.xml" in names:
        return XLSX
    if "content.xml" in names and "mimetype" in names:
        said = b"".join(_inflated(entries[names.index("mimetype")], file))
        if said.startswith(ODS_TYPE):
            return ODS
    raise Refused("unknown_type")


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse what says itself that it would grow too much."""
    if sum(entry.file_size for entry in entries) > INFLATED:
        raise Refused("sheet_is_bomb")
    if sum(entry.compress_size for entry in entries) > LARGEST:
        raise Refused("sheet_is_bomb")
    for entry in entries:
        if entry.file_size > max(SMALL, RATIO * entry.compress_size):
            raise Refused("sheet_is_bomb")


def _kept(box: zipfile.ZipFile, kind: str) -> list[zipfile.ZipInfo]:
    """Return what is read; the manifest first, for it says whether the rest is locked."""
    kept = [entry for entry in box.infolist() if KEPT[kind].fullmatch(_name(entry).lower())]
    return sorted(kept, key=lambda entry: _name(entry).lower() != MANIFEST)


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the entry's name with the slashes that there should be: some offices write others."""
    return entry.filename.replace("\\", "/")


# --- The content ---------------------------------------------------------------------------------


def _inflated(entry: zipfile.ZipInfo, file: BinaryIO) -> Iterator[bytes]:
    """Yield what an entry holds, never more than its directory said. Raises Refused."""
    size = check = 0
    for chunk in _opened(entry, file):
        size += len(chunk)
        check = zlib.crc32(chunk, check)
        if size > entry.file_size:
            raise Refused("sheet_is_bomb")
        yield chunk
    if size != entry.file_size or check != entry.CRC:
        raise Refused("sheet_unreadable")


def _opened(entry: zipfile.ZipInfo, file: BinaryIO) -> Iterator[bytes]:
    file.seek(entry.header_offset)
    head = file.read(30)
    if head[:4] != b"PK\x03\x04":
        raise Refused("sheet_unreadable")
    name_length, extra_length = struct.unpack("<HH", head[26:30])
    file.seek(name_length + extra_length, 1)
    left = entry.compress_size
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Refused("sheet_unreadable")
    opener = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0:
        packed = file.read(min(left, MIB))
        if not packed:
            raise Refused("sheet_unreadable")
        left -= len(packed)
        if opener is None:
            yield packed
            continue
        while packed and not opener.eof:
            yield opener.decompress(packed, MIB)
            packed = opener.unconsumed_tail


def _copy(entry: zipfile.ZipInfo, file: BinaryIO, copy: zipfile.ZipFile, packed: Packed) -> None:
    """Write the entry into the copy, and note what it may hold."""
    name, before = _name(entry), b""
    fresh = zipfile.ZipInfo(name)
    fresh.file_size = entry.file_size
    with copy.open(fresh, "w") as out:
        for chunk in _inflated(entry, file):
            seen = before + chunk
            if not before:
                _check_encoding(seen)
            _check_words(name.lower(), seen)
            if _may_hold_formula(seen):
                packed.with_formulas.add(name)
            if MERGE_MARK in seen:
                packed.with_merges.add(name)
            before = seen[-LONGEST_WORD:]
            out.write(chunk)


def _may_hold_formula(seen: bytes) -> bool:
    # The marks first: they are sought ten times faster.
    return any(mark in seen for mark in FORMULA_MARKS) and FORMULA.search(seen) is not None


def _check_encoding(start: bytes) -> None:
    """Refuse what is not UTF-8: nothing would be found in it."""
    head = start[:200]
    said = ENCODING.search(head)
    if b"\0" in head or (said and said[1].lower() not in {b"utf-8", b"us-ascii", b"ascii"}):
        raise Refused("sheet_unreadable")


def _check_words(name: str, seen: bytes) -> None:
    if DTD.search(seen):
        raise Refused("sheet_is_bomb")
    if name == "[content_types].xml" and MACRO_TYPE.search(seen):
        raise Refused("sheet_has_macros")
    if name == MANIFEST and LOCKED.search(seen):
        raise Refused("sheet_encrypted")
    if name == "content.xml" and LINKED.search(seen):
        raise Refused("sheet_has_links")
