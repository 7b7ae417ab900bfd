"""What every page with a form needs: a key that makes sending it twice harmless."""

import uuid

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def idempotency_key(_request: HttpRequest) -> dict[str, object]:
    return {"idempotency_key": SimpleLazyObject(lambda: str(uuid.uuid4()))}
