"""Series: begun, changed, ended; their occurrences made ahead, again and again."""

from datetime import date, time, timedelta
from io import StringIO
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from accounts.access import Role
from common.errors import NotAllowed, RuleBroken, StaleVersion
from meetings import services, tasks
from meetings.models import Meeting, Series
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_held_meeting, make_meeting, make_series
from tests.factories.regions import make_village

SECOND_SATURDAY = "FREQ=MONTHLY;BYDAY=+2SA"
pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def body(db):
    return make_body()


@pytest.fixture
def coordinator(body):
    return make_user(Role.VILLAGE_COORDINATOR, body.region)


def start(body, actor, **overrides):
    facts = {
        "purpose": "Pertemuan rutin",
        "rrule": SECOND_SATURDAY,
        "starts_on": date(2026, 11, 1),
        "at": time(15),
        "place": "Balai Desa",
    }
    return services.start_series(body, **(facts | overrides), actor=actor)


def change(series, actor, **overrides):
    facts = {
        name: getattr(series, name) for name in ("purpose", "rrule", "starts_on", "at", "place")
    }
    return services.change_series(
        series, **({"version": series.version} | facts | overrides), actor=actor
    )


def planned(series):
    return [(m.on, m.at) for m in series.meetings.planned().order_by("starts_at")]


def test_start_series_makes_ten_weeks_from_today(body, coordinator):
    series = start(body, coordinator)

    assert planned(series) == [
        (date(2026, 12, 12), time(15)),
        (date(2027, 1, 9), time(15)),
    ]
    first = series.meetings.order_by("on")[0]
    assert first.region_id == body.region_id
    assert first.original_date == date(2026, 12, 12)
    assert first.starts_at.isoformat() == "2026-12-12T07:00:00+00:00"
    assert (first.zone, first.revision, first.by_hand) == ("Asia/Makassar", 0, False)


def test_start_series_takes_the_zone_of_the_village(db):
    body = make_body(make_village("91.03.01.1001"))
    actor = make_user(Role.VILLAGE_COORDINATOR, body.region)

    early = start(body, actor, at=time(6), rrule="FREQ=WEEKLY;BYDAY=MO")
    late = start(body, actor, at=time(23, 30), rrule="FREQ=WEEKLY;BYDAY=MO")

    assert early.zone == "Asia/Jayapura"
    assert early.meetings.order_by("on")[0].starts_at.isoformat() == "2026-11-22T21:00:00+00:00"
    assert late.meetings.order_by("on")[0].starts_at.isoformat() == "2026-11-23T14:30:00+00:00"
    assert early.meetings.order_by("on")[0].starts_here.strftime("%a %H:%M") == "Mon 06:00"


@pytest.mark.parametrize(
    ("instant", "first"),
    [
        ("2026-11-21T21:00:00Z", "2026-11-22"),  # 06:00 on Sunday in Jayapura
        ("2026-11-22T14:30:00Z", "2026-11-22"),  # 23:30 on the same Sunday
        ("2026-11-22T15:30:00Z", "2026-11-23"),  # 00:30 on Monday there, Sunday in Jakarta and UTC
    ],
)
def test_today_is_the_villages_own(db, instant, first):
    body = make_body(make_village("91.03.01.1001"))
    with time_machine.travel(instant, tick=False):
        actor = make_user(Role.VILLAGE_COORDINATOR, body.region)
        series = start(body, actor, rrule="FREQ=DAILY", starts_on=date(2026, 11, 1))

    assert str(series.meetings.order_by("on")[0].on) == first


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"rrule": "FREQ=HOURLY"}, "rrule", "bad_rrule"),
        ({"rrule": ""}, "rrule", "bad_rrule"),
        ({"rrule": "FREQ=DAILY;UNTIL=20261101"}, "rrule", "no_dates"),
        ({"starts_on": date(1800, 1, 1)}, "starts_on", "too_far"),
        ({"starts_on": date(9998, 1, 1)}, "starts_on", "too_far"),
        ({"place": ""}, "place", "blank"),
        ({"purpose": ""}, "purpose", "blank"),
    ],
)
def test_start_series_refuses(body, coordinator, wrong, field, code):
    with pytest.raises(ValidationError) as refused:
        start(body, coordinator, **wrong)

    assert [(name, f[0].code) for name, f in refused.value.error_dict.items()] == [(field, code)]
    assert not Series.objects.exists()


def test_start_series_needs_the_right_there(body):
    reader = make_user(Role.PKK_LEADER, body.region)
    neighbour = make_user(Role.VILLAGE_COORDINATOR, make_village("52.07.02.2014"))

    for actor in (reader, neighbour):
        with pytest.raises(NotAllowed):
            start(body, actor)


