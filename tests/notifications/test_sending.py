import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DataError, transaction
from django.db.models import Q

from common.dates import term
from meetings.links import own_answer_url
from meetings.models import Meeting
from meetings.services import Line
from notifications.channels import Accepted, Grade, Inbox, Refused, Unknown, reference_of
from notifications.models import Attempt, ChannelHealth, Delivery
from notifications.rules import RULES, MeetingOccasion
from notifications.services import inside, plan, send_due
from tests.factories.accounts import make_user
from tests.factories.notifications import (
    STARTS_AT,
    Killed,
    Provider,
    hours,
    make_delivery,
    make_reminded,
    move,
)
from tests.threads import at_once
from wksbm.models import Membership

pytestmark = pytest.mark.django_db

NOW = STARTS_AT - hours(24)
AFTER_LEASE = timedelta(seconds=121)


@pytest.fixture
def delivery():
    """One reminder, due now."""
    meeting, [person] = make_reminded()
    return make_delivery(meeting, person)


def state_of(delivery):
    delivery.refresh_from_db()
    return delivery.state


def tries(delivery):
    return [(a.channel, a.state) for a in delivery.attempts.all()]


# --- What is sent ---------------------------------------------------------------------------------


def test_what_is_due_is_sent_and_noted(delivery):
    gateway = Provider()

    counts = send_due(now=NOW, ladder=[gateway])

    assert counts == {"sent": 1}
    assert state_of(delivery) == "sent"
    assert tries(delivery) == [("gateway", "accepted")]
    assert delivery.subject == (
        "Pengingat: Pertemuan rutin, Sabtu, 28 November 2026 pukul 15.00 WITA"
    )
    assert delivery.body == (
        f"Yth. Ibu/Bapak {delivery.person.name},\n\n"
        f"{Meeting.objects.get().wksbm.name} mengundang Ibu/Bapak ke Pertemuan rutin.\n\n"
        "Hari: Sabtu, 28 November 2026\nPukul: 15.00 WITA\nTempat: Balai Desa\n\n"
        "Hadir, tidak, atau minta ditunda? Mohon dijawab di sini, tanpa masuk:\n"
        f"{own_answer_url(Meeting.objects.get(), Line(delivery.person, None))}"
    )
    assert (delivery.lease_token, delivery.lease_until) == (None, None)


def test_nothing_is_sent_before_its_time(delivery):
    gateway = Provider()

    assert send_due(now=NOW - timedelta(seconds=1), ladder=[gateway]) == {}
    assert gateway.calls == []


def test_a_second_round_sends_nothing_more(delivery):
    gateway = Provider()

    send_due(now=NOW, ladder=[gateway])

    assert send_due(now=NOW + hours(1), ladder=[gateway]) == {}
    assert len(gateway.calls) == 1


def test_the_attempt_is_noted_before_the_call(delivery):
    def look(message):
        noted = list(delivery.attempts.values_list("state", "reference"))
        assert noted == [("sending", message.reference)]
        return Accepted("ok")

    send_due(now=NOW, ladder=[Provider(Grade.KNOWS_NOTHING, look)])

    assert state_of(delivery) == "sent"


def test_after_three_days_of_silence_one_reminder_goes_out():
    """Beat and every loop were off from before the seven-day step until after the one-day step."""
    make_reminded()
    gateway = Provider()
    now = STARTS_AT - hours(20)

    plan(now=now)
    send_due(now=now, ladder=[gateway])

    sent = list(Delivery.objects.filter(state="sent").values_list("step", flat=True))
    assert (sent, len(gateway.calls)) == (["1_day"], 1)


def test_planned_steps_that_nobody_sent_expire_and_the_newest_goes_out():
    make_reminded()
    gateway = Provider()
    plan(now=STARTS_AT - hours(7 * 24 + 1))
    plan(now=STARTS_AT - hours(40))

    counts = send_due(now=STARTS_AT - hours(1), ladder=[gateway])

    assert counts == {"expired": 2, "sent": 1}
    assert dict(Delivery.objects.values_list("step", "state")) == {
        "7_days": "expired",
        "1_day": "expired",
        "2_hours": "sent",
    }
    expired = Delivery.objects.get(step="1_day")
    assert expired.reason == "Waktunya lewat sebelum sempat dikirim."


