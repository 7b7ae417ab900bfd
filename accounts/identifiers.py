"""What people type to say who they are: a user name, a phone number or an e-mail address."""

import re

from common.phones import normalised

_LIKE_A_PHONE = re.compile(r"[\d\s+().-]+")


def phone_in(typed: str) -> str:
    """Return the number as it is kept, or "" where this is no number (siti0812 is a name)."""
    return normalised(typed) if _LIKE_A_PHONE.fullmatch(typed) else ""


def key_of(typed: str) -> str:
    """Return one key for all ways to type the same: 0812..., +62 812-..., Siti and siti."""
    text = typed.strip()
    return phone_in(text) or text.casefold()
