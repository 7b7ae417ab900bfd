"""Numbers that are names (NIK, family card, account, phone), and money.

Excel keeps fifteen digits of a number and puts 0 for the rest; a float is exact to 2^53. What went
through either is refused where a digit may be gone.
"""

import re
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.nik import check_kk, check_nik
from common.phones import normalised
from spreadsheets.cells import Value
from spreadsheets.repairs.results import Fault, Read, quoted

EXACT: Final = 2**53
MOST_RUPIAH: Final = 10**12  # more is an account or a NIK in the wrong column
EXCEL_DIGITS: Final = 15
LENGTH: Final = 16

_SCIENTIFIC: Final = re.compile(r"\d+([.,]\d+)?\s*E\s*\+?\s*\d+", re.IGNORECASE)
_FLOAT_TAIL: Final = re.compile(r"(?<=\d)[.,]0$")
_MARKS: Final = re.compile(r"[\s.\-_'`\u2018\u2019\u00b4\u200b\ufeff:]")
_SEVERAL: Final = re.compile(r"\s*(?:/|;|,|&|\bdan\b|\batau\b)\s*(?=[+\d(])", re.IGNORECASE)

_MONEY: Final = re.compile(
    r"(?:rp|idr)?\.?\s*(?P<number>\d[\d.,\s]*?)\s*(?:[,.]\s*-{1,2}|-{1,2})?"
    r"\s*(?P<times>rb|ribu|jt|juta|m|milyar|miliar)?\.?\s*(?:rupiah)?",
    re.IGNORECASE,
)
_TIMES: Final = {
    "rb": 1_000,
    "ribu": 1_000,
    "jt": 1_000_000,
    "juta": 1_000_000,
    "milyar": 10**9,
    "miliar": 10**9,
}


# --- NIK and family cards ------------------------------------------------------------------------


def read_nik(value: Value) -> Read:
    """Return sixteen digits; None for a temporary NIK, which begins with 0. Raises Fault."""
    digits, note, code = _sixteen(value, "nik")
    if digits.startswith("0"):
        words = _("NIK yang diawali 0 adalah NIK sementara, jadi dianggap belum ada.")
        return Read(None, words, "nik_temporary")
    try:
        check_nik(digits)
    except ValidationError as error:
        raise Fault(error.code or "nik_impossible", error.messages[0]) from error
    return Read(digits, note, code)


def read_kk(value: Value) -> Read:
    """Return the sixteen digits of a family card. Raises Fault."""
    digits, note, code = _sixteen(value, "kk")
    try:
        check_kk(digits)
    except ValidationError as error:
        raise Fault(error.code or "kk_impossible", error.messages[0]) from error
    return Read(digits, note, code)