def test_limit_is_kept():
    meeting, people = make_reminded(people=25)
    for person in people:
        make_delivery(meeting, person)
    gateway = Provider()

    assert send_due(now=NOW, ladder=[gateway], limit=13) == {"sent": 13}
    assert len(gateway.calls) == 13


def test_told_to_end_it_gives_back_what_it_holds():
    meeting, people = make_reminded(people=5)
    for person in people:
        make_delivery(meeting, person)
    gateway = Provider()

    send_due(now=NOW, ladder=[gateway], keep_going=lambda: len(gateway.calls) < 2)

    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["planned"] * 3 + [
        "sent",
        "sent",
    ]


# --- What no longer holds -------------------------------------------------------------------------


def test_moved_between_plan_and_send_is_withdrawn(delivery):
    move(Meeting.objects.get(), STARTS_AT + hours(48))
    gateway = Provider()

    assert send_due(now=NOW, ladder=[gateway]) == {"withdrawn": 1}
    assert gateway.calls == []
    assert state_of(delivery) == "withdrawn"
    assert delivery.reason.startswith("Pertemuan dipindah: sekarang Senin, 30 November 2026")


def test_cancelled_between_plan_and_send_is_withdrawn(delivery):
    Meeting.objects.update(status="cancelled", cancelled_because="Hujan", revision=1)

    assert send_due(now=NOW, ladder=[Provider(), Inbox()]) == {"withdrawn": 1}
    assert state_of(delivery) == "withdrawn"
    assert delivery.reason == "Pertemuan dibatalkan: Hujan"


def test_left_between_plan_and_send_is_withdrawn(delivery):
    Membership.objects.update(term=term(date(2020, 1, 1), date(2026, 11, 1)))

    assert send_due(now=NOW, ladder=[Provider()]) == {"withdrawn": 1}
    assert state_of(delivery) == "withdrawn"


def test_withdrawn_ones_do_not_stop_the_others():
    meeting, people = make_reminded(people=3)
    deliveries = [make_delivery(meeting, person) for person in people]
    Membership.objects.filter(person=people[1]).delete()

    assert send_due(now=NOW, ladder=[Provider()]) == {"withdrawn": 1, "sent": 2}
    assert [state_of(d) for d in deliveries] == ["sent", "withdrawn", "sent"]


# --- The ladder -----------------------------------------------------------------------------------


def test_a_temporary_refusal_is_retried_later_and_later(delivery):
    busy = Refused("451 later", for_good=False)
    gateway = Provider(Grade.KNOWS_NOTHING, busy, busy, busy)
    now, pauses = NOW, []

    for _round in range(3):
        assert send_due(now=now, ladder=[gateway]) == {"deferred": 1}
        delivery.refresh_from_db()
        pauses.append(round((delivery.next_try_at - now).total_seconds()))
        assert send_due(now=delivery.next_try_at - timedelta(seconds=1), ladder=[gateway]) == {}
        now = delivery.next_try_at
    assert send_due(now=now, ladder=[gateway]) == {"sent": 1}

    assert pauses == [30, 60, 120]
    assert len(gateway.calls) == 4
    assert set(gateway.calls) == {reference_of(delivery.pk, "gateway")}


def test_a_permanent_refusal_climbs_the_ladder(delivery):
    delivery.person.user = make_user()
    delivery.person.save()
    gateway = Provider(Grade.KNOWS_NOTHING, Refused("550 nobody", for_good=True))

    counts = send_due(now=NOW, ladder=[gateway, Inbox()])

    assert counts == {"refused": 1, "sent": 1}
    assert state_of(delivery) == "sent"
    assert tries(delivery) == [("gateway", "refused"), ("inbox", "accepted")]


