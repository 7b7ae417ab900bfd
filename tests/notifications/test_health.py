"""A channel that fails is paused by all senders together, passed by where needed, tried slowly."""

import threading
from datetime import timedelta

import pytest

from notifications.channels import BY_HAND, Accepted, Grade, Refused, Unknown
from notifications.models import Attempt, ChannelHealth, Delivery
from notifications.services import health, plan, send_due, why_not_yet
from tests.factories.notifications import (
    STARTS_AT,
    Killed,
    Provider,
    hours,
    make_delivery,
    make_reminded,
)
from tests.threads import PATIENCE, at_once

NOW = STARTS_AT - hours(24)
SENDERS = 6
DOWN = Refused("503 down", for_good=False)


class Second(Provider):
    name = "second"


class Failing(Provider):
    """Answers the same for ever, until it is told otherwise."""

    def __init__(self, answer=DOWN, grade=Grade.KNOWS_NOTHING):
        super().__init__(grade)
        self.answer = answer

    def send(self, message):
        with self.lock:
            self.calls.append(message.reference)
        return self.answer


def make_due(people, **overrides):
    meeting, told = make_reminded(people=people)
    return [make_delivery(meeting, person, **overrides) for person in told]


def known(channel="gateway"):
    row = ChannelHealth.objects.get(pk=channel)
    return row.state, row.failures, row.allowance


def states():
    found = Delivery.objects.order_by("state").values_list("state", flat=True)
    return {state: list(found).count(state) for state in found}


def seconds(number):
    return timedelta(seconds=number)


# --- Many senders at once -------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_senders_find_together_that_a_channel_fails_and_none_goes_on():
    make_due(people=60)
    gateway = Failing()

    faults = at_once(*[lambda: send_due(now=NOW, ladder=[gateway])] * SENDERS)

    assert faults == []
    # Each sender may have been in a call when the last of the five came back.
    assert health.FAILURES <= len(gateway.calls) < health.FAILURES + SENDERS
    row = ChannelHealth.objects.get()
    assert (row.state, row.failures, row.last_words) == ("paused", 5, "503 down")
    assert NOW < row.paused_until < NOW + health.FIRST_PAUSE + seconds(PATIENCE)
    assert states() == {"planned": 60}
    before = len(gateway.calls)
    assert send_due(now=NOW + seconds(1), ladder=[gateway]) == {}
    assert len(gateway.calls) == before


@pytest.mark.django_db(transaction=True)
def test_after_the_pause_one_is_tried_and_each_success_lets_two_more():
    make_due(people=60)
    ChannelHealth.objects.create(
        channel="gateway", state="paused", failures=5, paused_until=NOW + seconds(10)
    )
    at = NOW + seconds(10)
    alone, all_looked = [], threading.Barrier(SENDERS)

    def hold(_message):
        alone.append(len(gateway.calls))
        all_looked.wait(PATIENCE)
        return Accepted("ok")

    gateway = Provider(Grade.HONOURS_KEYS, hold)

    def look():
        counts = send_due(now=at, ladder=[gateway], limit=1)
        if not counts:
            all_looked.wait(PATIENCE)

    assert at_once(*[look] * SENDERS) == []
    assert (alone, len(gateway.calls), known()) == ([1], 1, ("trying", 5, 2))

    room = []
    for _round in range(3):
        room.append(known()[2])
        send_due(now=at, ladder=[gateway], limit=room[-1])
    assert room == [2, 4, 8]
    assert known() == ("well", 0, 0)

    faults = at_once(*[lambda: send_due(now=at, ladder=[gateway])] * SENDERS)
    assert faults == []
    assert (states(), len(set(gateway.calls)), len(gateway.calls)) == ({"sent": 60}, 60, 60)


# --- One by one -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_failed_try_pauses_longer_and_never_longer_than_a_minute():
    make_due(people=30)
    gateway, at, pauses = Failing(), NOW, []
    for _round in range(5):
        send_due(now=at, ladder=[gateway])
        row = ChannelHealth.objects.get()
        pauses.append((row.paused_until - row.last_bad_at).total_seconds())
        at = row.paused_until

    assert pauses == [10, 20, 40, 40, 40]
    assert len(gateway.calls) == health.FAILURES + 4


@pytest.mark.django_db
def test_what_is_said_of_one_message_says_nothing_of_the_channel():
    make_due(people=40)
    of_one = [
        Refused("550 nobody", for_good=True),
        Refused("450 mailbox full", for_good=False, of_message=True),
    ]
    gateway = Provider(Grade.KNOWS_NOTHING, *of_one * 20)

    send_due(now=NOW, ladder=[gateway, BY_HAND])

    assert len(gateway.calls) == 40
    assert not ChannelHealth.objects.exists()


@pytest.mark.django_db
def test_only_faults_in_a_row_count_and_a_fault_may_be_a_doubt():
    make_due(people=15)
    doubts = [Unknown("no answer"), TimeoutError("hung"), DOWN, DOWN]
    gateway = Provider(Grade.HONOURS_KEYS, *doubts, Accepted("ok"), *doubts)

    send_due(now=NOW, ladder=[gateway])

    assert known() == ("well", 0, 0)
    assert ChannelHealth.objects.get().last_words == "503 down"
    assert states() == {"planned": 8, "sent": 7}


