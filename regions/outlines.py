"""Boundaries made small: GeoJSON rings on a grid, simplified so that neighbours still meet.

A border that two regions share is cut at the points where a third one begins, and each piece is
simplified once, in one direction: whichever region it is drawn for, it is the same line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from regions.codes import LENGTHS, Level

Point = tuple[int, int]
Ring = list[Point]

STEPS: Final = 2000  # of the grid in a degree: about 55 metres each
# How far a line may move, in steps: a province is drawn as small as a village.
TOLERANCE: Final = {Level.VILLAGE: 2, Level.DISTRICT: 4, Level.REGENCY: 12, Level.PROVINCE: 40}
LONGITUDES: Final = (90.0, 145.0)
LATITUDES: Final = (-15.0, 10.0)


class NotDrawable(Exception):
    """A geometry that is no area in Indonesia; the message says why."""


class Outline(NamedTuple):
    """An SVG path and the box around it, in steps of the grid."""

    path: str
    left: int
    top: int
    right: int
    bottom: int


def rings_of(geometry: Any) -> list[Ring]:
    """Return the rings of a Polygon or MultiPolygon in WGS 84 on the grid. Raises NotDrawable."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise NotDrawable(_("bukan Polygon atau MultiPolygon"))
    try:
        parts = geometry["coordinates"] if kind == "MultiPolygon" else [geometry["coordinates"]]
        rings = [_on_grid(ring) for part in parts for ring in part]
    except (TypeError, ValueError, KeyError, IndexError) as error:
        raise NotDrawable(_("koordinatnya tidak terbaca")) from error
    areas = [ring for ring in rings if _has_area(ring)]
    if not areas:
        raise NotDrawable(_("terlalu kecil untuk digambar"))
    return areas


def outlines_of(shapes: Mapping[str, list[Ring]]) -> dict[str, Outline]:
    """Return the outline of each region, by its code; those of one level fit together."""
    outlines = {}
    for level, length in LENGTHS.items():
        alike = {code: rings for code, rings in shapes.items() if len(code) == length}
        junctions = _junctions(ring for rings in alike.values() for ring in rings)
        for code, rings in alike.items():
            slim = [_simplified(ring, junctions, TOLERANCE[level]) for ring in rings]
            drawn = [ring for ring in slim if _has_area(ring)]
            outlines[code] = _outline(drawn or [max(rings, key=len)])
    return outlines


# --- Parts of the above --------------------------------------------------------------------------


def _on_grid(ring: list[Any]) -> Ring:
    """Return a ring's points in steps, without repetitions and without the closing one."""
    points: Ring = []
    for longitude, latitude, *_height in ring:
        if not (
            LONGITUDES[0] <= longitude <= LONGITUDES[1] and LATITUDES[0] <= latitude <= LATITUDES[1]
        ):
            raise NotDrawable(_("koordinatnya di luar Indonesia (harus WGS 84)"))
        point = (round(longitude * STEPS), round(-latitude * STEPS))
        if not points or point != points[-1]:
            points.append(point)
    return points[:-1] if len(points) > 1 and points[0] == points[-1] else points


def _has_area(ring: Ring) -> bool:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise([*ring, *ring[:1]])) != 0


def _junctions(rings: Iterable[Ring]) -> set[Point]:
    """Return the points that have more than two neighbours over all rings: where borders meet."""
    neighbours: defaultdict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for before, point in pairwise([ring[-1], *ring]):
            neighbours[before].add(point)
            neighbours[point].add(before)
    return {point for point, around in neighbours.items() if len(around) > 2}


def _simplified(ring: Ring, junctions: set[Point], tolerance: int) -> Ring:
    """Return the ring with each of its pieces simplified; what a piece ends in stays."""
    corners = [at for at, point in enumerate(ring) if point in junctions]
    if not corners:  # an island: it begins at the same point wherever its ring was begun
        corners = [ring.index(min(ring))]
    turned = ring[corners[0] :] + ring[: corners[0]]
    cuts = [at - corners[0] for at in corners] + [len(ring)]
    closed = [*turned, turned[0]]
    slim: Ring = []
    for start, end in pairwise(cuts):
        slim += _piece(closed[start : end + 1], tolerance)[:-1]
    return slim


def _piece(line: Ring, tolerance: int) -> Ring:
    """Return the line with fewer points, the same from whichever end it is walked."""
    if line[0] > line[-1] or (line[0] == line[-1] and line[1] > line[-2]):
        return _piece(line[::-1], tolerance)[::-1]
    kept = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:  # Douglas and Peucker, 1973; a stack, for coasts are long
        first, last = spans.pop()
        between = range(first + 1, last)
        if not between:
            continue
        farthest = max(between, key=lambda at: _distance(line[at], line[first], line[last]))
        if _distance(line[farthest], line[first], line[last]) > tolerance * tolerance:
            kept.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return [line[at] for at in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """Return the square of the point's distance from the stretch between the two others."""
    (x, y), (x0, y0), (x1, y1) = point, start, end
    wide, high = x1 - x0, y1 - y0
    length = wide * wide + high * high
    along = ((x - x0) * wide + (y - y0) * high) / length if length else 0.0
    near = min(1.0, max(0.0, along))
    return float((x - x0 - near * wide) ** 2 + (y - y0 - near * high) ** 2)


def _outline(rings: list[Ring]) -> Outline:
    xs = [x for ring in rings for x, _y in ring]
    ys = [y for ring in rings for _x, y in ring]
    path = "".join(_drawn(ring) for ring in rings)
    return Outline(path, min(xs), min(ys), max(xs), max(ys))


def _drawn(ring: Ring) -> str:
    """Return the ring as an SVG path: one point of the grid, then steps from each to the next."""
    (x, y), *_others = ring
    steps = [f"{to[0] - at[0]} {to[1] - at[1]}" for at, to in pairwise(ring)]
    return f"M{x} {y}l{' '.join(steps)}z"