def test_refused_until_its_time_is_over_climbs_the_ladder(delivery):
    delivery.person.user = make_user()
    delivery.person.save()
    gateway = Provider(Grade.KNOWS_NOTHING, Refused("451 later", for_good=False))
    almost = delivery.not_after - timedelta(seconds=20)

    assert send_due(now=almost, ladder=[gateway, Inbox()]) == {"refused": 1, "sent": 1}
    assert state_of(delivery) == "sent"


def test_refused_everywhere_and_not_by_hand_is_dead(delivery):
    gateway = Provider(Grade.KNOWS_NOTHING, Refused("550 nobody", for_good=True))

    assert send_due(now=NOW, ladder=[gateway, Inbox()]) == {"refused": 1, "dead": 1}
    assert state_of(delivery) == "dead"


def test_the_inbox_takes_a_thousand_in_a_few_statements(django_assert_max_num_queries):
    meeting, people = make_reminded(people=120)
    for person in people:
        person.user = make_user()
        person.save()
        make_delivery(meeting, person)

    with django_assert_max_num_queries(33):
        counts = send_due(now=NOW, ladder=[Inbox()])

    assert counts == {"sent": 120}
    assert Attempt.objects.filter(state="accepted", channel="inbox").count() == 120
    [one] = Delivery.objects.received_by(people[7].user)
    assert one.delivered_at == one.sent_at


# --- Doubt ----------------------------------------------------------------------------------------


def kill_in_call(delivery, gateway):
    with pytest.raises(Killed):
        send_due(now=NOW, ladder=[gateway])
    assert state_of(delivery) == "sending"
    assert tries(delivery) == [("gateway", "sending")]


def test_killed_in_the_call_class_c_is_maybe_sent(delivery):
    gateway = Provider(Grade.KNOWS_NOTHING, Killed())
    kill_in_call(delivery, gateway)

    assert send_due(now=NOW + timedelta(seconds=60), ladder=[gateway]) == {}
    assert send_due(now=NOW + AFTER_LEASE, ladder=[gateway]) == {"maybe_sent": 1}
    assert send_due(now=NOW + hours(1), ladder=[gateway]) == {}

    assert state_of(delivery) == "maybe_sent"
    assert tries(delivery) == [("gateway", "unknown")]
    assert len(gateway.calls) == 1


def test_killed_in_the_call_class_c_is_sent_again_where_the_rule_says_so(delivery, monkeypatch):
    monkeypatch.setitem(RULES, "meeting_ahead", replace(RULES["meeting_ahead"], at_most_once=False))
    gateway = Provider(Grade.KNOWS_NOTHING, Killed())
    kill_in_call(delivery, gateway)

    send_due(now=NOW + AFTER_LEASE, ladder=[gateway])
    send_due(now=NOW + AFTER_LEASE + timedelta(seconds=61), ladder=[gateway])

    assert state_of(delivery) == "sent"
    assert len(gateway.calls) == 2


def test_killed_in_the_call_class_a_is_sent_again_under_the_same_key(delivery):
    gateway = Provider(Grade.HONOURS_KEYS, Killed())
    kill_in_call(delivery, gateway)

    assert send_due(now=NOW + AFTER_LEASE, ladder=[gateway]) == {"taken_back": 1}
    assert send_due(now=NOW + AFTER_LEASE + timedelta(seconds=61), ladder=[gateway]) == {"sent": 1}

    assert state_of(delivery) == "sent"
    assert gateway.calls == [reference_of(delivery.pk, "gateway")] * 2


def test_killed_in_the_call_class_b_is_asked_after_the_quiet_period(delivery):
    gateway = Provider(Grade.CAN_BE_ASKED, Killed())
    kill_in_call(delivery, gateway)
    gateway.known.add(reference_of(delivery.pk, "gateway"))  # it had arrived

    send_due(now=NOW + AFTER_LEASE, ladder=[gateway])
    assert gateway.asked == 0
    send_due(now=NOW + AFTER_LEASE + gateway.quiet, ladder=[gateway])

    assert (state_of(delivery), gateway.asked, len(gateway.calls)) == ("sent", 1, 1)
    assert tries(delivery) == [("gateway", "accepted")]


