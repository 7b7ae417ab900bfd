"""Days as people write them. The day comes first, always; what may be otherwise is a fault."""

import re
from calendar import monthrange
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from spreadsheets.cells import Row, Value
from spreadsheets.repairs.results import Fault, Read, quoted

FIRST_YEAR, LAST_YEAR = 1900, 2100
# How Excel counts days; it believes in 29 February 1900, so it counts from the day before.
EXCEL_ZERO: Final = date(1899, 12, 30)
EXCEL_FIRST, EXCEL_LAST = 10_000, 60_000

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb pebruari peb february",
            "maret mar mrt march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu agt ags agust aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov nop nopember",
            "desember des dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAY: Final = re.compile(
    r"^(senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)\b[\s,]*", re.IGNORECASE
)
_CLOCK: Final = re.compile(r"[\sT]+\d{1,2}[:.]\d{2}([:.]\d{2}(\.\d+)?)?(\s*(WIB|WITA|WIT|Z))?$")
_NUMBERS: Final = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})")
_ISO: Final = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})")
_WORDS: Final = re.compile(r"(\d{1,2})\s*[-/. ]?\s*([a-z]+)\.?\s*[-/., ]?\s*(\d{4}|\d{2})", re.I)
_PLACE: Final = re.compile(r"^(?P<place>[^\d,]{2,}?)\s*[,/]\s*(?P<day>\d.*)$")


def read_date(value: Value, *, swapped: bool = False) -> Read:
    """Return the day in ISO form. Raises Fault with a code date_*.

    `swapped`: Excel took day and month of this column the wrong way round, see `swapped_columns`.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        if swapped and value.day <= 12 and value.day != value.month:
            raise Fault(
                "date_ambiguous",
                _(
                    "Excel mungkin menukar hari dan bulan di kolom ini: sel ini dibaca %(day)s, "
                    "padahal di sel lain tertulis tanggal/bulan. Ubah kolom menjadi Teks, lalu "
                    "tulis tanggal seperti 5 Agustus 2025."
                )
                % {"day": _shown(value)},
            )
        return Read(_likely(value).isoformat())
    if isinstance(value, int) and not isinstance(value, bool):
        return _of_number(value)
    if isinstance(value, str):
        return _of_text(" ".join(value.replace("\u2019", "'").split()).strip("'` "))
    raise _unreadable(value)


def swapped_columns(rows: Iterable[Row], columns: Collection[int]) -> set[int]:
    """Return the columns in which Excel took day and month the wrong way round.

    It reads 05/08/2025 as 8 May where it is set to American dates, and leaves 17/08/2025 a text: so
    a column with such texts beside real dates, none of them later than the 12th, is damaged.
    """
    texts: set[int] = set()
    early: set[int] = set()
    late: set[int] = set()
    for row in rows:
        for column in columns:
            value = row.cell(column).value
            if isinstance(value, date):
                (late if value.day > 12 else early).add(column)
            elif isinstance(value, str):
                written = _NUMBERS.fullmatch(value.strip())
                if written and int(written[1]) > 12 >= int(written[2]):
                    texts.add(column)
    return (texts & early) - late


def _of_number(value: int) -> Read:
    if EXCEL_FIRST <= value <= EXCEL_LAST:
        day = EXCEL_ZERO + timedelta(days=value)
        return _repaired(str(value), day)
    text = str(value)
    if len(text) in {7, 8}:
        return _of_digits(text.zfill(8))
    if FIRST_YEAR <= value <= LAST_YEAR:
        raise _incomplete(text)
    raise _unreadable(value)


def _of_digits(text: str) -> Read:
    """Read 17081980 or 19800817, where only one of them is a day."""
    ways = [(text[4:], text[2:4], text[:2]), (text[:4], text[4:6], text[6:])]
    days = {day for way in ways if (day := _day(*(int(part) for part in way)))}
    if len(days) != 1:
        raise _unreadable(text)
    return _repaired(text, days.pop())


def _of_text(text: str) -> Read:
    bare = _CLOCK.sub("", _WEEKDAY.sub("", text))
    placed = _PLACE.match(bare)
    if placed and not _WORDS.match(bare):
        bare = placed["day"]
    if re.fullmatch(r"\d{5}(\.0)?|\d{7,8}", bare):
        return _of_number(int(bare.removesuffix(".0")))
    if re.fullmatch(r"\d{4}", bare) or re.match(r"0{1,2}\s*[-/. ]", bare):
        raise _incomplete(text)
    iso = _ISO.fullmatch(bare)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
        found = _checked(text, year, month, day)
        return Read(found.isoformat()) if bare == text else _repaired(text, found)
    numbers = _NUMBERS.fullmatch(bare)
    if numbers:
        day, month = int(numbers[1]), int(numbers[2])
        return _repaired(text, _checked(text, _year(text, numbers[3]), month, day))
    words = _WORDS.fullmatch(bare)
    if words and words[2].casefold() in MONTHS:
        month = MONTHS[words[2].casefold()]
        return _repaired(text, _checked(text, _year(text, words[3]), month, int(words[1])))
    raise _unreadable(text)


def _year(text: str, year: str) -> int:
    if len(year) == 2:
        raise Fault(
            "date_year_short",
            _("Tahun di “%(text)s” hanya dua angka. Tulis empat angka, misalnya 1980.")
            % {"text": quoted(text)},
        )
    return int(year)


def _day(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        return None
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None


def _checked(text: str, year: int, month: int, day: int) -> date:
    if month > 12:
        raise Fault(
            "date_impossible",
            _("Tidak ada bulan ke-%(month)d di “%(text)s”. Tulis tanggal/bulan/tahun.")
            % {"month": month, "text": quoted(text)},
        )
    if not day or not month:
        raise _incomplete(text)
    found = _day(year, month, day)
    if found is None and FIRST_YEAR <= year <= LAST_YEAR:
        raise Fault(
            "date_impossible",
            _("Tanggal “%(text)s” tidak ada di kalender.") % {"text": quoted(text)},
        )
    if found is None:
        raise _unlikely(text)
    return found


def _likely(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _unlikely(_shown(day))
    return day


def _unlikely(text: str) -> Fault:
    words = _("Tahun pada “%(text)s” tidak mungkin. Periksa lagi tahunnya.")
    return Fault("date_unlikely", words % {"text": quoted(text)})


def _incomplete(text: str) -> Fault:
    words = _("Tanggal “%(text)s” tidak lengkap. Tulis tanggal, bulan dan tahun.")
    return Fault("date_incomplete", words % {"text": quoted(text)})


def _unreadable(value: object) -> Fault:
    words = _("“%(text)s” bukan tanggal. Tulis seperti 5 Agustus 2025 atau 05/08/2025.")
    return Fault("date_unreadable", words % {"text": quoted(value)})


def _repaired(text: str, day: date) -> Read:
    note = _("“%(text)s” dibaca %(day)s.") % {"text": text, "day": _shown(day)}
    return Read(day.isoformat(), note, "date_repaired")


def _shown(day: date) -> str:
    return date_format(day, "j F Y")
