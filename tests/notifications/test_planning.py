from datetime import UTC, date, datetime, timedelta

import pytest

from common.dates import term
from meetings.models import Meeting
from notifications.models import Delivery
from notifications.services import Planned, plan, send_due
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_meeting, make_member
from tests.factories.notifications import STARTS_AT, hours, make_delivery, make_reminded, move
from tests.factories.regions import make_village
from tests.factories.wksbm import make_seat
from wksbm.models import Membership

pytestmark = pytest.mark.django_db

STEPS = {"7_days": hours(7 * 24), "1_day": hours(24), "2_hours": hours(2)}


def rows():
    return list(
        Delivery.objects.order_by("due_at", "pk").values_list("step", "state", "person__name")
    )


def test_plan_makes_each_step_as_it_comes_near():
    _meeting, [person] = make_reminded()

    assert plan(now=STARTS_AT - hours(10 * 24)) == Planned()
    assert plan(now=STARTS_AT - hours(8 * 24)) == Planned(new=1)
    assert plan(now=STARTS_AT - hours(30)) == Planned(new=2)
    assert rows() == [(step, "planned", person.name) for step in STEPS]


def test_plan_twice_makes_nothing_twice():
    make_reminded(people=3)
    now = STARTS_AT - hours(25)

    first, second = plan(now=now), plan(now=now)

    assert (first, second) == (Planned(new=9), Planned())
    assert Delivery.objects.count() == 9


@pytest.mark.parametrize(
    ("code", "zone"),
    [("32.01.01.2001", "WIB"), ("52.07.01.2001", "WITA"), ("91.71.01.1001", "WIT")],
)
@pytest.mark.parametrize(("hour", "minute"), [(6, 0), (23, 30)])
def test_steps_are_due_at_the_village_s_own_hour(code, zone, hour, minute):
    village = make_village(code)
    body = make_body(village)
    make_member(body)
    starts_at = datetime(2026, 11, 28, hour, minute, tzinfo=village.tz)
    make_meeting(body, on=starts_at.date(), at=starts_at.time(), starts_at=starts_at)

    for days in range(9, -1, -1):
        plan(now=starts_at - timedelta(days=days, hours=1))

    due = {d.step: d.due_at.astimezone(village.tz) for d in Delivery.objects.all()}
    assert village.zone_label == zone
    assert due == {
        "7_days": datetime(2026, 11, 21, hour, minute, tzinfo=village.tz),
        "1_day": datetime(2026, 11, 27, hour, minute, tzinfo=village.tz),
        "2_hours": starts_at - hours(2),
    }


def test_steps_follow_the_wall_clock_when_a_zone_changes():
    """Pontianak went from +8 to +7 on 1 January 1988: the only change the nation has known."""
    body = make_body()
    make_member(body, since=date(1980, 1, 1))
    starts_at = datetime(1988, 1, 3, 3, tzinfo=UTC)  # 10.00 at +7
    make_meeting(
        body, zone="Asia/Pontianak", on=date(1988, 1, 3), at=starts_at.time(), starts_at=starts_at
    )

    plan(now=starts_at - timedelta(days=8))

    [delivery] = Delivery.objects.all()
    assert delivery.due_at == datetime(1987, 12, 27, 2, tzinfo=UTC)  # 10.00 at +8


def test_each_step_is_useful_until_the_next():
    make_reminded()

    plan(now=STARTS_AT - hours(25))

    found = {d.step: d.not_after for d in Delivery.objects.all()}
    assert found == {
        "7_days": STARTS_AT - hours(24),
        "1_day": STARTS_AT - hours(2),
        "2_hours": STARTS_AT,
    }


@pytest.mark.parametrize("late", [timedelta(0), hours(1), hours(100)])
def test_nothing_is_planned_for_what_has_begun(late):
    make_reminded()

    assert plan(now=STARTS_AT + late) == Planned()


def test_who_holds_two_seats_and_is_a_member_is_reminded_once():
    meeting, [person] = make_reminded()
    make_seat(wksbm=meeting.wksbm, holder=person, post="chair", since=date(2026, 1, 1))
    make_seat(wksbm=meeting.wksbm, holder=person, post="supervisor", since=date(2026, 1, 1))

    assert plan(now=STARTS_AT - hours(3)) == Planned(new=2)  # 1_day and 2_hours


def test_only_terms_that_contain_the_day_count():
    meeting, [person] = make_reminded()
    make_member(meeting.wksbm, "Sudah keluar", until=date(2026, 11, 27))
    make_member(meeting.wksbm, "Belum masuk", since=date(2026, 11, 29))
    make_member(meeting.wksbm, "Hari terakhir", until=date(2026, 11, 28))
    make_seat(wksbm=meeting.wksbm, since=date(2025, 1, 1), until=date(2025, 12, 31))
    make_member(make_body(), "Badan lain")

    plan(now=STARTS_AT - hours(50))

    assert {name for _step, _state, name in rows()} == {person.name, "Hari terakhir"}