def test_killed_before_it_arrived_class_b_is_sent_after_asking(delivery):
    gateway = Provider(Grade.CAN_BE_ASKED, Killed())
    kill_in_call(delivery, gateway)

    send_due(now=NOW + AFTER_LEASE, ladder=[gateway])
    send_due(now=NOW + AFTER_LEASE + gateway.quiet, ladder=[gateway])

    assert (state_of(delivery), gateway.asked, len(gateway.calls)) == ("sent", 1, 2)
    assert tries(delivery) == [("gateway", "deferred"), ("gateway", "accepted")]


@pytest.mark.parametrize("grade", list(Grade))
def test_in_doubt_no_other_channel_is_tried(delivery, grade):
    delivery.person.user = make_user()
    delivery.person.save()
    gateway = Provider(grade, *[Unknown("no answer")] * 3)
    ladder = [gateway, Inbox()]

    for seconds in (0, 200, 400):
        send_due(now=NOW + timedelta(seconds=seconds), ladder=ladder)

    assert {channel for channel, _state in tries(delivery)} == {"gateway"}


@pytest.mark.parametrize("grade", [Grade.HONOURS_KEYS, Grade.KNOWS_NOTHING])
def test_not_now_settles_no_doubt(delivery, grade, monkeypatch):
    """The first call may have gone through: no other channel is tried, and it is shown."""
    monkeypatch.setitem(RULES, "meeting_ahead", replace(RULES["meeting_ahead"], at_most_once=False))
    delivery.person.user = make_user()
    delivery.person.save()
    busy = [Refused("451 busy", for_good=False)] * 100
    gateway = Provider(grade, Unknown("no answer"), *busy)

    now = NOW
    while state_of(delivery) == "planned" and now < delivery.not_after:
        ChannelHealth.objects.all().delete()
        send_due(now=now, ladder=[gateway, Inbox()])
        now += timedelta(minutes=5)

    assert state_of(delivery) == "maybe_sent"
    assert len(gateway.calls) > 2
    assert tries(delivery)[0] == ("gateway", "unknown")
    assert {channel for channel, _state in tries(delivery)} == {"gateway"}


def test_in_doubt_to_the_end_is_shown_as_maybe_sent(delivery):
    gateway = Provider(Grade.HONOURS_KEYS, Unknown("no answer"))
    send_due(now=NOW, ladder=[gateway])

    send_due(now=delivery.not_after + hours(1), ladder=[gateway])

    assert state_of(delivery) == "maybe_sent"


def test_killed_between_claim_and_attempt_is_sent_later(delivery):
    Delivery.objects.update(
        state="sending", lease_token=uuid.uuid4(), lease_until=NOW + timedelta(seconds=30)
    )
    gateway = Provider()

    assert send_due(now=NOW + timedelta(seconds=29), ladder=[gateway]) == {}
    assert send_due(now=NOW + timedelta(seconds=31), ladder=[gateway]) == {
        "taken_back": 1,
        "sent": 1,
    }


def test_a_fault_of_a_channel_is_a_doubt_and_stops_nobody_else():
    meeting, people = make_reminded(people=3)
    deliveries = [make_delivery(meeting, person) for person in people]
    gateway = Provider(Grade.KNOWS_NOTHING, Accepted(), RuntimeError("broken"), Accepted())

    counts = send_due(now=NOW, ladder=[gateway])

    assert counts == {"sent": 2, "maybe_sent": 1}
    assert [state_of(d) for d in deliveries] == ["sent", "maybe_sent", "sent"]


def test_a_text_that_cannot_be_made_stops_nobody_else(monkeypatch):
    meeting, people = make_reminded(people=3)
    deliveries = [make_delivery(meeting, person) for person in people]
    written = MeetingOccasion.text

    def text(self, person):
        if person == people[0]:
            raise ValueError("broken facts")
        return written(self, person)

    monkeypatch.setattr(MeetingOccasion, "text", text)

    assert send_due(now=NOW, ladder=[Provider()]) == {"deferred": 1, "sent": 2}
    assert [state_of(d) for d in deliveries] == ["planned", "sent", "sent"]
    assert deliveries[0].next_try_at > NOW + timedelta(minutes=4)


