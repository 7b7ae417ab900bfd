"""How large a picture says it is, read from its head: before anything unpacks it."""

import struct
from typing import Final

MAX_PIXELS: Final = 4_000_000
_NO_SIZE: Final = {0xC4, 0xC8, 0xCC}  # of JPEG's markers C0 to CF, those that are no frame


def size_of(data: bytes, kind: str) -> tuple[int, int] | None:
    """Return width and height of a PNG or JPEG; None if its head does not say."""
    if kind == "image/png":
        if len(data) < 24 or data[12:16] != b"IHDR":
            return None
        width, height = struct.unpack_from(">LL", data, 16)
        return width, height
    return _jpeg_size(data)


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = struct.unpack_from(">xBH", data, at)
        if 0xC0 <= marker <= 0xCF and marker not in _NO_SIZE:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + length
    return None
