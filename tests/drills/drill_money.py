"""Money over HTTP: many at once, deaths of the database, keys that are sent again (T8, T11, T12).

In short all in one office; by DRILL=full each at length, and without one guard each time.
"""

import pytest

from config.embedded import NAME
from tests.drills.conftest import FULL, LONG
from tests.drills.deaths import let_die
from tests.drills.paying import office
from tests.drills.races import Race, race
from tests.drills.repeats import repeat

pytestmark = pytest.mark.django_db  # so that there are tables to copy

KILLS = 10
LATER = 12  # months: each part of the short drill has its own


def wrong(opened, faults):
    """Return what is wrong with the answers, and with the tables."""
    return faults + opened.books.faults(opened.fleet)


@pytest.mark.skipif(FULL, reason="each at length")
def test_money_is_paid_once_whatever_happens(fleet):
    with office(fleet) as opened:
        faults = race(opened, 2, 10)
        faults += repeat(opened, 40, first=LATER)
        faults += let_die(opened, 2, first=5 * LATER)

        assert wrong(opened, faults) == []


@LONG
def test_t8_of_many_who_do_the_same_one_has_an_effect(fleet):
    with office(fleet) as opened:
        assert wrong(opened, race(opened, 20, 50)) == []


@LONG
def test_t11_what_was_acknowledged_outlives_the_database(fleet):
    with office(fleet) as opened:
        assert wrong(opened, let_die(opened, KILLS)) == []


@LONG
def test_t12_a_key_has_one_effect_and_one_answer(fleet):
    with office(fleet) as opened:
        assert wrong(opened, repeat(opened, 1_000)) == []


# --- Without a guard ------------------------------------------------------------------------------

NAIVE = """
    ALTER TABLE stipends_run DISABLE TRIGGER USER;
    ALTER TABLE stipends_ledgerentry DISABLE TRIGGER USER;
    DROP INDEX stipends_ledgerentry_claim_once;
"""
ASLEEP = f"ALTER DATABASE {NAME} SET synchronous_commit = off"


@LONG
def test_t8_is_red_where_nobody_holds_the_run(fleet):
    """The database still refuses the second: nothing is doubled, but who is late meets a fault."""
    with office(fleet, mutant="no_hold") as opened:
        answers = race(opened, 1, 10)

        assert any(fault.startswith("approve: ") for fault in answers), answers
        assert wrong(opened, []) == []


@LONG
def test_t8_is_red_where_runs_are_read_and_then_written(fleet):
    """Neither service nor database refuses the second: each approval claims all lines anew."""
    with office(fleet, mutant="no_hold", sql=NAIVE) as opened:
        Race(opened, 10).approve(0)

        assert any(fault.startswith("entry claim") for fault in wrong(opened, []))


@LONG
def test_t11_is_red_where_a_commit_does_not_wait_for_its_record(fleet):
    with office(fleet, sql=ASLEEP) as opened:
        assert wrong(opened, let_die(opened, KILLS))


@LONG
def test_t11_is_red_where_the_key_is_written_after_the_effect(fleet):
    with office(fleet, mutant="key_afterwards") as opened:
        assert wrong(opened, let_die(opened, KILLS))


@LONG
def test_t12_is_red_where_the_key_is_written_after_the_effect(fleet):
    with office(fleet, mutant="key_afterwards") as opened:
        faults = wrong(opened, repeat(opened, 10))

        assert any(fault.startswith("run draft of") for fault in faults), faults


@LONG
def test_t12_is_red_where_nobody_compares_what_was_sent(fleet):
    with office(fleet, mutant="no_digest") as opened:
        faults = repeat(opened, 4)

        assert any("another body got 201" in fault for fault in faults), faults
