"""What is written down of a person, made tidy; and what an account's number may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.names import bare, tidy
from common.neighbourhoods import three_digits
from common.nik import check_kk, check_nik, tidy_digits
from common.phones import normalised

FACTS: Final = (
    "name",
    "sex",
    "birth_place",
    "birth_date",
    "birth_date_is_uncertain",
    "died_on",
    "village",
    "address",
    "hamlet",
    "rt",
    "rw",
    "phone",
    "other_phones",
    "email",
)
_TEXTS: Final = {"name", "birth_place", "address", "hamlet", "email"}


def tidied(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts as they are kept. Raises ValidationError with every field at fault."""
    kept = {name: value for name, value in facts.items() if name in FACTS}
    faults = {}
    for name, value in kept.items():
        try:
            kept[name] = _tidy(name, value)
        except ValidationError as fault:
            faults[name] = fault
    if faults:
        raise ValidationError(faults)
    return kept


def read_nik(text: str) -> str:
    """Return the sixteen digits. Raises ValidationError: nik_provisional, or what check_nik says.

    A number that begins with 0 was made up by other programs for people without a NIK.
    """
    nik = tidy_digits(text)
    if nik.startswith("0"):
        raise ValidationError(
            _("Nomor yang diawali 0 adalah NIK sementara. Kosongkan saja sampai NIK-nya ada."),
            code="nik_provisional",
        )
    check_nik(nik)
    return nik


def read_kk(text: str) -> str:
    """Return the sixteen digits. Raises ValidationError, codes kk_*."""
    number = tidy_digits(text)
    check_kk(number)
    return number


def read_account(text: str) -> str:
    """Return an account's digits, zeros in front kept. Raises ValidationError, codes account_*."""
    number = tidy_digits(text)
    if not number.isascii() or not number.isdigit():
        raise ValidationError(
            _("Nomor rekening hanya boleh berisi angka."), code="account_not_digits"
        )
    if not 5 <= len(number) <= 20:
        raise ValidationError(
            _("Nomor rekening terdiri dari 5 sampai 20 angka. Baru terisi %(count)d."),
            code="account_length",
            params={"count": len(number)},
        )
    return number


def beside(field: str, fault: ValidationError) -> ValidationError:
    """Return the fault beside the field that it is about."""
    return ValidationError({field: fault})


def is_other_name(holder_name: str, bare_name: str) -> bool:
    """Whether an account's holder is called otherwise than the person: banks return the money."""
    return bare(holder_name) != bare_name


def _tidy(name: str, value: Any) -> Any:
    if name in _TEXTS:
        return tidy(value)
    if name in {"rt", "rw"}:
        return _three_digits(value)
    if name == "phone":
        return _phone(value)
    if name == "other_phones":
        return list(dict.fromkeys(filter(None, map(_phone, value or []))))
    return value


def _three_digits(text: str) -> str:
    found = three_digits(text)
    if text.strip() and not found:
        raise ValidationError(
            _("RT dan RW ditulis dengan angka, seperti 003."), code="not_a_neighbourhood"
        )
    return found


def _phone(text: str) -> str:
    if not text.strip():
        return ""
    number = normalised(text)
    if not number:
        raise ValidationError(
            _("Nomor HP ini tidak terbaca. Tulis seperti 0812-3456-7890."), code="not_a_phone"
        )
    return number
