"""The whole nation as shipped: what is in it, and that it is found."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from regions.local_names import kind_label
from regions.models import Region, RegionLoad
from regions.services import search_regions

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def nation(django_db_setup, django_db_blocker):
    """Load once for this file, inside a transaction that no other file ever sees."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_regions", verbosity=0)
        connection.check_constraints()  # once, not again at the end of every test
        yield
        transaction.set_rollback(True)


def paths(text, **options):
    return [region.path for region in search_regions(text, **options)]


def test_every_level_is_whole():
    counts = Region.objects.order_by().values_list("level").annotate(Count("pk"))

    expected = {"province": 38, "regency": 514, "district": 7285, "village": 83762}
    assert dict(counts) == expected
    assert RegionLoad.objects.get().counts["totals"] == expected


def test_every_kind_is_whole():
    counts = Region.objects.villages().order_by().values_list("kind").annotate(Count("pk"))

    assert dict(counts) == {"desa": 75252, "desa_adat": 14, "kelurahan": 8496}


def test_every_province_has_its_zone():
    provinces = Region.objects.filter(level="province").order_by()

    assert dict(provinces.values_list("time_zone").annotate(Count("pk"))) == {
        "Asia/Jakarta": 18,
        "Asia/Makassar": 12,
        "Asia/Jayapura": 8,
    }


def test_every_region_has_a_word():
    labels = {kind_label(code) for code in Region.objects.values_list("code", flat=True)}

    assert labels == {
        *("Provinsi", "Kabupaten", "Kota"),
        *("Kecamatan", "Distrik", "Kapanewon", "Kemantren"),
        *("Desa", "Kelurahan", "Desa Adat", "Kalurahan", "Gampong", "Kampung", "Kute"),
        *("Nagari", "Pekon", "Tiyuh", "Lembang"),
    }


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("52.07.02.2014", "52.07.02.2014"),
        ("5207022014", "52.07.02.2014"),
        ("5207", "52.07"),
        ("kec taliwang", "52.07.02"),
        ("Kec. Taliwang, Sumbawa Barat", "52.07.02"),
        ("desa banjar kec taliwang kab sumbawa barat", "52.07.02.2014"),
        ("banjar sumbawa barat", "52.07.02.2014"),
        ("sidomulyo langkat", "12.05.05.2005"),
        ("sidomulyo langkt", "12.05.05.2005"),
        ("langkat", "12.05"),
        ("sumbawa barat", "52.07"),
        ("kabupaten sumbawa barat", "52.07"),
        ("sumbawa brat", "52.07"),
        ("yogyakarta", "34"),
        ("kota yogyakarta", "34.71"),
        ("regapuu", "53.07.01.2021"),
        ("batu hampa", "13.01.07.2004"),
    ],
)
def test_people_find_what_they_mean(text, first):
    assert search_regions(text)[0].code == first


def test_wrong_letters_are_forgiven():
    names = {region.name for region in search_regions("sidomuljo", limit=20)}

    assert names == {"Sidomulyo", "Sidomulio"}


def test_same_names_are_told_apart_by_their_path():
    found = paths("sidomulyo langkat", limit=2)

    assert found == [
        "Desa Sidomulyo, Kec. Binjai, Kabupaten Langkat, Sumatera Utara",
        "Kelurahan Sidomulyo, Kec. Stabat, Kabupaten Langkat, Sumatera Utara",
    ]


def test_exact_comes_before_beginning_before_likeness():
    names = [region.name for region in search_regions("kuang", level="village", limit=200)]

    ranks = [0 if n == "Kuang" else 1 if n.lower().startswith("kuang") else 2 for n in names]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2}


def test_search_keeps_to_level_and_place():
    found = search_regions("banjar", level="village", under="52.07")

    assert found[0].path.startswith("Desa Banjar, Kec. Taliwang")
    assert {(region.level, region.code[:5]) for region in found} == {("village", "52.07")}


def test_what_has_ended_is_not_found():
    Region.objects.filter(pk="52.07.02.2014").update(active_until="2025-06-01")

    assert search_regions("banjar", level="village", under="52.07.02.2014") == []
    assert search_regions("52.07.02.2014") == []


@pytest.mark.parametrize("text", ["", " ", "x", "%", "_", "'; --", "\x00", "5", "zzqxw"])
def test_nothing_is_found_for_nothing(text):
    assert search_regions(text) == []


@pytest.mark.parametrize(("text", "limit"), [("sungai", 1), ("sungai", 3), ("sungai barat", 3)])
def test_paths_cost_no_further_queries(text, limit, django_assert_num_queries):
    words = len(text.split())

    # The names above of each further word, what is alike, the rows with their paths; around them
    # a savepoint, the threshold, and the savepoint's release.
    with django_assert_num_queries(words - 1 + 5):
        assert len(paths(text, limit=limit)) == limit


@pytest.mark.parametrize(
    ("text", "index"),
    [("taliwang", "regions_region_name_trgm"), ("5207", "regions_region_code")],
)
def test_search_uses_an_index(text, index):
    with CaptureQueriesContext(connection) as queries:
        search_regions(text)
    statement = next(q["sql"] for q in queries if "regions_region" in q["sql"])

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert index in plan
    assert "Seq Scan" not in plan
