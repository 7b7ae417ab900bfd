import re
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from regions.models import RegionShape, ShapeLoad
from regions.outlines import NotDrawable, outlines_of, rings_of
from regions.shaping import ShapesRefused, load_shapes
from tests.factories.regions import make_village
from tests.factories.shapes import board, feature, geojson, square

HERE, NEAR = "52.07.01.2001", "52.07.01.2002"
CREDIT = {"source": "Contoh", "licence": "CC0"}


def points(path):
    """Return the points of a path's rings as the grid has them."""
    rings = []
    for start, steps in re.findall(r"M(-?\d+ -?\d+)l([^z]+)z", path):
        x, y = map(int, start.split())
        ring = [(x, y)]
        numbers = list(map(int, steps.split()))
        for wide, high in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + wide, y + high
            ring.append((x, y))
        rings.append(ring)
    return rings


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


@pytest.mark.parametrize("seed", range(4))
def test_neighbours_still_meet_when_their_border_is_simplified(seed):
    chance = Random(seed)
    noise = [(part / 60, chance.uniform(-0.003, 0.003)) for part in range(1, 60)]
    west = square(0, 0, wiggle=noise)
    shared = west[1 : 2 + len(noise)]  # the eastern border without its northern end
    east = square(1, 0)
    east = [*east[:4], *reversed(shared[1:]), east[0]]  # walked the other way, begun elsewhere

    drawn = outlines_of({HERE: rings_of(polygon(west)), NEAR: rings_of(polygon(east))})

    [here], [near] = (points(drawn[code].path) for code in (HERE, NEAR))
    border = set(here) & set(near)
    assert {(232100, 18000), (232100, 17900)} <= border
    assert {point for point in here if point[0] > 232050} == border  # the same line for both
    assert {point for point in near if point[0] < 232150} == border
    assert 10 < len(border) < 55


def test_an_island_and_a_hole_are_drawn_and_a_speck_is_not():
    hole = [[x * 0.2 + 92.82, y * 0.2 - 7.18] for x, y in square(0, 0)]  # within the square
    speck = [[117, -9], [117.0001, -9], [117, -9.0001], [117, -9]]
    geometry = {"type": "MultiPolygon", "coordinates": [[square(0, 0), hole], [speck]]}

    outline = outlines_of({HERE: rings_of(geometry)})[HERE]

    assert len(points(outline.path)) == 2
    assert (outline.left, outline.top, outline.right, outline.bottom) == (
        232000,
        17900,
        232100,
        18000,
    )


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Point", "coordinates": [116, -9]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": [["a", "b"]]},
        {"type": "Polygon", "coordinates": [[[500000, 9000000], [500100, 9000000], [500000, 1]]]},
        {"type": "Polygon", "coordinates": [[[116, -9], [116.1, -9], [116, -9]]]},
    ],
)
def test_what_is_no_area_in_indonesia_is_refused(geometry):
    with pytest.raises(NotDrawable):
        rings_of(geometry)


@pytest.mark.django_db
def test_shapes_are_loaded_with_their_licence_and_loaded_anew(tmp_path):
    make_village(HERE)
    make_village(NEAR)
    lake = feature("", square(3, 3))
    file = geojson(tmp_path, [*board([HERE, NEAR]), lake, feature("52.07.01.2999", square(4, 4))])

    first = load_shapes(file, **CREDIT)
    again = load_shapes(
        geojson(tmp_path, [feature("", square(5, 5), KDEPUM="5207012001")]), **CREDIT
    )

    assert (first.shapes, first.unknown) == (2, ["#3", "52.07.01.2999"])
    assert again.shapes == 1
    assert [str(load) for load in ShapeLoad.objects.all()] == ["Contoh (CC0)"] * 2
    lefts = dict(RegionShape.objects.values_list("region_id", "left"))
    assert lefts == {HERE: 232500, NEAR: 232100}


@pytest.mark.django_db
def test_a_faulty_file_changes_nothing_and_every_fault_is_named(tmp_path):
    make_village(HERE)
    make_village(NEAR)
    point = {"type": "Point", "coordinates": [116, -9]}
    bad = [{**one, "geometry": point} for one in board([HERE, NEAR])]

    with pytest.raises(ShapesRefused) as refused:
        load_shapes(geojson(tmp_path, bad), **CREDIT)

    assert [fault[: len(HERE)] for fault in refused.value.faults] == [HERE, NEAR]
    assert not ShapeLoad.objects.exists()
    for text in ("{}", "[]", "x", '{"features": [1]}'):
        (tmp_path / "bad.geojson").write_text(text)
        with pytest.raises(CommandError):
            call_command("load_shapes", str(tmp_path / "bad.geojson"), source="x", licence="x")
    with pytest.raises(CommandError):
        call_command("load_shapes", str(tmp_path / "none"), source="x", licence="x")


@pytest.mark.django_db
def test_a_path_is_nothing_but_a_path(tmp_path):
    """It is put into pages and papers as it is."""
    make_village(HERE)
    load_shapes(geojson(tmp_path, board([HERE])), **CREDIT)

    with pytest.raises(IntegrityError), transaction.atomic():
        RegionShape.objects.update(path='M0 0l1 1z"><script>')
