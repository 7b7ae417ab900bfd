"""The way in for documents: a PDF, or photos of its pages, read by a child and written anew.

What the child makes is served; what was handed in is for `sealed_name`, and never goes out.
No other module reads what people hand in with a library: see the import rules.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File

from common.confined.running import (
    PATIENCE,
    TOO_HEAVY,
    Busy,
    TookTooLong,
    command,
    folder_with,
    last_words,
    run,
    turn,
)
from common.documents.limits import MIB, PAGES, wall_seconds
from common.documents.reasons import REASONS
from common.uploads import check_upload

log = logging.getLogger(__name__)

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypavif")

_COMMAND = command("common.documents.child")


class TryAgain(ValidationError):
    """The machine was too busy: the same document may pass next time."""


@dataclass(frozen=True)
class Cleaned:
    """A document that may be served, and what it was made from."""

    content: bytes
    type: str
    pages: int
    sha256: str
    original: bytes
    original_sha256: str
    cpu_seconds: float
    peak_bytes: int

    @property
    def ending(self) -> str:
        return ENDINGS[self.type]

    def file(self) -> File[bytes]:
        return ContentFile(self.content, name="clean")

    def original_file(self) -> File[bytes]:
        return ContentFile(self.original, name="original")


def clean(files: Sequence[File[bytes]]) -> Cleaned:
    """Return a PDF or one photo, clean; several photos become one PDF, in their order.

    Raises ValidationError with a code of REASONS or `check_upload`, TryAgain where time may help.
    """
    kind = _check(files)
    contents = [_content(file) for file in files]
    original = contents[0] if len(contents) == 1 else _bundle(contents)
    if kind == PDF or len(files) > 1:
        return _cleaned("pdf" if kind == PDF else "photos", contents, PDF, original)
    return _cleaned("photos", contents, JPEG, original)


def clean_logo(file: File[bytes]) -> Cleaned:
    """Return a picture for a letterhead, small and as PNG. Raises as `clean` does."""
    if _check([file]) == PDF:
        raise refusal("logo_is_no_picture")
    content = _content(file)
    return _cleaned("logo", [content], PNG, content)


def thumbnail_of(photo: Cleaned) -> File[bytes]:
    """Return a clean photo once more, small. Raises TryAgain where time may help."""
    small, _result = _in_child("thumbnail", [photo.content])
    return ContentFile(small, name="small")


def _cleaned(kind: str, contents: Sequence[bytes], made_type: str, original: bytes) -> Cleaned:
    made, result = _in_child(kind, contents)
    return Cleaned(
        content=made,
        type=made_type,
        pages=result["pages"],
        sha256=hashlib.sha256(made).hexdigest(),
        original=original,
        original_sha256=hashlib.sha256(original).hexdigest(),
        cpu_seconds=result["cpu"],
        peak_bytes=result["peak"],
    )


def _check(files: Sequence[File[bytes]]) -> str:
    """Return the type of the first file, where all may be read together."""
    if not files:
        raise refusal("empty")
    if len(files) > settings.UPLOAD_MAX_FILES:
        raise refusal("too_many_files", limit=settings.UPLOAD_MAX_FILES)
    together, most = sum(file.size for file in files), settings.UPLOAD_MAX_TOGETHER
    if together > most:
        raise refusal("too_large_together", size=together // MIB + 1, limit=most // MIB)
    kinds = []
    for place, file in enumerate(files):
        try:
            kinds.append(check_upload(file, max_bytes=settings.UPLOAD_MAX_BYTES))
        except ValidationError as error:
            if error.code == "unknown_type" and _is_heic(file):
                error = refusal("photo_heic")
            raise _of_file(error, place, len(files)) from error
    if PDF in kinds and len(kinds) > 1:
        raise refusal("mixed_files")
    return kinds[0]


def _content(file: File[bytes]) -> bytes:
    file.seek(0)
    return b"".join(file.chunks())


def _is_heic(file: File[bytes]) -> bool:
    file.seek(4)
    return file.read(8) in HEIC


def _bundle(contents: Sequence[bytes]) -> bytes:
    """Return several originals as one file, unpacked: each can be taken out as it came."""
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_STORED) as box:
        for number, content in enumerate(contents, start=1):
            box.writestr(zipfile.ZipInfo(f"{number:02}"), content)
    return bundle.getvalue()


# --- The child -----------------------------------------------------------------------------------


def _in_child(kind: str, contents: Sequence[bytes]) -> tuple[bytes, dict[str, Any]]:
    count = len(contents)
    try:
        with turn(PATIENCE), folder_with(contents) as folder:
            status = run([*_COMMAND, kind, str(count)], folder, wall_seconds(count))
            result = _result(folder) if status == 0 else None
            if result is None:
                raise refusal(_why(status, folder))
            if "refused" in result:
                raise _of_file(refusal(result["refused"]), result["file"], count)
            return (folder / "clean").read_bytes(), result
    except Busy as error:
        raise refusal("checks_are_busy", TryAgain) from error
    except TookTooLong as error:
        raise refusal("check_took_too_long", TryAgain) from error


def _result(folder: Path) -> dict[str, Any] | None:
    """Return what the child says; None where that is not what a child says."""
    try:
        found: dict[str, Any] = json.loads((folder / "result.json").read_bytes())
    except (OSError, ValueError):
        return None
    made = set(found) == {"pages", "cpu", "peak"} and (folder / "clean").is_file()
    refused = set(found) == {"refused", "file"} and found["refused"] in REASONS
    return found if made or refused else None


def _why(status: int, folder: Path) -> str:
    """Return the code for a child that died."""
    log.warning("A document ended its child (%s): %s", status, last_words(folder))
    return "document_too_heavy" if -status in TOO_HEAVY else "document_unreadable"


def refusal(
    code: str, kind: type[ValidationError] = ValidationError, **params: int
) -> ValidationError:
    return kind(REASONS[code], code=code, params={"limit": PAGES, **params})


def _of_file(error: ValidationError, place: int, of: int) -> ValidationError:
    """Say which file is meant, where there are several."""
    if of == 1:
        return error
    words = REASONS["of_file"] % {"number": place + 1, "reason": error.messages[0]}
    return ValidationError(words, code=error.code)