def _sixteen(value: Value, kind: str) -> tuple[str, str, str]:
    """Return the digits, and what was repaired. The words never repeat the number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _sixteen_of_number(value, kind)
    if not isinstance(value, str):
        raise _not_digits(kind)
    text = value.strip()
    if _SCIENTIFIC.fullmatch(text):
        raise _lost(kind)
    if _FLOAT_TAIL.search(text) and _FLOAT_TAIL.sub("", text).isdigit():
        return _sixteen_of_number(int(_FLOAT_TAIL.sub("", text)), kind)
    digits = _MARKS.sub("", text)
    if not digits.isascii() or not digits.isdigit():
        raise _not_digits(kind)
    if digits == text:
        return digits, "", ""
    note = {
        "nik": _("Spasi dan tanda baca di NIK dihapus."),
        "kk": _("Spasi dan tanda baca di nomor KK dihapus."),
    }[kind]
    return digits, note, f"{kind}_tidied"


def _sixteen_of_number(value: int, kind: str) -> tuple[str, str, str]:
    digits = str(value)
    if len(digits) >= LENGTH and (value > EXACT or value % 10 == 0):
        raise _lost(kind)
    note = {
        "nik": _("NIK tersimpan sebagai angka; semua digitnya masih ada."),
        "kk": _("Nomor KK tersimpan sebagai angka; semua digitnya masih ada."),
    }[kind]
    return digits, note, f"{kind}_was_number"


def _lost(kind: str) -> Fault:
    words = {
        "nik": _(
            "NIK tersimpan sebagai angka, digit terakhir bisa hilang. Ubah kolom NIK menjadi Teks "
            "lalu unggah lagi."
        ),
        "kk": _(
            "Nomor KK tersimpan sebagai angka, digit terakhir bisa hilang. Ubah kolom KK menjadi "
            "Teks lalu unggah lagi."
        ),
        "account": _(
            "Nomor rekening tersimpan sebagai angka, digitnya bisa hilang. Ubah kolom rekening "
            "menjadi Teks, tulis ulang nomornya, lalu unggah lagi."
        ),
        "digits": _(
            "Nomor ini tersimpan sebagai angka, digitnya bisa hilang. Ubah kolomnya menjadi Teks, "
            "tulis ulang nomornya, lalu unggah lagi."
        ),
        "phone": _(
            "Nomor HP tersimpan sebagai angka, digitnya bisa hilang. Ubah kolomnya menjadi Teks, "
            "tulis ulang nomornya, lalu unggah lagi."
        ),
    }[kind]
    return Fault(f"{kind}_digits_lost", words)


def _not_digits(kind: str) -> Fault:
    return Fault(f"{kind}_not_digits", _("Nomor ini hanya boleh berisi angka."))


# --- Accounts and other digits -------------------------------------------------------------------


def read_account(value: Value) -> Read:
    """Return the digits of a bank account. Raises Fault."""
    digits, was_number = _digits(value, "account")
    if was_number:
        words = _("Nomor rekening tersimpan sebagai angka: periksa apakah ada 0 di depannya.")
        return Read(digits, words, "account_was_number")
    return Read(digits)


def read_digits(value: Value) -> Read:
    """Return digits as text, zeros before them kept. Raises Fault."""
    return Read(_digits(value, "digits")[0])


def read_code(value: Value) -> Read:
    """Return the number of a card as written. Raises Fault where Excel damaged it."""
    if isinstance(value, bool | date | float):
        raise _lost("digits")
    if isinstance(value, int):
        digits, _was_number = _digits(value, "digits")
        words = _("Nomor ini tersimpan sebagai angka: periksa apakah ada 0 di depannya.")
        return Read(digits, words, "code_was_number")
    text = " ".join(value.split()) if value else ""
    if _SCIENTIFIC.fullmatch(text):
        raise _lost("digits")
    bare = _FLOAT_TAIL.sub("", text)
    return Read(bare if bare.isdigit() else text.lstrip("'`\u2018\u2019"))


def _digits(value: Value, kind: str) -> tuple[str, bool]:
    """Return the digits, and whether the cell held a number."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        if len(str(value)) > EXCEL_DIGITS:
            raise _lost(kind)
        return str(value), True
    if not isinstance(value, str):
        raise _not_digits(kind)
    if _SCIENTIFIC.fullmatch(value.strip()):
        raise _lost(kind)
    bare = _FLOAT_TAIL.sub("", value.strip()) if value.count(".") == 1 else value
    digits = _MARKS.sub("", bare)
    if not digits.isascii() or not digits.isdigit():
        raise _not_digits(kind)
    return digits, False


# --- Phones --------------------------------------------------------------------------------------


