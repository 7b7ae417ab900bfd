"""Processes killed all the time, answers lost: nothing lost, nothing doubled (T1, T2).

Full size by DRILL=full; the seed is printed, and DRILL_SEED takes it again.
"""

import os
import random
import time

import pytest

from tests.drills.conftest import FULL, LONG
from tests.drills.fleet import until
from tests.drills.judge import is_over, judge, say, taken

pytestmark = pytest.mark.django_db  # so that there are tables to copy

SEED = int(os.environ.get("DRILL_SEED", random.randrange(10**6)))
FAULTS = {"busy": 0.02, "limit": 0.01, "reset": 0.01, "drop": 0.02, "late": 0.005, "slow": 0.02}
LOSING = {"drop": 0.05, "late": 0.02, "afterwards": 0.02}
VICTIMS = [
    *("dispatch-1", "dispatch-2", "worker", "worker/child", "beat"),
    *("web", "valkey", "postgres/child", "postgres"),
]
ALL = ("dispatch-1", "dispatch-2", "worker", "beat", "web")


def kill_at_random(fleet, number, *, every, longest, victims=tuple(VICTIMS)):
    """Kill one each `every` seconds until nearly all are sent; what was killed starts again."""
    chance = random.Random(fleet.seed)
    ends = time.monotonic() + longest
    while time.monotonic() < ends and taken(fleet) < 0.95 * number:
        fleet.kill(chance.choice(victims))
        until(lambda: fleet.tend() is None, "all run again")
        time.sleep(every)
    fleet.tend()


def story(fleet, people, ladder, faults, *, longest, every=1.0, **settings):
    number = sum(people.values())
    servers = {"DRILL_MUTANT": ""} | settings
    with fleet(ladder, seed=SEED, settings=servers) as found:
        for name, grade, _prefix in ladder:
            found.set_provider(name, faults=faults, keys=grade == "A", lag=1.5)
        found.seed_meetings(people, begin=5, spread=longest / 2)
        found.servers.start("valkey")
        found.start(*ALL)
        began = time.monotonic()
        until(lambda: taken(found) > 0, "the first is sent")
        kill_at_random(found, number, every=every, longest=longest)
        until(lambda: is_over(found, number), "all ended", seconds=240, every=0.5)
        verdict = judge(found, people)
        say(f"seed {SEED}, {time.monotonic() - began:.0f} s, {len(found.kills)} kills: {verdict}")
        return verdict, found.kills


def test_t1_any_process_may_be_killed_at_any_time(fleet):
    number, longest = (20_000, 300) if FULL else (200, 10)

    verdict, kills = story(
        fleet,
        {"a": number // 2, "b": number // 2, "c": number // 10},
        [["a", "A", "a"], ["b", "B", "b"], ["c", "C", "c"]],
        FAULTS,
        longest=longest,
    )

    assert len(kills) >= longest / 10
    assert (verdict.doubled, verdict.contradictions) == (set(), [])
    assert verdict.lost <= verdict.maybe
    assert {person[0] for person in verdict.maybe} <= {"c"}  # neither keys nor look-up


@LONG
def test_t2_at_most_once_doubles_nothing_and_shows_what_may_be_lost(fleet):
    number, longest = (5_000, 90) if FULL else (150, 10)

    verdict, _kills = story(
        fleet, {"c": number}, [["c", "C", "c"]], FAULTS | LOSING, longest=longest
    )

    assert (verdict.doubled, verdict.contradictions) == (set(), [])
    assert verdict.maybe
    assert verdict.lost <= verdict.maybe


# How many calls may be under way in what is killed: each may be made a second time.
UNDER_WAY = {"postgres": 4, "postgres/child": 4, "worker": 2}


@LONG
def test_t2_at_least_once_loses_nothing_and_doubles_no_more_than_was_in_doubt(fleet):
    number, longest = (5_000, 90) if FULL else (150, 10)

    verdict, kills = story(
        fleet,
        {"c": number},
        [["c", "C", "c"]],
        FAULTS | LOSING,
        longest=longest,
        DRILL_AT_LEAST_ONCE="yes",
    )

    unanswered = sum(verdict.faults[fault] for fault in ("drop", "late", "afterwards"))
    assert (verdict.lost, verdict.maybe, verdict.contradictions) == (set(), set(), [])
    assert verdict.copies <= unanswered + sum(UNDER_WAY.get(name, 1) for name in kills)


@LONG
@pytest.mark.parametrize("mutant", ["doubt_is_no", "doubt_is_yes"])
def test_t2_is_red_where_doubt_is_taken_for_an_answer(fleet, mutant):
    verdict, _kills = story(
        fleet,
        {"c": 50},
        [["c", "C", "c"]],
        {"drop": 0.3, "hang": 0.3},
        longest=2,
        DRILL_MUTANT=mutant,
    )

    assert verdict.doubled or not verdict.lost <= verdict.maybe
