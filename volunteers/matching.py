"""Which decree a scan may be of, by what its file is called: pure, and with the reasons in words.

People call files "SK_188.45-222-2021 Goa.pdf" or "sk bu nurhayati 2026.jpeg". Nothing is decided
here: a person confirms each guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from common.names import bare

_PARTS = re.compile(r"[^\W\d_]+|\d+")
_YEARS = range(1990, 2100)
# What each likeness is worth. A year alone says nothing.
_WHOLE_NUMBER, _PART_OF_NUMBER, _FULL_NAME, _ONE_NAME, _PLACE, _ONE_OF_MANY_PLACES = (
    6,
    3,
    5,
    3,
    4,
    2,
)
ENOUGH = 3
FEW_PLACES = 3


class Candidate(NamedTuple):
    """A decree as files may call it. `places` are names as people say them: "Desa Goa" > "Goa"."""

    key: int
    number: str
    year: int
    places: Mapping[str, str]
    people: Sequence[str]


class Guess(NamedTuple):
    key: int
    score: int
    reason: str


class _Called(NamedTuple):
    words: list[str]
    digits: list[str]


def ranked(file_name: str, candidates: Iterable[Candidate]) -> list[Guess]:
    """Return the decrees that the name may mean, the likeliest first; the newest of equals."""
    called = _called(file_name)
    guesses = [_guess(called, one) for one in candidates]
    return sorted((one for one in guesses if one.score >= ENOUGH), key=lambda one: -one.score)


def shared_out(guesses: Mapping[int, Sequence[Guess]]) -> dict[int, Guess]:
    """Return for each file the one decree that it is likeliest of; no decree for two files.

    A file that two decrees fit equally well gets none: a person chooses.
    """
    sure = {
        file: found[0]
        for file, found in guesses.items()
        if found and (len(found) == 1 or found[0].score > found[1].score)
    }
    taken: set[int] = set()
    given: dict[int, Guess] = {}
    for file, guess in sorted(sure.items(), key=lambda one: (-one[1].score, one[0])):
        if guess.key not in taken:
            taken.add(guess.key)
            given[file] = guess
    return given


def _called(file_name: str) -> _Called:
    name = unicodedata.normalize("NFKC", file_name).replace("\\", "/").rsplit("/", 1)[-1]
    stem = name.rpartition(".")[0] or name
    parts = _PARTS.findall(stem)
    words = bare(" ".join(part for part in parts if not part[0].isdigit()))
    return _Called(words.split(), _numbers(parts))


def _numbers(parts: Iterable[str]) -> list[str]:
    return [part.lstrip("0") or "0" for part in parts if part[0].isdecimal()]


def _guess(called: _Called, decree: Candidate) -> Guess:
    score, reasons = 0, []
    for worth, reason in (_by_number(called, decree), _by_place(called, decree)):
        score += worth
        reasons += [reason] if worth else []
    worth, reason = _by_person(called, decree)
    score += worth
    reasons += [reason] if worth else []
    if score and str(decree.year) in called.digits:
        score += 1
        reasons.append(_("tahun %(year)s") % {"year": decree.year})
    return Guess(decree.key, score, ", ".join(reasons))


def _by_number(called: _Called, decree: Candidate) -> tuple[int, str]:
    numbers = [one for one in _numbers(_PARTS.findall(decree.number)) if not _is_year(one)]
    if not numbers:
        return 0, ""
    if len(numbers) > 1 and _within(numbers, called.digits):
        return _WHOLE_NUMBER, _("nomor %(number)s") % {"number": "/".join(numbers)}
    # The running number is the longest or, in the old order, the last: any of them is a hint.
    hints = [one for one in numbers if one in called.digits and (len(one) > 1 or len(numbers) == 1)]
    if not hints:
        return 0, ""
    return _PART_OF_NUMBER, _("angka %(number)s dari nomornya") % {"number": hints[-1]}


def _by_place(called: _Called, decree: Candidate) -> tuple[int, str]:
    for name, full_name in decree.places.items():
        if _within(bare(name).split(), called.words):
            worth = _PLACE if len(decree.places) <= FEW_PLACES else _ONE_OF_MANY_PLACES
            return worth, _("nama %(place)s") % {"place": full_name}
    return 0, ""


def _by_person(called: _Called, decree: Candidate) -> tuple[int, str]:
    best, whom = 0, ""
    for name in decree.people:
        words = name.split()
        if _within(words, called.words) and (len(words) > 1 or len(name) > 3):
            worth = _FULL_NAME if len(words) > 1 else _ONE_NAME
            if worth > best:
                best, whom = worth, name
    return best, _("nama orang %(name)s") % {"name": whom.title()}


def _is_year(number: str) -> bool:
    return len(number) == 4 and int(number) in _YEARS


def _within(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether the words stand in the others, one after the other."""
    size = len(part)
    return 0 < size <= len(whole) and any(
        list(whole[at : at + size]) == list(part) for at in range(len(whole) - size + 1)
    )
