"""Photos of the demo's meetings: drawn here, for nobody is to be seen on them."""

from __future__ import annotations

import struct
import zlib
from random import Random
from typing import Final

from django.core.files.base import ContentFile

from meetings.models import Meeting, MeetingPhoto
from meetings.services import add_photos
from portal.demo import VILLAGE

WIDTH, HEIGHT = 800, 600
Colour = tuple[int, int, int]
WALL, FLOOR, CLOTH, PAPER, INK = (226, 214, 190), (150, 110, 80), (36, 94, 110), (250, 249, 244), 90
PEOPLE: Final[tuple[Colour, ...]] = (
    (196, 78, 82),
    (85, 130, 180),
    (221, 160, 60),
    (110, 150, 90),
    (140, 100, 160),
)


def hang() -> None:
    """Give the latest meeting of the coordinator's village two photos and its sheet, once."""
    if MeetingPhoto.objects.filter(meeting__region=VILLAGE).exists():
        return
    held = Meeting.objects.held().filter(region=VILLAGE, wksbm__isnull=False, approved_at=None)
    meeting = held.order_by("-starts_at").first()
    if meeting is None or meeting.logged_by is None:
        return
    kinds = MeetingPhoto.Kind
    for number, (kind, caption) in enumerate(
        (
            (kinds.GATHERING, "Gambar contoh: pembukaan"),
            (kinds.GATHERING, "Gambar contoh: diskusi"),
            (kinds.SHEET, "Gambar contoh: daftar hadir"),
        )
    ):
        drawn = _sheet(number) if kind == kinds.SHEET else _hall(number)
        picture = ContentFile(drawn, name="foto.png")
        add_photos(meeting, kind=kind, photos=[picture], caption=caption, actor=meeting.logged_by)


def _hall(seed: int) -> bytes:
    """Draw a room with people who sit in rows before a banner."""
    chance = Random(seed)  # noqa: S311 (each demo is equal)
    rows = [[WALL if y < 330 else FLOOR for _x in range(WIDTH)] for y in range(HEIGHT)]
    _fill(rows, (180, 60, 620, 150), CLOTH)
    for line in range(2):
        for place in range(7):
            x, y = 60 + place * 105 + line * 40, 330 + line * 110
            shirt = chance.choice(PEOPLE)
            _fill(rows, (x - 32, y + 30, x + 32, y + 110), shirt)
            _round(rows, (x, y, 26), (172, 128, 96))
            if chance.random() < 0.7:
                _fill(rows, (x - 26, y - 26, x + 26, y - 6), shirt)
    return _png(rows)


def _sheet(seed: int) -> bytes:
    """Draw a sheet with lines that somebody signed."""
    chance = Random(seed)  # noqa: S311 (each demo is equal)
    rows = [[PAPER for _x in range(WIDTH)] for _y in range(HEIGHT)]
    ink = (INK, INK, INK + 60)
    _fill(rows, (250, 30, 550, 50), ink)
    for line in range(14):
        y = 90 + line * 35
        _fill(rows, (40, y + 30, 760, y + 32), (150, 150, 150))
        _fill(rows, (60, y + 12, 60 + chance.randint(120, 260), y + 20), ink)
        for stroke in range(8):
            x = 600 + stroke * 14
            _round(rows, (x, y + 15 + chance.randint(-9, 9), 5), ink)
    return _png(rows)


def _fill(rows: list[list[Colour]], box: tuple[int, int, int, int], colour: Colour) -> None:
    left, top, right, bottom = box
    for y in range(max(top, 0), min(bottom, HEIGHT)):
        rows[y][left:right] = [colour] * (right - left)


def _round(rows: list[list[Colour]], circle: tuple[int, int, int], colour: Colour) -> None:
    middle, height, radius = circle
    for y in range(height - radius, height + radius):
        half = int((radius**2 - (y - height) ** 2) ** 0.5)
        _fill(rows, (middle - half, y, middle + half, y + 1), colour)


def _png(rows: list[list[Colour]]) -> bytes:
    """Return the pixels as a PNG: no library that reads pictures is let in here."""
    lines = b"".join(b"\0" + bytes(part for colour in row for part in colour) for row in rows)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(*part) for part in parts)


def _part(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
