"""What must be filled in, asked of words that a form may leave empty."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from common.names import tidy


def written(text: str, *, field: str, words: str) -> str:
    """Return the text tidied; refuse an empty one beside its field (422)."""
    found = tidy(text)
    if not found:
        raise ValidationError({field: ValidationError(words, code="required")})
    return found
