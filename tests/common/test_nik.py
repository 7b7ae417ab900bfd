"""What a NIK must be, and what only looks odd. All numbers are invented."""

import csv
import gzip
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError

from common.nik import check_kk, check_nik, doubts, tidy_digits

BORN = "5207011708800001"
BORN_WOMAN = "5207015708800001"


def code_of(check, number):
    try:
        check(number)
    except ValidationError as error:
        return error.code
    return ""


def test_a_nik_is_refused_only_where_none_can_be_so():
    cases = {
        BORN: "",
        BORN_WOMAN: "",
        "5207012902000001": "",  # 29 February 2000
        "5207012902010001": "nik_impossible",  # neither 1901 nor 2001 has that day
        "5207017102000001": "nik_impossible",  # 31 February, a woman
        "5207013213800001": "nik_impossible",
        "5207010008800001": "nik_impossible",
        "5207011708800000": "nik_impossible",  # serials begin with 0001
        "1111111111111111": "nik_impossible",
        "520701170880001": "nik_length",
        "52070117088000011": "nik_length",
        "5207O11708800001": "nik_not_digits",
        "\u0665207011708800001": "nik_not_digits",  # digits of another script
    }

    assert {nik: code_of(check_nik, nik) for nik in cases} == cases


def test_every_kecamatan_of_the_nation_may_begin_a_nik():
    """The public validators refuse those of the provinces that are younger than they are."""
    with gzip.open(settings.BASE_DIR / "regions/data/districts.csv.gz", "rt") as lines:
        prefixes = [row["code"].replace(".", "") for row in csv.DictReader(lines)]

    assert len(prefixes) == 7285
    assert {code_of(check_nik, f"{prefix}1708800001") for prefix in prefixes} == {""}


def test_a_doubt_is_told_and_refuses_nothing():
    assert doubts(BORN, born=date(1980, 8, 17), sex="male", prefixes={"520701"}) == []
    assert len(doubts(BORN, born=date(1980, 8, 18), sex="male")) == 1
    assert len(doubts(BORN, born=None, sex="female")) == 1
    assert len(doubts(BORN_WOMAN, born=date(1980, 8, 17), sex="female", prefixes=set())) == 1
    assert len(doubts(BORN, born=date(1981, 1, 1), sex="female", prefixes=set())) == 3


def test_what_people_put_between_digits_is_dropped():
    assert tidy_digits(" 5207.0117-0880 0001'") == BORN


def test_a_family_card_has_sixteen_digits():
    cases = {"5207011708800001": "", "520701": "kk_length", "2222222222222222": "kk_impossible"}

    assert {number: code_of(check_kk, number) for number in cases} == cases