def read_phone(value: Value) -> Read:
    """Return the number as +62... Raises Fault."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _phone(str(value), told=f"{value}")
    if not isinstance(value, str):
        raise _no_phone(value)
    text = value.strip().lstrip("'`\u2018\u2019")
    if _SCIENTIFIC.fullmatch(text):
        raise _lost("phone")
    if len(_SEVERAL.split(text)) > 1:
        raise Fault(
            "phone_several",
            _("Ada lebih dari satu nomor di “%(text)s”. Tulis satu nomor saja.")
            % {"text": quoted(text)},
        )
    tail = _FLOAT_TAIL.search(text)
    return _phone(_FLOAT_TAIL.sub("", text), told=text if tail else "")


def _phone(text: str, *, told: str) -> Read:
    number = normalised(text)
    if not number:
        raise _no_phone(text)
    if not told:
        return Read(number)
    local = f"0{number.removeprefix('+62')}"
    note = _("Nomor HP “%(text)s” dibaca %(number)s.") % {"text": told, "number": local}
    return Read(number, note, "phone_repaired")


def _no_phone(value: object) -> Fault:
    words = _("“%(text)s” bukan nomor telepon. Nomor HP diawali 08 dan berisi 10 sampai 13 angka.")
    return Fault("phone_unreadable", words % {"text": quoted(value)})


# --- Money ---------------------------------------------------------------------------------------


def read_money(value: Value) -> Read:
    """Return whole rupiah. Raises Fault."""
    found = _money(value)
    if isinstance(found.value, int) and found.value >= MOST_RUPIAH:
        raise _no_money(value)
    return found


def _money(value: Value) -> Read:
    if isinstance(value, int) and not isinstance(value, bool):
        if value < 0:
            raise Fault("money_negative", _("Jumlah uang tidak boleh kurang dari nol."))
        return Read(value)
    if isinstance(value, float):
        raise _fraction(str(value).replace(".", ","))
    if not isinstance(value, str):
        raise _no_money(value)
    text = " ".join(value.split())
    if text.isascii() and text.isdigit():
        return Read(int(text))
    if re.fullmatch(r"(?:rp|idr)?\.?\s*-{1,2}", text, re.IGNORECASE):
        return Read(None)
    amount = _amount(text)
    note = _("“%(text)s” dibaca %(amount)s.")
    shown = f"{amount:,}".replace(",", ".")
    return Read(amount, note % {"text": text, "amount": shown}, "money_repaired")


def _amount(text: str) -> int:
    found = _MONEY.fullmatch(text)
    if found is None:
        raise _no_money(text)
    number, times = found["number"].replace(" ", ""), (found["times"] or "").casefold()
    if times:
        return _multiplied(text, number, times)
    whole, cents = _without_cents(number)
    if cents.strip("0"):
        raise _fraction(text)
    if whole.isdigit():
        return int(whole)
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", whole):
        return int(whole.replace(".", ""))
    # 1,250,000 can be nothing else; 1,250 may be one and a quarter.
    if re.fullmatch(r"\d{1,3}(,\d{3}){2,}", whole):
        return int(whole.replace(",", ""))
    raise _no_money(text)


def _without_cents(number: str) -> tuple[str, str]:
    """Split 1.250.000,00 and 1,250,000.00 before the cents."""
    found = re.fullmatch(r"(\d+|\d{1,3}(?:\.\d{3})+),(\d{1,2})", number)
    found = found or re.fullmatch(r"(\d{1,3}(?:,\d{3})+)\.(\d{2})", number)
    if found is None:
        return number, ""
    whole = found[1]
    return (whole.replace(",", "."), found[2]) if "," in whole else (whole, found[2])


def _multiplied(text: str, number: str, times: str) -> int:
    found = re.fullmatch(r"(\d+)(?:[.,](\d{1,2}))?", number)
    if found is None or times not in _TIMES:
        raise _no_money(text)
    part = (found[2] or "").ljust(2, "0")
    return (int(found[1]) * 100 + int(part)) * _TIMES[times] // 100


def _fraction(text: str) -> Fault:
    words = _("“%(text)s” bukan rupiah bulat. Tulis tanpa angka di belakang koma.")
    return Fault("money_fraction", words % {"text": quoted(text)})


def _no_money(value: object) -> Fault:
    words = _(
        "“%(text)s” bukan jumlah uang yang jelas. Tulis 1.250.000 untuk satu juta dua ratus lima "
        "puluh ribu."
    )
    return Fault("money_unreadable", words % {"text": quoted(value)})
