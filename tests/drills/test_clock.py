"""Clocks: schedulers that stood still for a day, every hour of two years, zones that change.

`make drill-reminders` runs it in full size (T4, T5).
"""

import zoneinfo
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.models import Meeting
from meetings.rules import start_instant
from meetings.services import recompute_starts
from notifications.channels import Accepted, Grade, Refused, Unknown, reference_of
from notifications.models import ChannelHealth, Delivery
from notifications.rules import RULES
from notifications.services import oldest_due, outcomes, plan, send_due
from notifications.services.windows import window
from tests.drills.conftest import FULL
from tests.factories.meetings import make_body, make_meeting, make_member
from tests.factories.notifications import Provider, hours, make_plan
from tests.factories.regions import make_village
from tests.threads import at_once

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
STEPS = {"1_day": DAY, "2_hours": hours(2)}


def make_told(starts_at, village=None):
    """Return a meeting that begins then, with one member."""
    body = make_body(village)
    make_member(body)
    there = starts_at.astimezone(body.region.tz)
    return make_meeting(body, on=there.date(), at=there.time(), starts_at=starts_at)


# --- T4: all schedulers off for a day -------------------------------------------------------------


def silence(gateway):
    """Plan at noon, let everything stand still for a day, and let two schedulers begin at once.

    Returns what went wrong: (message, what became of it, what should have).
    """
    make_plan("meeting_ahead", steps=list(STEPS.values()))
    meetings = [make_told(NOON + hours(number)) for number in range(1, 49, 2)]
    plan(now=NOON)
    now = NOON + DAY
    assert now - oldest_due(Delivery.objects.all(), now).next_try_at > hours(23)  # the alarm

    def schedule():
        plan(now=now)
        send_due(now=now, ladder=[gateway])

    assert at_once(schedule, schedule) == []
    ended = {
        (occasion.split(":")[1], step): state
        for occasion, step, state in Delivery.objects.filter(due_at__lte=now).values_list(
            "occasion", "step", "state"
        )
    }
    expected = {}
    for meeting in meetings:
        last = {"1_day": meeting.starts_at - STEPS["2_hours"], "2_hours": meeting.starts_at}
        for step, ahead in STEPS.items():
            if meeting.starts_at - ahead <= now and last[step] > NOON:
                state = "sent" if last[step] > now else "expired"
                expected[str(meeting.pk), step] = state
    return [
        (key, ended.get(key), expected.get(key))
        for key in ended.keys() | expected.keys()
        if ended.get(key) != expected.get(key)
    ]


@pytest.mark.django_db(transaction=True)
def test_t4_after_a_day_without_schedulers_each_goes_once_and_what_is_stale_is_shown():
    gateway = Provider(Grade.KNOWS_NOTHING)

    assert silence(gateway) == []
    assert Counter(gateway.calls).total() == Delivery.objects.filter(state="sent").count() > 10
    assert set(Counter(gateway.calls).values()) == {1}
    assert Delivery.objects.failed().filter(state="expired").count() > 10


@pytest.mark.django_db(transaction=True)
def test_t4_is_red_where_nothing_expires(monkeypatch):
    monkeypatch.setattr(outcomes, "expire", lambda now, held_back: Counter())

    assert silence(Provider(Grade.KNOWS_NOTHING)) != []


# --- T5: every hour of two years in three zones ---------------------------------------------------

PLACES = ["32.01.01.2001", "61.71.01.1001", "52.07.01.2001", "91.71.01.1001"]  # Pontianak too
FIRST = date(2026, 1, 1)
EVERY = 1 if FULL else 97  # hours; 97 comes to every hour of the day


