from datetime import date, timedelta

import pytest

from common.dates import today
from tests.factories.regions import make_region, make_village
from tests.factories.wksbm import make_change, make_decree, make_office, make_wksbm
from wksbm.models import Decree, Wksbm
from wksbm.summary import count_by_district, count_by_state, villages_by_decree_state

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 21)


def states(*codes, on=ON):
    return dict(villages_by_decree_state(codes, on=on).values_list("code", "state"))


@pytest.fixture
def village():
    return make_village("52.07.01.2001")


@pytest.mark.parametrize(
    ("start", "end", "state"),
    [
        (date(2026, 1, 1), None, "in_force"),
        (date(2026, 1, 1), date(2027, 1, 21), "in_force"),
        (date(2026, 1, 1), date(2027, 1, 20), "lapsing"),
        (date(2026, 1, 1), date(2026, 11, 21), "lapsing"),
        (date(2026, 1, 1), date(2026, 11, 20), "lapsed"),
        (date(2026, 11, 21), None, "in_force"),
        (date(2026, 11, 22), None, "no_decree"),
    ],
)
def test_a_village_is_in_the_state_of_its_decree(village, start, end, state):
    make_decree(bodies=[make_wksbm(region=village)], effective_from=start, valid_until=end)

    assert states("52.07") == {village.code: state}
    assert Wksbm.objects.with_decree_state(ON).get().decree_state == state


def test_a_retroactive_decree_is_in_force_from_its_effect(village):
    make_decree(
        bodies=[make_wksbm(region=village)],
        effective_from=date(2026, 1, 1),
        enacted_on=date(2026, 5, 20),
    )

    assert states("52.07", on=date(2025, 12, 31)) == {village.code: "no_decree"}
    assert states("52.07", on=date(2026, 1, 1)) == {village.code: "in_force"}


@pytest.mark.parametrize(
    ("kind", "effective_on", "state"),
    [
        ("amends", date(2026, 6, 1), "in_force"),
        ("revokes", date(2026, 6, 1), "lapsed"),
        ("supersedes", ON, "lapsed"),
        ("revokes", ON + timedelta(days=1), "lapsing"),
        ("supersedes", ON + timedelta(days=62), "in_force"),
    ],
)
def test_a_later_decree_ends_it_from_its_own_day(village, kind, effective_on, state):
    body = make_wksbm(region=village)
    old = make_decree(bodies=[body])
    ending = make_decree(issuer=old.issuer, kind=Decree.Kind.ENDING)
    make_change(ending, old, kind=kind, effective_on=effective_on)

    assert states("52.07") == {village.code: state}


def test_a_successor_that_is_there_already_keeps_it_from_lapsing(village):
    body = make_wksbm(region=village)
    make_decree(bodies=[body], valid_until=date(2026, 12, 31))
    make_decree(bodies=[body], effective_from=date(2027, 1, 1))

    assert states("52.07") == {village.code: "in_force"}


def test_only_a_formation_decree_proves_a_body(village):
    make_decree(bodies=[make_wksbm(region=village)], kind=Decree.Kind.RECIPIENTS)

    assert states("52.07") == {village.code: "no_decree"}


def test_a_dissolved_body_proves_nothing(village):
    make_decree(bodies=[make_wksbm(region=village, dissolved_on=ON)])

    assert states("52.07") == {village.code: "no_body"}


def test_the_best_of_several_bodies_counts(village):
    make_wksbm(region=village)
    make_decree(bodies=[make_wksbm(region=village)])

    row = villages_by_decree_state(["52.07"], on=ON).get()

    assert (row.bodies, row.state, row.valid_until) == (2, "in_force", None)


def test_the_last_day_is_the_decrees_own(village):
    make_decree(bodies=[make_wksbm(region=village)], valid_until=date(2026, 12, 31))

    assert villages_by_decree_state(["52.07"], on=ON).get().valid_until == date(2026, 12, 31)


def test_the_district_is_counted_by_kecamatan_and_nothing_beyond_it(django_assert_num_queries):
    jereweh = [make_village(f"52.07.01.200{number}") for number in (1, 2, 3)]
    taliwang, kelurahan = make_village("52.07.02.2014"), make_village("52.07.02.1001")
    foreign = make_village("52.08.01.2001")
    office = make_office(region=make_region("52.07"), kind="regent")
    make_decree(
        issuer=office,
        bodies=[make_wksbm(region=jereweh[0]), make_wksbm(region=taliwang)],
    )
    make_wksbm(region=jereweh[1])
    make_decree(bodies=[make_wksbm(region=foreign)])
    villages = villages_by_decree_state(["52.07"], on=ON)

    with django_assert_num_queries(1):
        found = {row.code: (row.kind, row.state, row.bodies) for row in villages}
    assert found == {
        "52.07.01.2001": ("desa", "in_force", 1),
        "52.07.01.2002": ("desa", "no_decree", 1),
        "52.07.01.2003": ("desa", "no_body", 0),
        "52.07.02.2014": ("desa", "in_force", 1),
        kelurahan.code: ("kelurahan", "no_body", 0),
    }
    with django_assert_num_queries(1):
        assert count_by_state(villages) == {
            "in_force": 2,
            "lapsing": 0,
            "lapsed": 0,
            "no_decree": 1,
            "no_body": 2,
        }
    assert count_by_district(villages) == {
        "52.07.01": {"in_force": 1, "lapsing": 0, "lapsed": 0, "no_decree": 1, "no_body": 1},
        "52.07.02": {"in_force": 1, "lapsing": 0, "lapsed": 0, "no_decree": 0, "no_body": 1},
    }
    assert states() == {}


def test_the_states_of_today_are_asked_for_a_day(village):
    make_decree(bodies=[make_wksbm(region=village)], effective_from=today())

    assert states("52.07", on=today()) == {village.code: "in_force"}
