"""Reading a pasted list of village, name and phone, however it is separated and ordered."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Final

from common.names import tidy
from common.phones import normalised, shown

_TABS: Final = re.compile(r"\t")
_SEPARATORS: Final = (_TABS, re.compile(r"[;|]"), re.compile(r","), re.compile(r"\s{2,}"))
_PHONE: Final = re.compile(r"(?:hp|wa|no|nomor|telp|tlp)?[\s.:/]*(\+?\(?\d[\d\s().-]{6,}\d)", re.I)
_BROKEN: Final = re.compile(r"\d[.,]\d+e\+?\d+", re.I)  # what a sheet makes of a long number
_SHORT: Final = re.compile(r"\+?0?[\d .-]{3,8}\d")  # digits alone, too few for a number
_NUMBERING: Final = re.compile(r"\d{1,3}[.)]?")
_BULLET: Final = re.compile(r"^\s*(?:\d{1,3}[.)]\s+|[-*\u2022]\s+)")
_CODE: Final = re.compile(r"\d{2}\.\d{2}\.\d{2}\.[123]\d{3}")
_MARKS: Final = "\ufeff\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060"
_CLEAN: Final = str.maketrans({"\u00a0": " ", **dict.fromkeys(_MARKS, None)})
# What follows a comma in "Siti Aminah, S.Sos., M.Si." belongs to the name.
_TITLE: Final = re.compile(
    r"(?:(?:S|M|D|A|Sp|Dr)\.\s?[A-Z][A-Za-z.\s]{0,9}|S[EHTP]|M[MHT]|SKM|A\.?Md[A-Za-z.]*|Ph\.?D)\.?"
)
_VILLAGE: Final = re.compile(
    r"(desa adat|desa|ds|kelurahan|kel|nagari|gampong|pekon|negeri)\b\.?\s*(?=\S)", re.I
)
_URBAN: Final = {"kelurahan", "kel"}
_DISTRICT: Final = re.compile(r"(?:kecamatan|kec|distrik)\b\.?\s*(?=\S)", re.I)


class Column(StrEnum):
    VILLAGE = auto()
    NAME = auto()
    PHONE = auto()
    DISTRICT = auto()


_HEADINGS: Final = {
    Column.VILLAGE: ("desa", "kelurahan", "desa/kelurahan", "nama desa", "wilayah", "kode desa"),
    Column.NAME: ("nama", "koordinator", "nama koordinator", "ketua", "nama ketua", "nama lengkap"),
    Column.PHONE: ("hp", "no hp", "nomor hp", "no. hp", "wa", "no wa", "no. wa", "telepon", "telp"),
    Column.DISTRICT: ("kecamatan", "kec", "nama kecamatan"),
}
_IGNORED: Final = {"no", "no.", "nomor", "nomor urut"}


@dataclass
class Cell:
    """A piece of text of a line; `column` is what it surely is, where that can be seen."""

    text: str
    place: int  # which column of the line
    column: Column | None = None
    kind: str = ""  # "kelurahan" or "desa", where the writer said so


@dataclass
class Line:
    """One line as it was read: its phone, and the texts of which one is the village."""

    number: int
    raw: str
    phone: str = ""
    phone_typed: str = ""
    cells: list[Cell] = field(default_factory=list)

    @property
    def phone_repaired(self) -> bool:
        """Whether the number is kept otherwise than it was typed."""
        return bool(self.phone) and self.phone_typed not in {self.phone, shown(self.phone)}


def lines_in(text: str) -> list[Line]:
    """Read every line that says anything; a line of headings tells what the columns are."""
    found: list[Line] = []
    columns: dict[int, Column] = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        clean = raw.translate(_CLEAN)
        if not clean.strip():
            continue
        pieces = _pieces(clean)
        headings = _headings(pieces)
        if headings and not found:
            columns = headings
            continue
        found.append(_line(number, raw, pieces, columns))
    return found


def _pieces(text: str) -> list[tuple[int, str]]:
    """Split by the strongest separator that is there; a comma before a degree is none."""
    separator = next((one for one in _SEPARATORS if one.search(text.strip())), _SEPARATORS[-1])
    if separator is not _TABS:
        text = _BULLET.sub("", text)
    pieces: list[tuple[int, str]] = []
    for place, piece in enumerate(separator.split(text)):
        word = tidy(piece.strip().strip('"').strip())
        if pieces and separator.pattern == "," and _TITLE.fullmatch(word):
            before, name = pieces.pop()
            pieces.append((before, f"{name}, {word}"))
        elif word:
            pieces.append((place, word))
    return pieces


def _headings(pieces: list[tuple[int, str]]) -> dict[int, Column]:
    """Return what each column is, when every piece of the line is a heading."""
    named: dict[int, Column] = {}
    for place, word in pieces:
        plain = word.casefold().strip(" .:")
        column = next((c for c, words in _HEADINGS.items() if plain in words), None)
        if column is not None:
            named[place] = column
        elif plain not in _IGNORED:
            return {}
    return named if len(named) > 1 else {}


def _line(number: int, raw: str, pieces: list[tuple[int, str]], columns: dict[int, Column]) -> Line:
    line = Line(number, raw.strip())
    for place, word in pieces:
        if _NUMBERING.fullmatch(word):
            continue
        rest = word if _CODE.fullmatch(word) else _take_phone(line, word)
        if rest:
            line.cells.append(_cell(rest, place, columns.get(place)))
    return line


def _take_phone(line: Line, word: str) -> str:
    """Keep the number in the piece, if there is one, and return what else it says."""
    if (_BROKEN.fullmatch(word) or _SHORT.fullmatch(word)) and not line.phone_typed:
        line.phone_typed = word
        return ""
    match = _PHONE.search(word)
    if match is None or line.phone_typed:
        return word
    line.phone_typed = match.group(1).strip()
    line.phone = normalised(line.phone_typed)
    rest = tidy(word[: match.start()] + " " + word[match.end() :]).strip(" ,;-")
    return rest if any(map(str.isalnum, rest)) else ""


def _cell(text: str, place: int, column: Column | None) -> Cell:
    if _CODE.fullmatch(text):
        return Cell(text, place, Column.VILLAGE)
    if district := _DISTRICT.match(text):
        return Cell(text[district.end() :], place, Column.DISTRICT)
    if village := _VILLAGE.match(text):
        kind = "kelurahan" if village.group(1).casefold() in _URBAN else "desa"
        return Cell(text[village.end() :], place, Column.VILLAGE, kind)
    return Cell(text, place, column)