@pytest.mark.django_db
def test_a_look_up_that_fails_counts_and_one_that_cannot_say_does_not():
    class Silent(Failing):
        def __init__(self, found):
            super().__init__(grade=Grade.CAN_BE_ASKED)
            self.found = found

        def look_up(self, _reference):
            if isinstance(self.found, Exception):
                raise self.found
            return self.found

    for one in make_due(people=6):
        Attempt.objects.create(
            delivery=one, channel="gateway", state="unknown", started_at=NOW, ended_at=NOW
        )
    send_due(now=NOW, ladder=[Silent(Unknown("still looking"))])
    assert not ChannelHealth.objects.exists()

    send_due(now=NOW + seconds(60), ladder=[Silent(TimeoutError("hung"))])
    assert known()[:2] == ("paused", 5)


@pytest.mark.django_db
def test_a_try_that_never_came_back_is_followed_by_another():
    make_due(people=3)
    ChannelHealth.objects.create(channel="gateway", state="paused", failures=5, paused_until=NOW)
    gateway = Provider(Grade.HONOURS_KEYS, Killed())
    with pytest.raises(Killed):
        send_due(now=NOW, ladder=[gateway])

    send_due(now=NOW + gateway.lease - seconds(1), ladder=[gateway])
    assert (len(gateway.calls), known()) == (1, ("trying", 5, 0))

    send_due(now=NOW + gateway.lease + seconds(2), ladder=[gateway])
    assert states() == {"planned": 1, "sent": 2}  # the one in doubt takes its time


@pytest.mark.django_db
def test_room_that_was_not_used_goes_back():
    [delivery] = make_due(people=1)
    ChannelHealth.objects.create(channel="gateway", state="trying", allowance=4)
    Delivery.objects.update(occasion=delivery.occasion.rsplit(":", 1)[0] + ":9")  # moved since

    send_due(now=NOW, ladder=[Provider()])

    assert (states(), known()) == ({"withdrawn": 1}, ("trying", 0, 4))


# --- The next way ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_clock_that_is_set_back_makes_no_pause_longer():
    make_due(people=1)
    ChannelHealth.objects.create(
        channel="gateway", state="paused", failures=5, paused_until=NOW + hours(2)
    )

    send_due(now=NOW, ladder=[Provider()])

    assert states() == {"sent": 1}


@pytest.fixture
def paused(db, monkeypatch):
    """Pause the channel for hours, so that what waits for it can be watched."""
    monkeypatch.setattr(health, "LONGEST_PAUSE", hours(20))
    ChannelHealth.objects.create(
        channel="gateway", state="paused", failures=5, paused_until=NOW + hours(20)
    )


def test_what_waiting_would_make_late_goes_by_the_next_channel(paused):
    fresh, late, doubtful, asked = make_due(people=4)
    Attempt.objects.create(
        delivery=doubtful, channel="gateway", state="unknown", started_at=NOW, ended_at=NOW
    )
    Delivery.objects.filter(pk=asked.pk).update(asked_channel="gateway")
    Delivery.objects.exclude(pk=fresh.pk).update(due_at=NOW - seconds(15 * 60))
    second = Second()
    ladder = [Provider(), second]

    send_due(now=NOW, ladder=ladder)
    assert dict(Delivery.objects.values_list("pk", "state")) == {
        fresh.pk: "planned",
        late.pk: "sent",
        doubtful.pk: "planned",
        asked.pk: "planned",
    }

    send_due(now=NOW + seconds(15 * 60), ladder=ladder)
    fresh.refresh_from_db()
    assert (fresh.state, len(second.calls)) == ("sent", 2)


def test_people_are_asked_when_a_quarter_of_the_time_is_gone_and_no_sooner(paused):
    [delivery] = make_due(people=1)  # useful for 22 hours
    ladder = [Provider(), BY_HAND]

    send_due(now=NOW + hours(5), ladder=ladder)
    assert states() == {"planned": 1}

    send_due(now=NOW + hours(5.5), ladder=ladder)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (
        "by_hand",
        "Salurannya sedang terganggu: mohon disampaikan langsung.",
    )


def test_what_has_no_other_way_waits_and_is_never_given_up(paused):
    make_due(people=1)

    send_due(now=NOW + hours(19), ladder=[Provider()])
    assert states() == {"planned": 1}

    send_due(now=NOW + hours(21), ladder=[Provider()])
    assert states() == {"sent": 1}


@pytest.mark.django_db
def test_what_people_were_asked_to_tell_goes_by_itself_once_the_channel_is_well():
    meeting, [person] = make_reminded(email="siti@desa.example")
    delivery = make_delivery(meeting, person, state="by_hand", reason=health.while_paused())
    ChannelHealth.objects.create(
        channel="email", state="paused", failures=5, paused_until=NOW + seconds(40)
    )

    plan(now=NOW)
    delivery.refresh_from_db()
    assert delivery.state == "by_hand"

    ChannelHealth.objects.update(state="well")
    plan(now=NOW)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (
        "planned",
        "Salurannya sempat terganggu, lalu berjalan lagi.",
    )


@pytest.mark.django_db
def test_why_not_yet_names_the_channel_that_is_paused():
    meeting, [person] = make_reminded(email="siti@desa.example")
    delivery = make_delivery(meeting, person)

    assert why_not_yet(delivery, NOW, {"email"}) == (
        "Menunggu: surel sedang terganggu. Bila terlalu lama, dikirim dengan cara lain."
    )
    assert why_not_yet(delivery, NOW) == "Sudah waktunya; dikirim dalam putaran berikutnya."
