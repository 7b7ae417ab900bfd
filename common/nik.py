"""NIK and family-card numbers: what they must be (hard), and what only looks odd (soft).

A NIK is six digits of the place of first registration, the birth date (women: day + 40) and a
serial. It has no check digit, lasts for life, does not follow a move, and is not corrected even
where the birth date in it is wrong (PP 40/2019). So a doubt is told and never refused.

Public validators were tried and left: python-stdnum refuses the prefixes of all 612 kecamatan of
the provinces that were made after 2012, and reads the rest by another numbering.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LENGTH = 16
WOMEN_DAYS = 40
_BETWEEN_DIGITS = re.compile(r"[\s.\-'\u2019]")

# A leap year of either century: 29 February may be anybody's who has no other year in the NIK.
_CENTURIES = (1900, 2000)


class Told(NamedTuple):
    """What a NIK says of its holder. The century is not in it."""

    day: int
    month: int
    year: int  # the last two digits
    is_woman: bool


def tidy_digits(text: str) -> str:
    """Return the number without the spaces, dots and apostrophes that people put in."""
    return _BETWEEN_DIGITS.sub("", text)


def check_nik(nik: str) -> None:
    """Refuse what no NIK can be. Raises ValidationError with one of the codes nik_*."""
    _check_length(nik, "nik", _("NIK harus 16 angka. Baru terisi %(count)d."))
    told = _told(nik)
    if len(set(nik)) == 1 or nik.endswith("0000") or not _is_a_day(told):
        raise ValidationError(
            _("NIK ini tidak mungkin: tanggal lahir atau nomor urut di dalamnya salah."),
            code="nik_impossible",
        )


def check_kk(number: str) -> None:
    """Refuse what no family card's number can be. Raises ValidationError, codes kk_*."""
    _check_length(number, "kk", _("Nomor KK harus 16 angka. Baru terisi %(count)d."))
    if len(set(number)) == 1:
        raise ValidationError(_("Nomor KK ini tidak mungkin."), code="kk_impossible")


def doubts(
    nik: str, *, born: date | None, sex: str, prefixes: Collection[str] | None = None
) -> list[str]:
    """Return what looks odd about a valid NIK, in words; none of it is a fault.

    `sex` is "male", "female" or "". `prefixes` are the six digits of the kecamatan of today: old
    ones stay alive in NIK for a lifetime.
    """
    told = _told(nik)
    found = []
    if prefixes is not None and nik[:6] not in prefixes:
        found.append(_("Enam angka pertama NIK bukan kode kecamatan sekarang (mungkin kode lama)."))
    if born is not None and (born.day, born.month, born.year % 100) != told[:3]:
        found.append(_("Tanggal lahir berbeda dari yang ada di dalam NIK."))
    if sex and (sex == "female") != told.is_woman:
        found.append(_("Jenis kelamin berbeda dari yang ada di dalam NIK."))
    return found


def _check_length(number: str, kind: str, words: str) -> None:
    if not number.isascii() or not number.isdigit():
        code = f"{kind}_not_digits"
        raise ValidationError(_("Nomor ini hanya boleh berisi angka."), code=code)
    if len(number) != LENGTH:
        raise ValidationError(words, code=f"{kind}_length", params={"count": len(number)})


def _told(nik: str) -> Told:
    day = int(nik[6:8])
    is_woman = day > WOMEN_DAYS
    return Told(day - WOMEN_DAYS if is_woman else day, int(nik[8:10]), int(nik[10:12]), is_woman)


def _is_a_day(told: Told) -> bool:
    if not 1 <= told.month <= 12:
        return False
    longest = max(monthrange(century + told.year, told.month)[1] for century in _CENTURIES)
    return 1 <= told.day <= longest
