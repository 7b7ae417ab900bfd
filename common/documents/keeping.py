"""The scan of a paper in a record's own fields: what may be served, and the original under seal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files.base import File

from common.documents.cleaning import clean

SCAN: Final = (
    "scan",
    "scan_name",
    "scan_type",
    "scan_sha256",
    "scan_original",
    "scan_original_sha256",
)


def take_scan(record: Any, files: Sequence[File[bytes]], *, name: str) -> None:
    """Write the scan into these fields, unsaved; it goes out under this name and its ending.

    Raises ValidationError on `scan`.
    """
    try:
        cleaned = clean(files)
    except ValidationError as error:
        raise type(error)({"scan": error}) from error
    record.scan = cleaned.file()
    record.scan_type = cleaned.type
    record.scan_sha256 = cleaned.sha256
    record.scan_name = f"{name}.{cleaned.ending}"
    record.scan_original = cleaned.original_file()
    record.scan_original_sha256 = cleaned.original_sha256
