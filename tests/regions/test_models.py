"""What the database refuses, and what a region says of itself."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from regions.local_names import full_name, kind_label
from regions.models import Region
from tests.factories.regions import make_region, make_village

pytestmark = pytest.mark.django_db

BEFORE, START = date(2025, 4, 24), date(2025, 4, 25)


@pytest.mark.parametrize(
    ("code", "wrong", "constraint"),
    [
        ("52.07.01.2003", {"level": "district"}, "regions_region_level_matches_code"),
        ("52.07.01.2003", {"level": "hamlet"}, "regions_region_level_matches_code"),
        ("52.07.01.2003", {"kind": "kelurahan"}, "regions_region_kind_matches_code"),
        ("52.07.01.2003", {"kind": ""}, "regions_region_kind_matches_code"),
        ("52.07.09", {"kind": "desa"}, "regions_region_kind_matches_code"),
        ("52.07.01.2003", {"parent_id": "52.07.02"}, "regions_region_parent_is_prefix"),
        ("52.07.01.2003", {"parent_id": "52.07"}, "regions_region_parent_is_prefix"),
        ("52.07.01.2003", {"parent_id": None}, "regions_region_parent_is_prefix"),
        ("53", {"parent_id": "52"}, "regions_region_parent_is_prefix"),
        ("52.07.01.2003", {"name": ""}, "regions_region_name_is_given"),
        ("52.07.01.2003", {"active_until": BEFORE}, "regions_region_period_in_order"),
        (
            "52.07.01.2003",
            {"replaced_by_id": "52.07.01.2001"},
            "regions_region_replaced_is_retired",
        ),
        (
            "52.07.01.2003",
            {"active_until": START, "replaced_by_id": "52.07.01.2003"},
            "regions_region_replaced_is_retired",
        ),
    ],
)
def test_database_refuses_what_contradicts_the_code(code, wrong, constraint):
    make_village("52.07.01.2001")
    make_region("52.07.02")

    with pytest.raises(IntegrityError, match=constraint):
        make_region(code, **wrong)


def test_form_says_why_in_words():
    village = make_village()
    village.kind = Region.Kind.KELURAHAN

    with pytest.raises(ValidationError) as refusal:
        village.full_clean()

    assert refusal.value.messages == ["Jenis wilayah tidak sesuai dengan kodenya."]


def test_path_names_all_above(django_assert_num_queries):
    make_village("52.07.02.2014")

    with django_assert_num_queries(1):
        path = Region.objects.with_path().get(pk="52.07.02.2014").path

    assert path == "Desa Banjar, Kec. Taliwang, Kabupaten Sumbawa Barat, Nusa Tenggara Barat"


def test_zone_is_that_of_the_province():
    village = make_village("52.07.02.2014")

    assert village.tz == ZoneInfo("Asia/Makassar")
    assert village.zone_label == "WITA"


def test_villages_under_a_code():
    make_village("52.07.01.2001")
    make_village("52.07.02.2014")
    make_village("52.08.01.2001")

    assert [region.code for region in Region.objects.villages().under("52.07")] == [
        "52.07.01.2001",
        "52.07.02.2014",
    ]
    assert [region.code for region in Region.objects.under("52.07.02")] == [
        "52.07.02",
        "52.07.02.2014",
    ]


def test_active_counts_both_ends():
    last = START + timedelta(days=10)
    make_village("52.07.01.2001", active_until=last)

    def active(on):
        return Region.objects.villages().active(on).exists()

    assert [active(BEFORE), active(START), active(last), active(last + timedelta(days=1))] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("52", "Provinsi"),
        ("52.07", "Kabupaten"),
        ("52.71", "Kota"),
        ("52.07.01", "Kecamatan"),
        ("52.07.01.2001", "Desa"),
        ("52.07.02.1006", "Kelurahan"),
        ("34.02.01", "Kapanewon"),
        ("34.02.01.2001", "Kalurahan"),
        ("34.71.01", "Kemantren"),
        ("34.71.01.1001", "Kelurahan"),
        ("11.01.01.2001", "Gampong"),
        ("11.09.01.2001", "Desa"),
        ("11.17.01.2001", "Kampung"),
        ("13.01.01.2001", "Nagari"),
        ("13.09.01.2001", "Desa"),
        ("13.77.01.2001", "Desa"),
        ("18.06.01.2001", "Pekon"),
        ("18.01.04.2001", "Desa"),
        ("73.26.01.2001", "Lembang"),
        ("91.03.01", "Distrik"),
        ("96.71.01", "Distrik"),
        ("91.03.01.3007", "Desa Adat"),
        ("94.01.01.2001", "Kampung"),
        ("94.01.01.1001", "Kelurahan"),
    ],
)
def test_regions_are_called_as_people_call_them(code, label):
    assert kind_label(code) == label


@pytest.mark.parametrize(
    ("code", "name", "shown"),
    [
        ("31", "Daerah Khusus Ibukota Jakarta", "Daerah Khusus Ibukota Jakarta"),
        ("31.74", "Kota Administrasi Jakarta Selatan", "Kota Administrasi Jakarta Selatan"),
        ("91.03.01.3007", "Desa Adat Yoboi", "Desa Adat Yoboi"),
        ("34.71.01", "Tegalrejo", "Kemantren Tegalrejo"),
        ("52.07.02.1006", "Kuang", "Kelurahan Kuang"),
        ("35.01.01.2001", "Desanegara", "Desa Desanegara"),
    ],
)
def test_the_word_is_not_said_twice(code, name, shown):
    assert full_name(code, name) == shown
