"""What a page showed of who came, in one hidden field: whom it listed, and as what."""

from collections.abc import Container, Iterable

# How the page showed a person: not ticked, ticked, ticked as late.
ABSENT, CAME, LATE = "", "+", "*"


def shown_as(listed: Iterable[int], came: Container[int], late: Container[int] = ()) -> str:
    """Return the field's value: 12,15+,16*."""
    return ",".join(f"{pk}{state(pk, came, late)}" for pk in listed)


def read_shown(text: str) -> dict[int, str]:
    """Return each person with the state that the field tells."""
    return dict(_read(word) for word in text.split(",") if word)


def state(pk: int, came: Container[int], late: Container[int]) -> str:
    if pk not in came:
        return ABSENT
    return LATE if pk in late else CAME


def _read(word: str) -> tuple[int, str]:
    digits = word.rstrip(CAME + LATE)
    number = int(digits) if digits.isascii() and digits.isdigit() else 0
    return number, word[len(digits) :]
