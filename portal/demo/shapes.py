"""An invented map for the demo: real boundaries are not ours to hand on, and it says so."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from math import isqrt
from random import Random

from regions.outlines import Point
from regions.shaping import keep_shapes

SOURCE = "Peta skematis contoh, bukan batas sebenarnya"
LICENCE = "CC0"
CELL = 120  # steps of the grid
WEST, NORTH = 233_000, 17_000


def draw(codes: Sequence[str]) -> None:
    """Lay the villages out in the order of their codes, like oxen plough: neighbours stay such."""
    random = Random(f"{SOURCE} {codes[:1]}")  # noqa: S311 (an invented coast)
    columns = isqrt(len(codes)) + 1
    corners: dict[tuple[int, int], Point] = {}
    shapes = {}
    for number, code in enumerate(codes):
        row, column = divmod(number, columns)
        if row % 2:
            column = columns - 1 - column
        around = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
        for at in around:
            corners.setdefault(at, _corner(at, random))
        shapes[code] = [[corners[at] for at in around]]
    sha256 = hashlib.sha256("".join(codes).encode()).hexdigest()
    keep_shapes(shapes, source=SOURCE, licence=LICENCE, sha256=sha256)


def _corner(at: tuple[int, int], random: Random) -> Point:
    column, row = at
    astray = CELL // 3
    return (
        WEST + column * CELL + random.randint(-astray, astray),
        NORTH + row * CELL + random.randint(-astray, astray),
    )
