"""Words: texts, names, choices, yes and no, and the numbers of RT and RW."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _

from spreadsheets.cells import Value
from spreadsheets.fields import Field
from spreadsheets.repairs.results import Fault, Read, quoted

# A control character is nothing that anybody wrote; PostgreSQL refuses NUL.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\ufeff]|_x000D_")
_COUNTED: Final = re.compile(r"^\d{1,4}\s*[.)]\s+(?=\D)")
_NUMBER_PAIR: Final = re.compile(
    r"(?:rt|rw|rt\s*/\s*rw)?[\s.:]*(\d{1,3})(?:\s*[/\\-]\s*(?:rw)?[\s.:]*|\s+rw[\s.:]*)(\d{1,3})",
    re.I,
)
_NUMBER: Final = re.compile(r"(?:rt|rw)?[\s.:]*(\d{1,3})(?:\.0)?", re.IGNORECASE)
# What people put where there is nothing to say.
NOTHING: Final = frozenset({"-", "--", "---", "\u2013", "\u2014", "n/a", "#n/a", "nihil", "kosong"})

_YES: Final = "ya y yes true 1 v \u2713 \u2714 \u221a sudah ada aktif benar"
_NO: Final = "tidak t tdk tdak no n false 0 belum bukan salah"
YES: Final = frozenset(_YES.split())
NO: Final = frozenset(_NO.split())


def tidy(text: str) -> str:
    """Return the text as written, with single spaces and without what nobody sees."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def is_nothing(value: Value) -> bool:
    """Say whether the cell is empty, or says that there is nothing."""
    if isinstance(value, str):
        bare = tidy(value).strip("'` ")
        return not bare or bare.casefold() in NOTHING
    return value is None


def read_text(value: Value) -> Read:
    """Return the text as written. Raises Fault where Excel made something else of it."""
    if isinstance(value, date | datetime):
        words = _(
            "Excel mengubah isian ini menjadi tanggal. Ubah kolomnya menjadi Teks, tulis ulang, "
            "lalu unggah lagi."
        )
        raise Fault("text_became_date", words)
    if isinstance(value, bool):
        return Read("TRUE" if value else "FALSE")
    if isinstance(value, float):
        return Read(str(value).replace(".", ","))
    return Read(tidy(str(value)))


def read_name(value: Value) -> Read:
    """Return the name as written, without a number before it. Raises Fault."""
    if not isinstance(value, str) or not any(letter.isalpha() for letter in value):
        words = _("“%(text)s” bukan nama.")
        raise Fault("name_unreadable", words % {"text": quoted(value)})
    name = tidy(value).strip("'` ")
    bare = _COUNTED.sub("", name)
    if bare == name:
        return Read(name)
    note = _("Nomor di depan nama dihapus: “%(name)s”.") % {"name": bare}
    return Read(bare, note, "name_repaired")


def read_choice(value: Value, field: Field) -> Read:
    """Return the choice whose words these are. Raises Fault, with what is near."""
    choices = field.choices or {}
    known = _folded_choices(
        tuple((key, tuple(str(word) for word in words)) for key, words in choices.items())
    )
    text = tidy(str(value))
    found = known.get(fold(text))
    if found is not None:
        return Read(found)
    options = [str(words[0]) if words else key for key, words in choices.items()]
    raise Fault(
        "choice_unknown",
        _("“%(text)s” tidak dikenal. Tulis salah satu: %(options)s.")
        % {"text": quoted(text), "options": ", ".join(options)},
    )


@lru_cache(maxsize=256)
def _folded_choices(choices: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, str]:
    return {fold(word): key for key, words in choices for word in (key, *words)}


def read_yes_no(value: Value) -> Read:
    """Return yes or no. Raises Fault."""
    if isinstance(value, bool):
        return Read(value)
    text = tidy(str(value)).casefold().strip(".")
    if text in YES or text in NO:
        return Read(text in YES)
    words = _("“%(text)s” bukan ya atau tidak. Tulis Ya atau Tidak.")
    raise Fault("yes_no_unknown", words % {"text": quoted(value)})


def read_rt_rw(value: Value) -> Read:
    """Return "003", or "003/007" where both stand in one cell. Raises Fault."""
    if isinstance(value, date):
        words = _(
            "Excel mengubah RT/RW ini menjadi tanggal. Ubah kolomnya menjadi Teks, tulis seperti "
            "003/007, lalu unggah lagi."
        )
        raise Fault("rt_rw_became_date", words)
    text = tidy(str(value)).strip("'` ")
    pair = _NUMBER_PAIR.fullmatch(text)
    if pair:
        return Read(f"{int(pair[1]):03}/{int(pair[2]):03}")
    single = _NUMBER.fullmatch(text)
    if single:
        return Read(f"{int(single[1]):03}")
    words = _("“%(text)s” bukan nomor RT/RW. Tulis seperti 003.")
    raise Fault("rt_rw_unreadable", words % {"text": quoted(text)})


def fold(text: str) -> str:
    """Return what spellings share that differ only in case, signs and spaces."""
    return re.sub(r"[\W_]+", "", text.casefold())


def nearest(text: str, names: Sequence[str] | Iterable[str]) -> list[str]:
    """Return up to three names that look like the text, the nearest first."""
    return get_close_matches(text, list(names), n=3, cutoff=0.7)
