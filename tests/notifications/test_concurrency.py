"""Many senders on real rows: once each, and nobody waits for anybody."""

import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction

from notifications.channels import Accepted, Grade, Inbox, Refused
from notifications.models import Attempt, Delivery
from notifications.services import plan, send_due
from tests.factories.accounts import make_user
from tests.factories.notifications import (
    STARTS_AT,
    Provider,
    hours,
    make_delivery,
    make_reminded,
)
from tests.threads import PATIENCE, at_once

pytestmark = pytest.mark.django_db(transaction=True)

NOW = STARTS_AT - hours(24)
SENDERS = 8


def test_many_senders_at_once_send_each_once():
    meeting, people = make_reminded(people=200)
    Delivery.objects.bulk_create(_copies(meeting, people))
    gateway = Provider()

    faults = at_once(*[lambda: send_due(now=NOW, ladder=[gateway])] * SENDERS)

    assert faults == []
    assert len(gateway.calls) == 200
    assert set(Counter(gateway.calls).values()) == {1}
    assert Attempt.objects.filter(state="accepted").count() == 200
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_many_senders_at_once_write_each_into_the_inbox_once():
    meeting, people = make_reminded(people=200)
    for person in people:
        person.user = make_user()
        person.save()
    Delivery.objects.bulk_create(_copies(meeting, people))

    faults = at_once(*[lambda: send_due(now=NOW, ladder=[Inbox()], limit=60)] * SENDERS)

    assert faults == []
    assert Attempt.objects.count() == 200


@pytest.mark.parametrize("grade", [Grade.KNOWS_NOTHING, Grade.CAN_BE_ASKED])
def test_no_transaction_is_open_during_a_call_and_the_attempt_is_committed(grade):
    meeting, [person] = make_reminded()
    make_delivery(meeting, person)
    seen = []

    def elsewhere():
        seen.append(list(Attempt.objects.values_list("state", flat=True)))

    def look(_message):
        seen.append(connection.in_atomic_block)
        assert at_once(elsewhere) == []
        return Accepted("ok")

    send_due(now=NOW, ladder=[Provider(grade, look)])

    assert seen == [False, ["sending"]]


def test_many_planners_at_once_plan_each_once():
    make_reminded(people=50)

    faults = at_once(*[lambda: plan(now=STARTS_AT - hours(25))] * SENDERS)

    assert faults == []
    assert Delivery.objects.count() == 150


def test_a_row_that_somebody_holds_delays_nobody():
    meeting, people = make_reminded(people=3)
    held, *_others = [make_delivery(meeting, person) for person in people]
    locked, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Delivery.objects.select_for_update().get(pk=held.pk)
            locked.set()
            done.wait(PATIENCE)

    def send():
        assert locked.wait(PATIENCE)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            assert send_due(now=NOW, ladder=[Provider()]) == {"sent": 2}
        finally:
            done.set()

    assert at_once(hold, send) == []
    assert Delivery.objects.get(state="planned") == held


def test_a_late_finisher_leaves_alone_what_another_holds():
    """Both rows say "sending": only the token tells whose it is."""
    meeting, [person] = make_reminded()
    delivery = make_delivery(meeting, person)
    first_is_calling, second_is_calling, first_is_back = (threading.Event() for _ in range(3))
    seen = []

    def slow(_message):
        first_is_calling.set()
        assert second_is_calling.wait(PATIENCE)
        return Accepted("late")

    def second_call(_message):
        second_is_calling.set()
        assert first_is_back.wait(PATIENCE)
        seen.append(Delivery.objects.get().state)
        return Refused("451 later", for_good=False)

    first = Provider(Grade.HONOURS_KEYS, slow)
    second = Provider(Grade.HONOURS_KEYS, second_call)

    def run_first():
        try:
            assert send_due(now=NOW, ladder=[first]) == {"late": 1}
        finally:
            first_is_back.set()

    def run_second():
        assert first_is_calling.wait(PATIENCE)
        taken = send_due(now=NOW + timedelta(seconds=121), ladder=[second])
        assert taken == {"taken_back": 1}
        send_due(now=NOW + timedelta(seconds=200), ladder=[second])

    assert at_once(run_first, run_second) == []
    delivery.refresh_from_db()
    assert seen == ["sending"]
    assert delivery.state == "planned"


def test_what_is_sent_while_the_planner_looks_is_not_planned_again():
    """The planner has seen it withdrawn, and waits at the row until it is something else."""
    meeting, [person] = make_reminded()
    delivery = make_delivery(meeting, person, state="withdrawn")
    changed = threading.Event()

    def change():
        with transaction.atomic():
            Delivery.objects.filter(pk=delivery.pk).update(state="sent")
            changed.set()
            _await_a_waiter()

    def look():
        assert changed.wait(PATIENCE)
        plan(now=NOW)

    assert at_once(change, look) == []
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def _await_a_waiter():
    deadline = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)


def _copies(meeting, people):
    return [
        Delivery(
            region_id=meeting.region_id,
            rule="meeting_ahead",
            occasion=f"meeting:{meeting.pk}:0",
            step="1_day",
            person=person,
            due_at=NOW,
            next_try_at=NOW,
            not_after=STARTS_AT - hours(2),
            planned_at=NOW - hours(40),
        )
        for person in people
    ]
