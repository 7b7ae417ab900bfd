"""What a code says by itself."""

import pytest

from regions.codes import Kind, Level, Zone, dotted, kind_of, level_of, lineage_of, zone_of


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("52", Level.PROVINCE),
        ("52.07", Level.REGENCY),
        ("52.07.01", Level.DISTRICT),
        ("52.07.01.2001", Level.VILLAGE),
        ("", None),
        ("5", None),
        ("5a", None),
        ("52\n", None),
        ("52-07", None),
        ("52.07.", None),
        ("52.07.01.4001", None),
        ("52.07.01.0001", None),
        ("52.07.01.20011", None),
        ("٥٢", None),
    ],
)
def test_level_is_told_by_the_shape(code, level):
    assert level_of(code) is level


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("52.07.02.1006", Kind.KELURAHAN),
        ("52.07.01.2001", Kind.DESA),
        ("91.03.01.3007", Kind.DESA_ADAT),
        ("52.07.01", None),
    ],
)
def test_kind_is_told_by_the_fourth_block(code, kind):
    assert kind_of(code) is kind


def test_lineage_names_the_nearest_first():
    assert lineage_of("52.07.01.2001") == ["52.07.01.2001", "52.07.01", "52.07", "52"]


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("11.01.01.2001", Zone.WIB),
        ("36", Zone.WIB),
        ("62.03", Zone.WIB),
        ("63.03", Zone.WITA),
        ("52.07", Zone.WITA),
        ("81.09", Zone.WIT),
        ("96", Zone.WIT),
        ("97", None),
    ],
)
def test_zone_is_told_by_the_province(code, zone):
    assert zone_of(code) is zone


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("52.07.01.2001", "52.07.01.2001"),
        ("5207012001", "52.07.01.2001"),
        (" 52 07 ", "52.07"),
        ("52071", "52.07.1"),
        ("52.07.01.20", "52.07.01.20"),
        ("52070120011", None),
        ("5", None),
        ("52 Taliwang", None),
        ("", None),
    ],
)
def test_codes_are_read_with_and_without_dots(text, code):
    assert dotted(text) == code