def test_start_series_refuses_a_dissolved_body(body, coordinator):
    body.dissolved_on = date(2026, 6, 1)

    with pytest.raises(RuleBroken, match="dibubarkan") as refused:
        start(body, coordinator)

    assert refused.value.code == "host_dissolved"


# --- Made ahead -----------------------------------------------------------------------------------


def test_make_occurrences_again_makes_nothing(body):
    series = make_series(body, starts_on=date(2026, 11, 1))

    made = [services.make_occurrences(), services.make_occurrences()]

    assert made == [3, 0]
    assert [m.on for m in series.meetings.order_by("on")] == [
        date(2026, 11, 14),
        date(2026, 12, 12),
        date(2027, 1, 9),
    ]


def test_make_occurrences_goes_on_where_it_stopped_even_late(body, coordinator):
    series = start(body, coordinator)
    with time_machine.travel("2027-04-01T00:00:00Z", tick=False):
        tasks.make_occurrences()

    assert [m.on.isoformat() for m in series.meetings.order_by("on")] == [
        "2026-12-12",
        "2027-01-09",
        "2027-02-13",
        "2027-03-13",
        "2027-04-10",
        "2027-05-08",
    ]


def test_make_occurrences_leaves_out_what_has_ended(body):
    make_series(
        body, starts_on=date(2026, 1, 1), ended_on=date(2026, 2, 1), made_until="2026-03-01"
    )
    dissolved = make_body(body.region, dissolved_on=date(2026, 5, 1))
    make_series(dissolved)

    assert services.make_occurrences() == 0


def test_make_occurrences_is_not_stopped_by_a_spoilt_rule(body, caplog):
    make_series(body, rrule="FREQ=HOURLY")
    sound = make_series(body, starts_on=date(2026, 12, 1))

    assert services.make_occurrences() == 2
    assert sound.meetings.count() == 2
    assert "cannot be read" in caplog.text


def test_make_occurrences_takes_a_bounded_number_of_queries(body, django_assert_num_queries):
    for _number in range(20):
        make_series(body, starts_on=date(2026, 11, 1))

    with django_assert_num_queries(8):
        services.make_occurrences()

    assert Meeting.objects.count() == 60


