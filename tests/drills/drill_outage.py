"""A provider out of order, twenty times as fast as on a bad day: no loss, no storm (T3)."""

import time

import pytest

from tests.drills.channels import Gateway
from tests.drills.conftest import FULL, LONG, PATIENCE
from tests.drills.fleet import COMPRESSED, until
from tests.drills.judge import is_over, judge, say

pytestmark = pytest.mark.django_db  # so that there are tables to copy

OUTAGE = ("busy", "hang", "reset", "limit", "late")  # one after the other
LASTS = (600 if FULL else 200) / COMPRESSED
ROUND = 2  # seconds between two rounds of dispatch; they are as long as in the service
# A minute after the provider is back, and what the drill does not compress.
RECOVERED = PATIENCE * (60 / COMPRESSED + ROUND + Gateway.quiet.total_seconds())
MOST_CALLS = 2  # for each message, in the mean
PEOPLE = {"b": 400 if FULL else 100}


def outage(fleet, mutant=""):
    """Let messages fall due all along; return the verdict, and the last one's delay after it."""
    with fleet([["b", "B", "b"]], settings={"DRILL_MUTANT": mutant}) as found:
        found.set_provider("b", lag=1.5)
        found.seed_meetings(PEOPLE)
        found.start("dispatch-1", "dispatch-2")
        found.await_rounds("dispatch")
        found.set_hours(begin=6, spread=LASTS)
        time.sleep(6)
        for fault in OUTAGE:
            found.set_provider("b", faults={fault: 1})
            time.sleep(LASTS / len(OUTAGE))
        found.set_provider("b", faults={})
        back = time.time()
        until(lambda: is_over(found, sum(PEOPLE.values())), "all ended", seconds=300)
        verdict = judge(found, PEOPLE)
        last = max(verdict.first.values()) - back
        say(f"{mutant or 'outage'}: the last {last:.1f} s after it: {verdict}")
        return verdict, last


def test_t3_an_outage_loses_nothing_and_is_no_storm(fleet):
    verdict, last = outage(fleet)

    assert (verdict.lost, verdict.doubled, verdict.contradictions) == (set(), set(), [])
    assert verdict.calls.total() <= MOST_CALLS * len(verdict.wanted)
    assert last <= RECOVERED


@LONG
def test_t3_is_a_storm_where_a_channel_is_never_paused(fleet):
    verdict, _last = outage(fleet, "no_circuit")

    assert verdict.calls.total() > MOST_CALLS * len(verdict.wanted)


@LONG
def test_t3_another_provider_takes_over_before_it_is_too_late(fleet):
    """Told within a minute or not at all: a quarter of that is waited for the first provider."""
    people = {"b": 50}
    with fleet([["first", "A", "b"], ["second", "A", "b"]]) as found:
        found.set_provider("first", keys=True, faults={"busy": 1})
        found.set_provider("second", keys=True)
        found.seed_meetings(people)
        found.tell("UPDATE notifications_rulestep SET useful_for = '1 minute'")
        found.start("dispatch-1", "dispatch-2")
        found.await_rounds("dispatch")
        found.set_hours(begin=6, spread=5)
        until(lambda: is_over(found, sum(people.values())), "all ended", seconds=90)
        verdict = judge(found, people)
        say(f"taken over: {verdict} {dict(verdict.calls)}")

    assert (verdict.lost, verdict.doubled, verdict.contradictions) == (set(), set(), [])
    assert verdict.calls["second"] == len(verdict.wanted)
    assert verdict.calls["first"] <= len(verdict.wanted)
