"""Words on paper: amounts spelt out, Roman months, and text that the fonts can show."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from num2words import num2words

FONTS = Path(__file__).parent / "fonts"
MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
# In place of what the fonts have no shape for: seen by whoever proof-reads the paper.
MISSING = "\u25a1"


def terbilang(amount_idr: int) -> str:
    """Spell out an amount of rupiah: "satu juta dua ratus lima puluh ribu rupiah"."""
    if amount_idr < 0:
        raise ValueError("an amount on a paper is not negative")
    return f"{num2words(amount_idr, lang='id')} rupiah"


def month_in_roman(day: date) -> str:
    return MONTHS[day.month - 1]


def said_day(day: date) -> str:
    return date_format(day, "j F Y")


def spelt_day(day: date) -> str:
    """Spell out a date as records of proceedings begin, with its weekday and its figures."""
    return (
        f"{date_format(day, 'l')}, tanggal {num2words(day.day, lang='id')}, "
        f"bulan {date_format(day, 'F')}, tahun {num2words(day.year, lang='id')} ({day:%d-%m-%Y})"
    )


def paragraphs(text: str) -> list[str]:
    """Return what people wrote in lines, line by line: `tidy` keeps each in one."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def tidy(value: Any) -> Any:
    """Return the facts with every text in one line, without characters that nobody sees."""
    if isinstance(value, str):
        seen = (" " if mark.isspace() else mark for mark in unicodedata.normalize("NFC", value))
        return " ".join(
            "".join(mark for mark in seen if unicodedata.category(mark)[0] != "C").split()
        )
    if isinstance(value, Mapping):
        return {str(name): tidy(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [tidy(part) for part in value]
    return value


def printable(value: Any) -> Any:
    """Return tidy facts with a box for each character that the fonts have no shape for."""
    if isinstance(value, str):
        return "".join(_shown(mark) for mark in value)
    if isinstance(value, dict):
        return {name: printable(part) for name, part in value.items()}
    if isinstance(value, list):
        return [printable(part) for part in value]
    return value


def _shown(mark: str) -> str:
    if ord(mark) in shapes("LiberationSans-Regular.ttf"):
        return mark
    return "" if unicodedata.category(mark) in {"Mn", "Me"} else MISSING


@cache
def shapes(font: str) -> frozenset[int]:
    """Return the characters that a font has shapes for: its `cmap`, format 4.

    PDF/UA refuses a document with a missing shape, so it is known before.
    """
    data = (FONTS / font).read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    records = (struct.unpack_from(">4sLLL", data, 12 + 16 * at) for at in range(tables))
    start = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
    count = struct.unpack_from(">H", data, start + 2)[0]
    encodings = (struct.unpack_from(">HHL", data, start + 4 + 8 * at) for at in range(count))
    at = start + next(offset for *platform, offset in encodings if platform == [3, 1])
    half = struct.unpack_from(">H", data, at + 6)[0]
    segments = half // 2

    def column(number: int, form: str) -> tuple[int, ...]:
        # endCode, a pad, startCode, idDelta, idRangeOffset
        skip = 14 + half * number + (2 if number else 0)
        return struct.unpack_from(f">{segments}{form}", data, at + skip)

    found = set()
    ends, starts, deltas, offsets = (
        column(0, "H"),
        column(1, "H"),
        column(2, "h"),
        column(3, "H"),
    )
    first_offset = at + 16 + half * 3
    for number, (low, high) in enumerate(zip(starts, ends, strict=True)):
        for code in range(low, min(high, 0xFFFE) + 1):
            glyph = code
            if offsets[number]:
                place = first_offset + 2 * number + offsets[number] + 2 * (code - low)
                glyph = struct.unpack_from(">H", data, place)[0]
                if glyph == 0:
                    continue
            if (glyph + deltas[number]) & 0xFFFF:
                found.add(code)
    return frozenset(found)