@pytest.mark.django_db(transaction=True)
def test_make_occurrences_twice_at_once():
    for _number in range(5):
        make_series(starts_on=date(2026, 11, 1), rrule="FREQ=DAILY")
    together = Barrier(3)
    made = []

    def make():
        together.wait()
        made.append(services.make_occurrences())
        connection.close()

    threads = [Thread(target=make) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    days = (date(2026, 11, 21) + timedelta(weeks=10) - date(2026, 11, 1)).days + 1
    assert len(made) == 3
    assert sum(made) == Meeting.objects.count() == 5 * days


# --- Changed --------------------------------------------------------------------------------------


def test_change_of_time_keeps_each_meeting(body, coordinator):
    series = start(body, coordinator)
    before = list(series.meetings.order_by("on").values_list("pk", flat=True))

    change(series, coordinator, at=time(9), place="Rumah Ketua")

    after = series.meetings.order_by("on")
    assert [m.pk for m in after] == before
    assert [(m.at, m.place, m.revision) for m in after] == [(time(9), "Rumah Ketua", 1)] * 2
    assert after[0].starts_at.isoformat() == "2026-12-12T01:00:00+00:00"


def test_change_of_words_is_no_revision(body, coordinator):
    series = start(body, coordinator)

    change(series, coordinator, purpose="Arisan")

    assert {(m.purpose, m.revision, m.version) for m in series.meetings.all()} == {("Arisan", 0, 2)}


def test_change_of_rule_keeps_what_matches_and_cancels_the_rest(body, coordinator):
    series = start(body, coordinator)
    december, january = series.meetings.order_by("on")

    change(series, coordinator, rrule="FREQ=MONTHLY;BYMONTHDAY=12")

    december.refresh_from_db()
    january.refresh_from_db()
    assert (december.status, december.revision) == ("planned", 0)
    assert (january.status, january.revision) == ("cancelled", 1)
    assert january.cancelled_because == "Jadwal rangkaian pertemuan diubah."
    assert planned(series) == [(date(2026, 12, 12), time(15)), (date(2027, 1, 12), time(15))]


def test_change_back_revives_the_same_meeting(body, coordinator):
    series = start(body, coordinator)
    january = series.meetings.get(on=date(2027, 1, 9))

    change(series, coordinator, rrule="FREQ=MONTHLY;BYMONTHDAY=12")
    change(series, coordinator, rrule=SECOND_SATURDAY)

    january.refresh_from_db()
    assert (january.status, january.cancelled_because, january.revision) == ("planned", "", 2)
    assert planned(series) == [(date(2026, 12, 12), time(15)), (date(2027, 1, 9), time(15))]


def test_change_leaves_what_was_moved_cancelled_or_held(body, coordinator):
    series = start(body, coordinator, rrule="FREQ=WEEKLY;BYDAY=SA", starts_on=date(2026, 11, 21))
    moved, cancelled = series.meetings.filter(on__gt=date(2026, 11, 21)).order_by("on")[:2]
    services.move_meeting(
        moved,
        on=date(2026, 11, 29),
        at=time(10),
        place="Masjid",
        version=moved.version,
        actor=coordinator,
    )
    services.cancel_meeting(cancelled, because="Hujan", actor=coordinator)
    held = series.meetings.get(on=date(2026, 11, 21))
    Meeting.objects.filter(pk=held.pk).update(
        status="held", logged_by=coordinator, logged_at="2026-11-21T00:00Z"
    )

    change(series, coordinator, at=time(19))
    change(series, coordinator, rrule="FREQ=WEEKLY;BYDAY=MO")

    moved.refresh_from_db()
    cancelled.refresh_from_db()
    held.refresh_from_db()
    assert (moved.on, moved.at, moved.status, moved.revision) == (
        date(2026, 11, 29),
        time(10),
        "planned",
        1,
    )
    assert (cancelled.status, cancelled.cancelled_because) == ("cancelled", "Hujan")
    assert (held.on, held.at, held.status) == (date(2026, 11, 21), time(15), "held")
    assert [on for on, _at in planned(series)][:3] == [
        date(2026, 11, 23),
        date(2026, 11, 29),
        date(2026, 11, 30),
    ]


def test_change_leaves_what_has_begun_today(body, coordinator):
    series = start(body, coordinator, rrule="FREQ=DAILY", at=time(9))

    change(series, coordinator, at=time(20))

    today, tomorrow = series.meetings.order_by("on")[:2]
    assert (today.on, today.at) == (date(2026, 11, 21), time(9))
    assert (tomorrow.on, tomorrow.at) == (date(2026, 11, 22), time(20))


def test_change_refuses_a_stale_version(body, coordinator):
    series = start(body, coordinator)
    other = Series.objects.get(pk=series.pk)
    change(series, coordinator, place="Masjid")

    with pytest.raises(StaleVersion):
        change(other, coordinator, place="Sekolah")

    assert set(series.meetings.values_list("place", flat=True)) == {"Masjid"}


# --- Ended ----------------------------------------------------------------------------------------


def test_end_series_cancels_later_occurrences_that_nobody_touched(body, coordinator):
    series = start(body, coordinator, rrule="FREQ=WEEKLY;BYDAY=SA", starts_on=date(2026, 11, 28))
    first, second, third = series.meetings.order_by("on")[:3]
    services.move_meeting(
        third, on=third.on, at=time(8), place="Masjid", version=1, actor=coordinator
    )

    services.end_series(series, on=first.on, actor=coordinator)

    assert planned(series) == [(first.on, time(15)), (third.on, time(8))]
    second.refresh_from_db()
    assert second.cancelled_because == "Rangkaian pertemuan berakhir."
    assert second.revision == 1
    with time_machine.travel("2027-04-01T00:00:00Z", tick=False):
        assert services.make_occurrences() == 0


def test_an_ended_series_is_not_changed_nor_ended_again(body, coordinator):
    series = make_series(body, ended_on=date(2026, 11, 20))

    with pytest.raises(RuleBroken) as changing:
        change(series, coordinator, place="Masjid")
    with pytest.raises(RuleBroken) as ending:
        services.end_series(series, on=date(2026, 12, 1), actor=coordinator)

    assert [changing.value.code, ending.value.code] == ["series_ended", "series_ended"]


def test_end_before_start_is_refused_by_the_database_rule(body, coordinator):
    series = start(body, coordinator, starts_on=date(2026, 12, 1))

    with pytest.raises(ValidationError, match="Rangkaian berakhir sebelum mulai"):
        services.end_series(series, on=date(2026, 11, 1), actor=coordinator)


def test_recompute_starts_follows_the_zones_data(body, coordinator):
    series = start(body, coordinator)
    first, second = series.meetings.order_by("on")
    Meeting.objects.filter(pk=first.pk).update(starts_at=first.starts_at + timedelta(hours=1))
    make_held_meeting(body, logged_by=coordinator)
    make_meeting(body)

    call_command("recompute_starts", stdout=(told := StringIO()))

    assert told.getvalue() == "1 meetings moved\n"
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.starts_at.isoformat() == "2026-12-12T07:00:00+00:00"
    assert (first.revision, second.revision) == (0, 0)  # what was told of it still holds
