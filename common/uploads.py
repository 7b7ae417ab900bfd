"""Files that people hand in: what they are is read from their content, their name is ours."""

import hashlib
import uuid

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

# What a file begins with, its type, and the ending that its stored name gets.
_KINDS = [
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
]


def random_name(_row: Model, _filename: str) -> str:
    """Return a name that tells nothing and cannot be guessed."""
    name = uuid.uuid4().hex
    return f"{name[:2]}/{name}"


def sealed_name(row: Model, filename: str) -> str:
    """Return such a name among what is kept as it came, and never goes out."""
    return f"sealed/{random_name(row, filename)}"


def content_type(file: File[bytes]) -> str:
    """Return the type by the first bytes; "" if it is none that is taken."""
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    for magic, kind, _ending in _KINDS:
        if head.startswith(magic):
            return kind
    return ""


def ending(kind: str) -> str:
    return next((suffix for _magic, name, suffix in _KINDS if name == kind), "bin")


def sha256(file: File[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def check_upload(file: File[bytes], *, max_bytes: int) -> str:
    """Return the type of a PDF or photo within the size. Raises ValidationError."""
    if not file.size:
        raise ValidationError(_("Berkas ini kosong."), code="empty")
    if file.size > max_bytes:
        raise ValidationError(
            _("Berkas ini %(size)d MB. Paling besar %(limit)d MB."),
            code="too_large",
            params={"size": file.size // 1_048_576 + 1, "limit": max_bytes // 1_048_576},
        )
    kind = content_type(file)
    if not kind:
        raise ValidationError(_("Berkas harus PDF atau foto (JPG, PNG)."), code="unknown_type")
    return kind
