"""The nation's regions by API: all of them, for everybody who is signed in."""

import pytest

from tests.factories.accounts import make_user
from tests.factories.regions import make_village

GOA = {
    "code": "52.07.01.2001",
    "level": "village",
    "kind": "desa",
    "kind_label": "Desa",
    "name": "Goa",
    "path": "Desa Goa, Kec. Jereweh, Kabupaten Sumbawa Barat, Nusa Tenggara Barat",
    "parent": "52.07.01",
    "time_zone": "Asia/Makassar",
    "active_from": "2025-04-25",
    "active_until": None,
    "replaced_by": None,
}


@pytest.fixture
def stranger(client, db):
    """Somebody whose role is elsewhere: regions are nobody's secret."""
    make_village("52.07.01.2001")
    make_village("52.07.02.2014")
    make_village("81.09.01.2001")
    client.force_login(make_user(role="village_coordinator", region="81.09.01.2001"))
    return client


def test_a_region_is_told_with_its_path(stranger):
    assert stranger.get("/api/v1/regions/52.07.01.2001/").json() == GOA
    assert stranger.get("/api/v1/regions/52.07.01.2999/").status_code == 404


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"level": "village", "under": "52"}, ["52.07.01.2001", "52.07.02.2014"]),
        ({"parent": "52.07"}, ["52.07.01", "52.07.02"]),
        ({"kind": "kelurahan"}, []),
        ({"under": "52.07.01", "active_on": "2025-04-25"}, ["52.07.01", "52.07.01.2001"]),
        ({"under": "52.07.01", "active_on": "2025-04-24"}, []),
    ],
)
def test_lists_are_narrowed(stranger, query, codes):
    rows = stranger.get("/api/v1/regions/", query).json()["results"]

    assert [row["code"] for row in rows] == codes


def test_pages_follow_the_codes(stranger):
    first = stranger.get("/api/v1/regions/?under=52.07&limit=3").json()
    second = stranger.get(first["next"]).json()

    codes = [row["code"] for page in (first, second) for row in page["results"]]
    assert codes == ["52.07", "52.07.01", "52.07.01.2001", "52.07.02", "52.07.02.2014"]
    assert second["next"] is None


def test_search_gives_the_best_first(stranger):
    found = stranger.get("/api/v1/regions/search/", {"q": "goa jerewh", "level": "village"})

    assert found.json() == [GOA]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"q": "goa", "level": "hamlet"},
        {"q": "goa", "under": "x"},
        {"q": "a" * 101},
        {"q": "goa\x00"},
        {"q": "goa", "limit": "3"},
    ],
)
def test_search_refuses_what_it_does_not_know(stranger, query):
    answer = stranger.get("/api/v1/regions/search/", query)

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_parameter")


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_more_rows(stranger, rows, django_assert_max_num_queries):
    stranger.get("/api/v1/regions/")

    with django_assert_max_num_queries(6):
        page = stranger.get("/api/v1/regions/", {"limit": rows})

    assert len(page.json()["results"]) == rows
