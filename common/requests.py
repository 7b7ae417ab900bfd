"""The number of the request that is being answered: in the log, the answer and the error page."""

from contextvars import ContextVar

current: ContextVar[str] = ContextVar("request_id", default="-")


def request_id() -> str:
    """Return the number, or "-" outside a request."""
    return current.get()
