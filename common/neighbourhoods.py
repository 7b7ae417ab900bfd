"""RT and RW as people write them, kept as three digits."""

import re

_NUMBER = re.compile(r"(?:R[TW])?[\s.:]*0*(\d{1,3})", re.IGNORECASE)


def three_digits(text: str) -> str:
    """Return 3, 03, RT 003 or RW.3 as 003; "" where nothing is named, or it can't be read."""
    found = _NUMBER.fullmatch(text.strip())
    return f"{int(found[1]):03d}" if found and int(found[1]) else ""
