"""Phone numbers as Indonesians write them, kept as +62."""

import re

_NOT_DIGITS = re.compile(r"[^\d+]")
_MOBILE = re.compile(r"\+628\d{7,11}")
_ANY = re.compile(r"\+\d{8,15}")


def normalised(text: str) -> str:
    """Return 0812-3456-7890, 62812..., 812... as +62812...; "" if it can't be a number.

    The leading 62, +62, 0 or 8 is read before anything else: a library that is told "ID" makes
    +6262812... of 62812... and calls it valid.
    """
    digits = _NOT_DIGITS.sub("", text)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if digits.startswith("62"):
        digits = f"+{digits}"
    elif digits.startswith("0"):
        digits = f"+62{digits[1:]}"
    elif digits.startswith("8"):
        digits = f"+62{digits}"
    if digits.startswith("+620"):
        digits = f"+62{digits[4:]}"
    if digits.startswith("+628"):
        return digits if _MOBILE.fullmatch(digits) else ""
    return digits if _ANY.fullmatch(digits) else ""


def shown(number: str) -> str:
    """Return +6281234567890 as 0812-3456-7890."""
    if not number.startswith("+62"):
        return number
    local = f"0{number[3:]}"
    return "-".join(part for part in (local[:4], local[4:8], local[8:]) if part)


def for_whatsapp(number: str) -> str:
    """Return the digits that a wa.me link takes."""
    return number.removeprefix("+")


def masked(number: str) -> str:
    """Return a number as it is shown to everyone: 0812-****-*890."""
    said = shown(number)
    hidden = "".join("*" if mark.isdigit() else mark for mark in said[4:-3])
    return f"{said[:4]}{hidden}{said[-3:]}" if len(said) > 7 else "*" * len(said)