def test_a_moved_meeting_is_withdrawn_and_planned_anew():
    meeting, [_person] = make_reminded()
    now = STARTS_AT - hours(25)
    plan(now=now)

    move(meeting, STARTS_AT + hours(24))
    done = plan(now=now)

    assert done == Planned(new=3, withdrawn=3)
    old = Delivery.objects.filter(occasion=f"meeting:{meeting.pk}:0")
    new = Delivery.objects.filter(occasion=f"meeting:{meeting.pk}:1")
    assert {(d.state, d.reason) for d in old} == {
        (
            "withdrawn",
            (
                "Pertemuan dipindah: sekarang Minggu, 29 November 2026 pukul 15.00 WITA,"
                " di Balai Desa."
            ),
        )
    }
    assert {d.step: d.due_at for d in new} == {
        "7_days": STARTS_AT - hours(6 * 24),
        "1_day": STARTS_AT,
        "2_hours": STARTS_AT + hours(22),
    }


def test_a_meeting_moved_into_the_past_reminds_nobody():
    meeting, _people = make_reminded()
    now = STARTS_AT - hours(25)
    plan(now=now)

    move(meeting, now - hours(1))

    assert plan(now=now) == Planned(withdrawn=3)


def test_a_cancelled_meeting_is_withdrawn_with_its_reason():
    meeting, _people = make_reminded()
    plan(now=STARTS_AT - hours(25))
    meeting.status, meeting.cancelled_because = Meeting.Status.CANCELLED, "Balai desa dipakai"
    meeting.revision += 1
    meeting.save()

    assert plan(now=STARTS_AT - hours(24)) == Planned(withdrawn=2)
    reasons = set(Delivery.objects.filter(state="withdrawn").values_list("reason", flat=True))
    assert reasons == {"Pertemuan dibatalkan: Balai desa dipakai"}


def test_who_leaves_is_withdrawn_and_who_returns_is_planned_again():
    _meeting, [stays, leaves] = make_reminded(people=2)
    now = STARTS_AT - hours(25)
    plan(now=now)
    membership = Membership.objects.get(person=leaves)
    membership.term = term(date(2020, 1, 1), date(2026, 11, 20))
    membership.save()

    assert plan(now=now) == Planned(withdrawn=3)
    gone = Delivery.objects.filter(state="withdrawn")
    assert {(d.person, d.reason) for d in gone} == {
        (leaves, "Bukan lagi pengurus atau anggota pada tanggal pertemuan.")
    }
    assert Delivery.objects.filter(person=stays, state="planned").count() == 3

    membership.term = term(date(2020, 1, 1), None)
    membership.save()

    assert plan(now=now) == Planned(renewed=3)
    again = Delivery.objects.get(person=leaves, step="2_hours")
    assert (again.state, again.reason) == ("planned", "Sempat ditarik, lalu berlaku lagi.")
    assert again.ended_at is None


def test_who_joins_after_the_plan_is_planned_too():
    meeting, _people = make_reminded()
    plan(now=STARTS_AT - hours(25))

    joined = make_member(meeting.wksbm, "Baru masuk")

    assert plan(now=STARTS_AT - hours(23)) == Planned(new=2)  # one day before, and two hours
    assert set(Delivery.objects.filter(person=joined).values_list("step", flat=True)) == {
        "1_day",
        "2_hours",
    }


def test_a_corrected_start_moves_what_is_planned():
    """A newer zone table changes `starts_at` and nothing else."""
    _meeting, _people = make_reminded()
    now = STARTS_AT - hours(25)
    plan(now=now)
    Meeting.objects.update(starts_at=STARTS_AT + hours(1))

    assert plan(now=now) == Planned(renewed=3)
    due = Delivery.objects.get(step="2_hours")
    assert (due.due_at, due.next_try_at) == (STARTS_AT - hours(1), STARTS_AT - hours(1))


def test_who_gets_an_address_is_reached_after_all():
    meeting, [person, other] = make_reminded(people=2)
    now = STARTS_AT - hours(24)
    for one in (person, other):
        make_delivery(meeting, one)
    assert send_due(now=now) == {"by_hand": 2}
    person.user = make_user()
    person.save()

    plan(now=now + hours(1))

    assert send_due(now=now + hours(1)) == {"sent": 1}
    assert Delivery.objects.get(person=other, step="1_day").state == "by_hand"


def test_what_was_sent_is_never_planned_again():
    make_reminded()
    plan(now=STARTS_AT - hours(25))
    Delivery.objects.update(state="sent")

    assert plan(now=STARTS_AT - hours(24.5)) == Planned()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
