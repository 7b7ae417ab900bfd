"""What reading a cell gives: a value and what was repaired for it, or a fault."""

import re
from dataclasses import dataclass
from typing import Final

JsonValue = str | int | bool | None

LONGEST_QUOTE: Final = 60
# So many digits may be a NIK or an account that stands in the wrong column.
TELLING_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Read:
    """The value as JSON keeps it (days in ISO form). `note` says what was repaired, for people.

    Neither notes nor faults repeat a NIK, a family card's number or an account.
    """

    value: JsonValue
    note: str = ""
    code: str = ""


class Fault(Exception):
    """The cell cannot be read as what it should hold. `code` lasts; `message` is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def quoted(value: object) -> str:
    """Return what stands in a cell for a message: short, and long numbers masked."""
    text = " ".join(str(value).split())[:LONGEST_QUOTE]
    if sum(letter.isdigit() for letter in text) < TELLING_DIGITS:
        return text
    return text[:4] + re.sub(r"\d", "\u2022", text[4:])
