"""What goes wrong by rule: one exception, with a code that never changes and words that may."""

from collections.abc import Sequence
from typing import Any, NamedTuple


class RuleBroken(Exception):
    """A rule forbids this now. `code` is for programs and lasts; `message` is for people.

    `status` is the HTTP status that both faces answer with: 409, unless a caller says otherwise.
    """

    status = 409

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class StaleVersion(RuleBroken):
    """Somebody else changed the row since it was read."""

    status = 412


class Conflict(NamedTuple):
    """A field that two people changed: as both had read it, as one wants it, as it now stands."""

    field: str
    base: Any
    mine: Any
    theirs: Any


class EditConflict(StaleVersion):
    """Two changed the same fields: a person must choose. `version` is what the row now has.

    `merged` are all fields, with one's own where there is a conflict.
    """

    def __init__(
        self, message: str, *, conflicts: Sequence[Conflict], merged: dict[str, Any], version: int
    ) -> None:
        super().__init__("stale_version", message)
        self.conflicts = conflicts
        self.merged = merged
        self.version = version


class NotAllowed(RuleBroken):
    """None of the actor's roles may do this here."""

    status = 403


class TooManyTries(RuleBroken):
    """Enough for now. After `wait` seconds it may be tried again."""

    status = 429

    def __init__(self, code: str, message: str, *, wait: int) -> None:
        super().__init__(code, message)
        self.wait = wait
