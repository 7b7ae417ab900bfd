"""What people type to say who they are: a user name, a phone number or an e-mail address."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.phones import normalised

_USERNAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9._-]{3,60}")
_LIKE_A_PHONE = re.compile(r"[\d\s+().-]+")


def phone_in(typed: str) -> str:
    """Return the number as it is kept, or "" where this is no number (siti0812 is a name)."""
    return normalised(typed) if _LIKE_A_PHONE.fullmatch(typed) else ""


def key_of(typed: str) -> str:
    """Return one key for all ways to type the same: 0812..., +62 812-..., Siti and siti."""
    text = typed.strip()
    return phone_in(text) or text.casefold()


def check_username(text: str) -> None:
    """Refuse what could be taken for a phone number or an e-mail address."""
    if not _USERNAME.fullmatch(text):
        raise ValidationError(
            _("Nama pengguna: 3 sampai 60 huruf, angka, titik atau garis, dengan huruf."),
            code="bad_username",
        )
