from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from notifications.models import Attempt, Delivery, Heartbeat
from notifications.services import database_now
from tests.factories.notifications import make_delivery, make_reminded

pytestmark = pytest.mark.django_db


def watch(*words):
    """Return the exit code and the first words of what is wrong."""
    out = StringIO()
    try:
        call_command("watch", *words, stdout=out)
    except SystemExit as end:
        wrong = [line for line in out.getvalue().splitlines() if line.startswith("WRONG")]
        return end.code, [line.removeprefix("WRONG ").split(":")[0] for line in wrong]
    return 0, []


@pytest.fixture
def beating(db):
    Heartbeat.objects.create(loop="dispatch", beat_at=database_now())


def test_all_is_well(beating):
    assert watch() == (0, [])


def test_a_dispatch_loop_that_never_ran_is_told():
    assert watch("--heartbeat-only") == (1, ["heartbeat"])


def test_a_dispatch_loop_that_stands_still_is_told(beating):
    Heartbeat.objects.update(beat_at=database_now() - timedelta(minutes=2))

    assert watch() == (1, ["heartbeat"])


def test_celery_that_stands_still_is_told_but_is_not_the_dispatch_loops_fault(beating):
    Heartbeat.objects.create(loop="celery: send", beat_at=database_now() - timedelta(minutes=2))

    assert watch() == (1, ["heartbeat"])
    assert watch("--heartbeat-only") == (0, [])


def test_messages_that_wait_too_long_are_told(beating):
    meeting, [person] = make_reminded()
    delivery = make_delivery(meeting, person)
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.PLANNED, next_try_at=database_now() - timedelta(minutes=6)
    )

    assert watch() == (1, ["oldest due message"])
    assert watch("--heartbeat-only") == (0, [])


def test_a_doubt_and_a_message_given_up_are_told(beating):
    meeting, [person] = make_reminded()
    delivery = make_delivery(meeting, person)
    Attempt.objects.create(
        delivery=delivery,
        channel="email",
        state=Attempt.State.UNKNOWN,
        started_at=database_now() - timedelta(hours=2),
    )
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.DEAD, ended_at=database_now()
    )

    assert watch() == (
        1,
        ["attempts of unknown end, older than an hour", "messages given up in the last day"],
    )