def wrong_hours(select):
    """Return what is not due at its wall time, of meetings at every hour of two years."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT split_part(occasion, ':', 2), step, due_at FROM ({select}) AS wanted",
            window(RULES["meeting_ahead"], NOON - 400 * DAY, NOON + 900 * DAY),
        )
        due = {(pk, step): at for pk, step, at in cursor.fetchall()}
    wrong, known = [], 0
    for meeting in Meeting.objects.all():
        zone = ZoneInfo(meeting.zone)
        for step, ahead in STEPS.items():
            known += 1
            wall = datetime.combine(meeting.on, meeting.at) - ahead
            if due.get((str(meeting.pk), step)) != wall.replace(tzinfo=zone):
                wrong.append((meeting.zone, step, wall))
    assert known
    return wrong


def make_years():
    make_plan("meeting_ahead", steps=list(STEPS.values()))
    for code in PLACES:
        body = make_body(make_village(code))
        make_member(body)
        like = make_meeting(body)
        rows = []
        for number in range(0, 2 * 365 * 24, EVERY):
            wall = datetime.combine(FIRST, time(0)) + hours(number)
            fields = {
                field.attname: getattr(like, field.attname)
                for field in Meeting._meta.concrete_fields
                if not field.primary_key
            }
            fields |= {"on": wall.date(), "at": wall.time()}
            fields["starts_at"] = start_instant(fields["on"], fields["at"], like.zone)
            rows.append(Meeting(**fields))
        like.delete()
        Meeting.objects.bulk_create(rows, batch_size=2_000)


@pytest.mark.django_db
def test_t5_each_reminder_is_due_at_its_wall_time_in_every_zone():
    make_years()
    select = RULES["meeting_ahead"].select

    assert wrong_hours(select) == []
    one_zone = select.replace("AT TIME ZONE alike.zone", "AT TIME ZONE 'Asia/Jakarta'", 1)
    assert one_zone != select
    assert len(wrong_hours(one_zone)) > 2  # the mutant: the capital's clock for everybody


# --- T5: a zone that changes ----------------------------------------------------------------------


@pytest.fixture
def central_as_western(tmp_path):
    """As if the law gave WITA the hour of WIB: the data of the zones say so once it is called."""

    def change():
        (tmp_path / "Asia").mkdir()
        found = next(
            Path(folder, "Asia/Jakarta")
            for folder in zoneinfo.TZPATH
            if Path(folder, "Asia/Jakarta").exists()
        )
        (tmp_path / "Asia/Makassar").write_bytes(found.read_bytes())
        zoneinfo.reset_tzpath([str(tmp_path), *zoneinfo.TZPATH])
        ZoneInfo.clear_cache()

    yield change
    zoneinfo.reset_tzpath()
    ZoneInfo.clear_cache()


@pytest.mark.django_db
def test_t5_a_zone_that_changes_moves_what_is_to_come_and_repeats_nothing(central_as_western):
    make_plan("meeting_ahead", steps=list(STEPS.values()))
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    soon = make_told(now + hours(20))  # told a day ahead already
    later = make_told(now + hours(30))
    gateway = Provider()
    plan(now=now)
    send_due(now=now, ladder=[gateway])
    assert list(Delivery.objects.filter(state="sent").values_list("step", flat=True)) == ["1_day"]

    central_as_western()
    assert recompute_starts() == 2
    for meeting in (soon, later):
        meeting.refresh_from_db()
        assert meeting.starts_here.replace(tzinfo=None) == datetime.combine(meeting.on, meeting.at)
    for number in range(34):
        plan(now=now + hours(number))
        send_due(now=now + hours(number), ladder=[gateway])

    told = [
        (occasion.split(":")[1], step, sent_at)
        for occasion, step, sent_at in Delivery.objects.filter(state="sent").values_list(
            "occasion", "step", "sent_at"
        )
    ]
    assert sorted((pk, step) for pk, step, _at in told) == sorted(
        (str(meeting.pk), step) for meeting in (soon, later) for step in STEPS
    )
    for pk, step, at in told:
        if (pk, step) != (str(soon.pk), "1_day"):
            starts_at = Meeting.objects.get(pk=pk).starts_at
            assert timedelta(0) <= at - (starts_at - STEPS[step]) < hours(1) + MINUTE


# --- T5: a clock that jumps -----------------------------------------------------------------------

JUMPS = st.sampled_from([MINUTE, 10 * MINUTE, hours(1), hours(2), -hours(2), -hours(1)])
ANSWERS = st.sampled_from([Accepted("ok"), Refused("451", for_good=False), Unknown("cut off")])


@pytest.mark.thorough
@pytest.mark.django_db
@settings(
    max_examples=200 if FULL else 3,
    derandomize=not FULL,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    place=st.sampled_from(PLACES),
    hour=st.integers(0, 23),
    jumps=st.lists(JUMPS, min_size=5, max_size=30),
    answers=st.lists(ANSWERS, max_size=8),
)
def test_t5_a_clock_that_jumps_doubles_nothing_and_sends_nothing_early(
    db, place, hour, jumps, answers
):
    ChannelHealth.objects.all().delete()  # of the example before
    make_plan("meeting_ahead", steps=list(STEPS.values()))
    village = make_village(place)
    starts_at = datetime(2027, 3, 3, hour, tzinfo=village.tz)
    meeting = make_told(starts_at.astimezone(UTC), village)
    gateway = Provider(Grade.HONOURS_KEYS, *answers)
    taken, now = {}, starts_at - DAY - hours(3)

    def look(message, answer, now):
        if not isinstance(answer, Refused):
            taken.setdefault(message.reference, now)
        return answer

    gateway.send = lambda message: look(
        message, gateway.answers.pop(0) if gateway.answers else Accepted("ok"), now
    )
    for jump in [*jumps, *[hours(1)] * 60]:  # in the end time goes on
        if now > starts_at + hours(3):
            break
        plan(now=now)
        send_due(now=now, ladder=[gateway])
        now += jump

    rows = Delivery.objects.filter(occasion=f"meeting:{meeting.pk}:0")
    assert {row.step for row in rows} == set(STEPS)
    for row in rows:
        first = taken.pop(reference_of(row.pk, gateway.name), None)
        if row.state == "expired":  # refused until the clock had jumped past its use
            assert first is None
            continue
        assert row.due_at <= first < row.not_after
        if row.state != "sent":  # the last answer never came, and it is shown as a doubt
            assert row.state == "maybe_sent"
            assert row.attempts.filter(state="unknown").exists()
    assert taken == {}
