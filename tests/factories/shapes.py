"""Boundaries for tests: regions as squares of a board, each with a neighbour."""

import json

STEP = 0.05  # degree


def square(column, row, *, wiggle=()):
    """Return the ring of a board's field; `wiggle` are points on its eastern border."""
    west, south = 116 + column * STEP, -9 + row * STEP
    east, north = west + STEP, south + STEP
    return [
        [west, south],
        [east, south],
        *([east + off, south + part * STEP] for part, off in wiggle),
        [east, north],
        [west, north],
        [west, south],
    ]


def feature(code, *rings, **properties):
    return {
        "type": "Feature",
        "properties": {"kode": code, **properties},
        "geometry": {"type": "Polygon", "coordinates": list(rings)},
    }


def board(codes):
    """Return a feature for each code, side by side."""
    return [feature(code, square(at % 8, at // 8)) for at, code in enumerate(codes)]


def geojson(folder, features):
    file = folder / "batas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file