def test_whoever_lost_the_lease_changes_nothing(delivery):
    """The first sender hangs past its lease, a second settles the row, the first comes back."""

    def hang(_message):
        assert send_due(now=NOW + AFTER_LEASE, ladder=[gateway]) == {"maybe_sent": 1}
        return Accepted("late")

    gateway = Provider(Grade.KNOWS_NOTHING, hang)

    assert send_due(now=NOW, ladder=[gateway]) == {"late": 1}
    assert state_of(delivery) == "maybe_sent"
    assert tries(delivery) == [("gateway", "unknown")]


def test_no_call_begins_under_a_lease_that_would_not_outlive_it(delivery):
    class Short(Provider):
        lease = timedelta(seconds=10)
        longest_call = timedelta(seconds=11)

    gateway = Short()

    counts = send_due(now=NOW, ladder=[gateway])

    assert counts == {"released": 1}
    assert gateway.calls == []
    assert state_of(delivery) == "planned"


def test_in_doubt_and_without_an_address_any_more_it_ends_as_maybe_sent():
    class Mailer(Provider):
        def reaches(self):
            return ~Q(person__email="")

        def address(self, person):
            return person.email

    meeting, [person] = make_reminded(email="siti@desa.example", user=make_user())
    delivery = make_delivery(meeting, person)
    ladder = [Mailer(Grade.HONOURS_KEYS, Unknown("no answer")), Inbox()]
    send_due(now=NOW, ladder=ladder)
    person.email = ""
    person.save()

    assert send_due(now=NOW + hours(1), ladder=ladder) == {"maybe_sent": 1}
    assert tries(delivery) == [("gateway", "unknown")]


def test_withdrawn_while_in_doubt_is_shown_as_maybe_sent(delivery):
    gateway = Provider(Grade.HONOURS_KEYS, Unknown("no answer"))
    send_due(now=NOW, ladder=[gateway])
    move(Meeting.objects.get(), STARTS_AT + hours(48))

    assert send_due(now=NOW + hours(1), ladder=[gateway]) == {"maybe_sent": 1}
    assert state_of(delivery) == "maybe_sent"
    assert len(gateway.calls) == 1


def test_withdrawn_by_the_plan_while_in_doubt_is_shown_as_maybe_sent(delivery):
    send_due(now=NOW, ladder=[Provider(Grade.HONOURS_KEYS, Unknown("no answer"))])
    move(Meeting.objects.get(), STARTS_AT + hours(48))

    plan(now=NOW)

    assert state_of(delivery) == "maybe_sent"
    assert delivery.reason.startswith("Pertemuan dipindah")


@pytest.mark.django_db(transaction=True)
def test_the_inbox_waits_for_nobody_and_writes_nothing_that_another_holds():
    meeting, people = make_reminded(people=3)
    for person in people:
        person.user = make_user()
        person.save()
    held, *others = [make_delivery(meeting, person) for person in people]

    def elsewhere():
        assert send_due(now=NOW, ladder=[Inbox()]) == {"sent": 2}

    with transaction.atomic():
        Delivery.objects.select_for_update().get(pk=held.pk)
        assert at_once(elsewhere) == []
    assert (state_of(held), tries(held)) == ("planned", [])

    assert send_due(now=NOW, ladder=[Inbox()]) == {"sent": 1}
    assert [tries(one) for one in (held, *others)] == [[("inbox", "accepted")]] * 3


def test_whoever_dies_while_writing_into_the_inbox_has_written_nothing(delivery, monkeypatch):
    delivery.person.user = make_user()
    delivery.person.save()
    with monkeypatch.context() as patch:
        patch.setattr(inside, "WRITE", f"{inside.WRITE} RETURNING 1 / 0")
        with pytest.raises(DataError):
            send_due(now=NOW, ladder=[Inbox()])
    assert (state_of(delivery), tries(delivery)) == ("planned", [])

    assert send_due(now=NOW, ladder=[Inbox()]) == {"sent": 1}
