"""What goes wrong by rule: one exception, with a code that never changes and words that may."""


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


class NotAllowed(RuleBroken):
    """None of the actor's roles may do this here."""

    status = 403


class TooManyTries(RuleBroken):
    """Enough for now. After `wait` seconds it may be tried again."""

    status = 429

    def __init__(self, code: str, message: str, *, wait: int) -> None:
        super().__init__(code, message)
        self.wait = wait
