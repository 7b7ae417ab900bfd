"""Names from memory are quick, and never older than the database."""

import pytest
from django.db import transaction

from regions.cache import names_of
from regions.models import Region
from tests.factories.regions import make_village

pytestmark = pytest.mark.django_db


def test_names_are_read_once(django_assert_num_queries):
    codes = ["52.07.01.2001", "52.07.02.2014"]
    for code in codes:
        make_village(code)

    with django_assert_num_queries(2):
        first = names_of(codes)
    with django_assert_num_queries(1):
        again = names_of(codes)

    assert again == first
    assert {code: name.path for code, name in first.items()} == {
        "52.07.01.2001": "Desa Goa, Kec. Jereweh, Kabupaten Sumbawa Barat, Nusa Tenggara Barat",
        "52.07.02.2014": "Desa Banjar, Kec. Taliwang, Kabupaten Sumbawa Barat, Nusa Tenggara Barat",
    }
    assert first["52.07.01.2001"].kind_label == "Desa"
    assert first["52.07.01.2001"].time_zone == "Asia/Makassar"


def test_neighbours_share_what_is_above():
    make_village("52.07.01.2001")
    make_village("52.07.02.2014")

    names = names_of(["52.07.01.2001", "52.07.02.2014"])

    regencies = [name.parent.parent for name in names.values()]
    assert regencies[0] is regencies[1]


def test_unknown_codes_are_left_out():
    make_village("52.07.01.2001")

    assert list(names_of(["52.07.01.2001", "52.07.01.2999"])) == ["52.07.01.2001"]


def test_a_changed_name_is_seen_at_once():
    make_village("52.07.01.2001")
    assert names_of(["52.07.01.2001"])["52.07.01.2001"].name == "Goa"

    Region.objects.filter(pk="52.07.01.2001").update(name="Goa Baru")

    assert names_of(["52.07.01.2001"])["52.07.01.2001"].name == "Goa Baru"


def test_a_name_rolled_back_is_forgotten():
    make_village("52.07.01.2001")

    with transaction.atomic():
        Region.objects.filter(pk="52.07.01.2001").update(name="Goa Baru")
        assert names_of(["52.07.01.2001"])["52.07.01.2001"].name == "Goa Baru"
        transaction.set_rollback(True)

    assert names_of(["52.07.01.2001"])["52.07.01.2001"].name == "Goa"
