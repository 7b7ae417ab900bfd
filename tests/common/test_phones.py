import pytest

from common.phones import for_whatsapp, normalised, shown


@pytest.mark.parametrize(
    "typed",
    [
        "0812-3456-7890",
        "081234567890",
        "+62 812 3456 7890",
        "6281234567890",
        "81234567890",
        "0062 812 3456 7890",
        "+62 0812 3456 7890",
        "(0812) 3456.7890",
    ],
)
def test_a_mobile_number_is_one_however_it_is_written(typed):
    assert normalised(typed) == "+6281234567890"


def test_landlines_and_foreign_numbers_stay():
    assert normalised("0370-123456") == "+62370123456"
    assert normalised("+60 12 345 6789") == "+60123456789"


@pytest.mark.parametrize("typed", ["", "nanti", "0812", "0812345678901234", "12345"])
def test_what_is_no_number_is_empty(typed):
    assert normalised(typed) == ""


def test_numbers_are_shown_as_people_write_them():
    assert shown("+6281234567890") == "0812-3456-7890"
    assert shown("+60123456789") == "+60123456789"
    assert for_whatsapp("+6281234567890") == "6281234567890"
