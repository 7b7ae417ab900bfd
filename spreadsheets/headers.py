"""Where a table begins and ends on a sheet, and which of its columns is which field."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from spreadsheets.cells import Row, letters
from spreadsheets.fields import Field

SEARCHED_ROWS: Final = 60
LONGEST_LABEL: Final = 60
DEEPEST: Final = 3  # rows of labels
# Words that head a column in any list of an office; those of the import's own fields are added.
_USUAL: Final = """
    no nomor nama nik kk alamat desa kelurahan kecamatan kabupaten rt rw dusun lahir tanggal tgl
    tempat ttl jk gender kelamin telepon telp hp wa email agama pekerjaan pendidikan jabatan
    keterangan ket sk status umur usia rekening bank jumlah honor
"""
USUAL: Final = frozenset(_USUAL.split())
_WORD: Final = re.compile(r"[^\W_]+")
_TOTAL: Final = re.compile(r"^\W*(jumlah|total|sub\s*total|grand\s*total|rata-rata)\b", re.I)
_SIGNING: Final = re.compile(
    r"^\W*(mengetahui|menyetujui|disetujui|diketahui|dibuat oleh|yang membuat|pembuat|ttd\b|nip\b"
    r"|a\.\s?n\.|kepala (desa|dinas|kelurahan|bidang|seksi)|lurah\b|camat\b|catatan\s*:"
    r"|keterangan\s*:|sumber\s*:|dicetak\b)|^\W*\(?\s*[._]{4,}|^\w[\w .]+,\s*\d{1,2} \w+ \d{4}$",
    re.I,
)


@dataclass(frozen=True)
class Header:
    """The rows of labels, by number, and what each column is called (columns count from 0).

    `last_row` includes a row "1 2 3 4" below the labels: the table's first row comes after it.
    """

    first_row: int
    last_row: int
    labels: dict[int, str]


class Sort(StrEnum):
    """What a row below the header is."""

    RECORD = "record"
    TOTAL = "total"
    SIGNING = "signing"
    HEADER = "header"


# --- Where it begins -----------------------------------------------------------------------------


def guess(rows: Sequence[Row], *, fields: Iterable[Field] = ()) -> Header | None:
    """Find the labels among the first rows of a sheet; None where nothing looks like labels.

    Titles and logos above, merged labels over two lines and numbers below them are expected.
    """
    seen = list(rows[:SEARCHED_ROWS])
    known = USUAL | {word for field in fields for name in _names(field) for word in name.split()}
    best = max(range(len(seen)), key=lambda at: (_likeness(seen[at], known), -at), default=None)
    if best is None or _likeness(seen[best], known) <= 0:
        return None
    first, last = _grown(seen, best)
    labels = _labels(seen[first : last + 1])
    if last + 1 < len(seen) and _is_numbering(seen[last + 1], labels):
        last += 1
    return Header(seen[first].number, seen[last].number, _with_unnamed(labels, seen[last + 1 :]))


def _likeness(row: Row, known: frozenset[str] | set[str]) -> float:
    """Say how much a row looks like labels; 0 and below: not at all."""
    texts = [text for _column, text in _own_texts(row)]
    values = sum(1 for cell in row.cells if cell.value is not None and not cell.covered_by)
    if not texts or values > len(texts) + 1:
        return -1
    familiar = sum(1 for text in texts if known.intersection(normalised(text).split()))
    long_or_coded = sum(1 for text in texts if len(text) > LONGEST_LABEL or _digits(text) > 2)
    return len(set(texts)) - 1 + 3 * familiar - 4 * long_or_coded + (familiar > 0)


def _grown(rows: list[Row], best: int) -> tuple[int, int]:
    """Return the first and last of the rows that the labels fill."""
    first = last = best
    while first > 0 and last - first + 1 < DEEPEST and _is_above(rows[first - 1], rows[first]):
        first -= 1
    while (
        last + 1 < len(rows)
        and last - first + 1 < DEEPEST
        and _is_below(rows[first], rows[last], rows[last + 1])
    ):
        last += 1
    return first, last


def _is_above(above: Row, row: Row) -> bool:
    """Say whether the labels begin one row higher: groups, or labels merged downwards."""
    texts = _own_texts(above)
    if above.number != row.number - 1 or len(texts) < 2 or not _are_labels(above):
        return False
    downwards = any(cell.covered_by and cell.value is not None for cell in row.cells)
    spanning = any(cell.covered_by and cell.value is None for cell in above.cells)
    own = {column for column, _text in _own_texts(row)}
    gaps = [column for column, _text in texts if column not in own]
    return downwards or spanning or (len(gaps) > 1 and len(texts) > 2)


def _is_below(top: Row, row: Row, below: Row) -> bool:
    """Say whether the row divides the labels above it: RT and RW below Alamat."""
    texts = dict(_own_texts(below))
    if below.number != row.number + 1 or not texts or not _are_labels(below):
        return False
    labelled = {column for column, _text in _own_texts(row)}
    merged = any(cell.covered_by for cell in (*row.cells, *below.cells))
    stands_alone = [column for column in labelled if column + 1 in labelled or column == 0]
    divides = any(column not in labelled for column in texts)
    if any(column in texts for column in stands_alone) or not divides:
        return False
    return (merged or len(texts) > 1) and len(texts) < len(_own_texts(top)) + len(below.cells)


def _are_labels(row: Row) -> bool:
    texts = [text for _column, text in _own_texts(row)]
    values = [cell for cell in row.cells if cell.value is not None and not cell.covered_by]
    return len(values) == len(texts) and all(
        len(text) <= LONGEST_LABEL and _digits(text) <= 2 for text in texts
    )


def _is_numbering(row: Row, labels: Mapping[int, str]) -> bool:
    """Say whether the row counts the columns: 1 2 3 4, (1) (2) (3) or a b c."""
    cells = [cell.value for cell in row.cells if cell.value is not None and not cell.covered_by]
    marks = [str(value).strip(" ().").lower() for value in cells]
    if len(marks) < 2 or len(marks) * 2 < len(labels):
        return False
    numbers = [str(number) for number in range(1, len(marks) + 1)]
    return marks in (numbers, [letters(place).lower() for place in range(len(marks))])


def _labels(rows: list[Row]) -> dict[int, str]:
    """Return the words above each column, those of its group first."""
    width = max(len(row.cells) for row in rows)
    found = {}
    for column in range(width):
        parts: list[str] = []
        for depth, row in enumerate(rows):
            text = _label_at(row, column, grouped=depth + 1 < len(rows), below=rows[depth + 1 :])
            if text and text not in parts:
                parts.append(text)
        if parts:
            found[column] = " ".join(parts)
    return found


def _label_at(row: Row, column: int, *, grouped: bool, below: Sequence[Row]) -> str:
    cell = row.cell(column)
    value = cell.covering if cell.covered_by else cell.value
    if value is not None or not grouped:
        return _tidy(value)
    # Not merged, but meant so: the group's word stands over its first column alone.
    if any(isinstance(under.cell(column).value, str) for under in below):
        before = [place for place in range(column) if isinstance(row.cell(place).value, str)]
        if before and any(under.cell(before[-1]).value for under in below):
            return _tidy(row.cell(before[-1]).value)
    return ""


def _with_unnamed(labels: dict[int, str], rows: Sequence[Row]) -> dict[int, str]:
    """Name the columns that hold something below no label: nothing is left out unseen."""
    filled = {
        column
        for row in rows
        for column, cell in enumerate(row.cells)
        if cell.value is not None and column not in labels
    }
    first, last = min(labels, default=0), max(labels, default=0)
    unnamed = {
        column: _("Kolom %(letters)s") % {"letters": letters(column)}
        for column in filled
        if first < column < last
    }
    return dict(sorted((labels | unnamed).items()))


# --- Where it ends -------------------------------------------------------------------------------


def lines(rows: Iterable[Row], header: Header) -> Iterator[tuple[Row, Sort]]:
    """Yield each row below the header, and what it is.

    Only what is surely none is told apart from records: totals, repeated labels, and signatures
    below the table. A row that fills half of the columns is a record wherever it stands.
    """
    ended = False
    for row in rows:
        if row.number > header.last_row:
            sort = _sort(row, header, ended=ended)
            ended = ended or sort in {Sort.TOTAL, Sort.SIGNING}
            ended = ended and sort is not Sort.RECORD
            yield row, sort


def records(rows: Iterable[Row], header: Header) -> Iterator[Row]:
    """Yield the rows of the table alone."""
    return (row for row, sort in lines(rows, header) if sort is Sort.RECORD)


def _sort(row: Row, header: Header, *, ended: bool) -> Sort:
    own = [cell.value for cell in row.cells if cell.value is not None and not cell.covered_by]
    texts = [value for value in own if isinstance(value, str)]
    half = len(header.labels) / 2
    if texts and _TOTAL.match(texts[0]) and len(own) <= max(half, 3):
        return Sort.TOTAL
    if _repeats(row, header) or _is_numbering(row, header.labels):
        return Sort.HEADER
    few = len(own) < max(half, 2)
    if few and (ended or any(_SIGNING.match(text) for text in texts)):
        return Sort.SIGNING
    return Sort.RECORD


def _repeats(row: Row, header: Header) -> bool:
    """Say whether the labels stand here once more, as on each printed page."""
    texts = dict(_own_texts(row))
    same = [column for column, text in texts.items() if header.labels.get(column) == text]
    return len(texts) > 1 and len(same) == len(texts)


# --- Which column is which -----------------------------------------------------------------------


def normalised(label: str) -> str:
    """Return what two spellings of a label share: "Tgl. Lahir *" is "tgl lahir"."""
    return " ".join(_WORD.findall(re.sub(r"\(.*?\)", " ", label) or label)).casefold()


def match(
    labels: Mapping[int, str],
    fields: Sequence[Field],
    remembered: Mapping[str, str] | None = None,
) -> dict[int, str]:
    """Return the field's key for the columns that can be told; no field gets two.

    `remembered` has what people chose before, by `normalised` label; it comes first. Then the same
    words, then all words of a name among those of the label, then likeness.
    """
    before = remembered or {}
    keys = {field.key for field in fields}
    found = []
    for column, label in labels.items():
        words = normalised(label)
        if words in before:
            if before[words] in keys:
                found.append((2.0, -column, before[words]))
            continue
        found += [(_nearness(words, field), -column, field.key) for field in fields]
    chosen: dict[int, str] = {}
    for nearness, minus_column, key in sorted(found, key=lambda one: one[:2], reverse=True):
        if nearness and -minus_column not in chosen and key not in chosen.values():
            chosen[-minus_column] = key
    return dict(sorted(chosen.items()))


def _nearness(words: str, field: Field) -> float:
    return max((_likeness_of(words, name) for name in _names(field)), default=0)


def _likeness_of(words: str, name: str) -> float:
    if not words or not name:
        return 0
    if words == name or words.replace(" ", "") == name.replace(" ", ""):
        return 1
    label, known = words.split(), name.split()
    if set(known) <= set(label):
        return 0.6 + 0.3 * len(known) / len(label)
    likeness = SequenceMatcher(None, words, name).ratio()
    return likeness / 2 if likeness >= 0.8 and len(words) > 4 else 0


def _names(field: Field) -> list[str]:
    return [normalised(str(name)) for name in (field.key, field.label, *field.synonyms)]


# --- Cells ---------------------------------------------------------------------------------------


def _own_texts(row: Row) -> list[tuple[int, str]]:
    return [
        (column, _tidy(cell.value))
        for column, cell in enumerate(row.cells)
        if isinstance(cell.value, str) and not cell.covered_by
    ]


def _tidy(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _digits(text: str) -> int:
    return sum(letter.isdigit() for letter in text)
