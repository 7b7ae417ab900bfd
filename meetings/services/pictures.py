"""Pictures that people hand in: written anew without place, time and camera, and made small."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from common.documents.cleaning import JPEG, PDF, Cleaned, clean
from common.uploads import content_type


def cleaned_photo(file: File[bytes], *, field: str) -> Cleaned:
    """Return the photo as it may be kept. Raises on the field: photo_only, or as `clean` does."""
    if content_type(file) == PDF:
        words = _("Kirim fotonya (JPG atau PNG), bukan PDF.")
        raise ValidationError({field: ValidationError(words, code="photo_only")})
    try:
        cleaned = clean([file])
    except ValidationError as error:
        raise type(error)({field: error}) from error
    assert cleaned.type == JPEG  # noqa: S101 (what `clean` makes of one photo)
    return cleaned
