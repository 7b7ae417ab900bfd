"""Each guard of sending in the one story that needs it: green with it, red without it."""

import pytest

from tests.drills.conftest import LONG
from tests.drills.fleet import until
from tests.drills.judge import events, is_over, judge, say, taken

pytestmark = pytest.mark.django_db  # so that there are tables to copy

ONE_BATCH = {"b": 10}
UNIQUE = "notifications_delivery_once"
LADDER = [["b", "B", "b"]]


def calls(fleet):
    return sum(event["what"] == "called" for event in events(fleet))


def ended(fleet, people):
    until(lambda: is_over(fleet, sum(people.values())), "all ended")
    return judge(fleet, people)


def a_sender_is_paused_beyond_its_lease(fleet, mutant):
    """As a machine that is moved: it goes on in the middle of what another has taken over."""
    with fleet(LADDER, settings={"DRILL_MUTANT": mutant}) as found:
        found.set_provider("b", faults={"slow": 1}, slow=0.5)
        found.seed_meetings(ONE_BATCH, begin=0)
        found.start("dispatch-1")
        until(lambda: calls(found), "the first sends")
        found.pause("dispatch-1")
        found.start("dispatch-2")
        until(lambda: calls(found) >= 3, "the second has taken over")
        found.resume("dispatch-1")
        return ended(found, ONE_BATCH)


def a_sender_is_killed_in_its_call(fleet, mutant, fault="slow"):
    with fleet(LADDER, settings={"DRILL_MUTANT": mutant}) as found:
        found.set_provider("b", faults={fault: 1}, slow=0.9)
        found.seed_meetings(ONE_BATCH, begin=0)
        found.start("dispatch-1")
        until(lambda: calls(found), "the first sends")
        found.kill("dispatch-1")
        found.set_provider("b", faults={})
        found.start("dispatch-1")
        return ended(found, ONE_BATCH)


def a_sender_is_killed_in_a_call_that_never_arrives(fleet, mutant):
    return a_sender_is_killed_in_its_call(fleet, mutant, "hang")


def answers_are_lost_and_look_ups_lag(fleet, mutant):
    with fleet(LADDER, settings={"DRILL_MUTANT": mutant}) as found:
        found.set_provider("b", faults={"drop": 1}, lag=3.5)  # two seconds between rounds
        found.seed_meetings(ONE_BATCH, begin=0)
        found.start("dispatch-1")
        until(lambda: taken(found) >= 10, "all are sent")
        found.set_provider("b", faults={})
        return ended(found, ONE_BATCH)


def two_plan_at_the_same_moment(fleet, mutant):
    people = {"b": 500}
    with fleet(LADDER, settings={"DRILL_MUTANT": mutant, "DRILL_TOGETHER": "4"}) as found:
        found.set_provider("b")
        found.seed_meetings(people, begin=0)
        if mutant:
            found.tell(f"ALTER TABLE notifications_delivery DROP CONSTRAINT {UNIQUE}")
        found.start("dispatch-1", "dispatch-2")
        return ended(found, people)


QUICK = {"no_token", "call_first", "not_unique"}  # tried at every change
STORIES = {
    a_sender_is_paused_beyond_its_lease: ["no_token"],
    a_sender_is_killed_in_its_call: ["call_first", "no_look_up"],
    a_sender_is_killed_in_a_call_that_never_arrives: ["mark_first"],
    answers_are_lost_and_look_ups_lag: ["no_quiet"],
    two_plan_at_the_same_moment: ["not_unique"],
}


@LONG
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_with_every_guard_nothing_is_lost_or_doubled(fleet, story):
    verdict = story(fleet, "")

    assert (verdict.lost, verdict.doubled, verdict.contradictions) == (set(), set(), [])


@pytest.mark.parametrize(
    ("story", "mutant"),
    [
        pytest.param(story, mutant, marks=[] if mutant in QUICK else LONG)
        for story, mutants in STORIES.items()
        for mutant in mutants
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_without_one_guard_the_judge_finds_it(fleet, story, mutant):
    verdict = story(fleet, mutant)

    say(f"{mutant}: {verdict} {verdict.contradictions}")
    assert verdict.lost or verdict.doubled
