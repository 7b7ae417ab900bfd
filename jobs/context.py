"""What every page with a form needs: a key that makes sending it twice harmless."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest


def idempotency_key(_request: HttpRequest) -> dict[str, Callable[[], str]]:
    """Offer the key as a function: each form on the page gets its own."""
    return {"idempotency_key": lambda: str(uuid.uuid4())}
