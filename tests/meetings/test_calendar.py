"""Days that are named by two weeks, days off and Ramadan, and what a changed series does."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.access import Role
from common.errors import NotAllowed, RuleBroken
from meetings import services
from meetings.models import Holiday, Meeting
from meetings.rules import (
    Calendar,
    first_on,
    occurrences,
    parsed,
    pasaran,
    placed,
    said,
    said_javanese,
)
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_holiday, make_member, make_series
from tests.factories.regions import make_region
from tests.meetings.conftest import NOON


@pytest.fixture
def officer(db, noon):
    """Return an officer of the regency; it is Saturday, 21 November 2026."""
    return make_user(Role.DISTRICT_OFFICER, "52.07")


# --- Two weeks -----------------------------------------------------------------------------------


def test_a_day_has_the_pasaran_that_almanacs_give_it():
    known = {
        date(1945, 8, 17): "Legi",  # the proclamation, Jumat Legi
        date(2024, 3, 11): "Pahing",  # Senin Pahing, 1 Ramadan 1445
        date(2024, 1, 1): "Pahing",
    }

    assert {day: pasaran(day) for day in known} == known


def test_an_evening_has_the_name_of_the_day_that_follows():
    monday = date(2026, 11, 23)

    assert said_javanese(monday, time(15)) == "Senin Wage"
    assert said_javanese(monday, time(19, 30)) == "malam Selasa Kliwon"


def test_each_weekday_and_pasaran_comes_once_in_35_days():
    start = date(2026, 11, 21)
    found = {
        first_on(day, name, not_before=start)
        for day in range(7)
        for name in ("Legi", "Pahing", "Pon", "Wage", "Kliwon")
    }

    assert found == {start + timedelta(days=ahead) for ahead in range(35)}


# --- Recurrence against dateutil -----------------------------------------------------------------

RULES = st.one_of(
    st.builds("FREQ=MONTHLY;BYMONTHDAY={}".format, st.sampled_from([*range(1, 32), -1, -2])),
    st.builds(
        "FREQ=MONTHLY;BYDAY={}{}".format,
        st.sampled_from(["+1", "+2", "+3", "+4", "+5", "-1"]),
        st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]),
    ),
    st.builds(
        "FREQ=WEEKLY;INTERVAL={};BYDAY={}".format,
        st.integers(1, 8),
        st.sampled_from(["MO", "TH", "MO,WE,SU"]),
    ),
    st.builds("FREQ=DAILY;INTERVAL={}".format, st.integers(1, 60)),
    st.builds("FREQ=DAILY;INTERVAL=35;COUNT={}".format, st.integers(1, 40)),
    st.builds("FREQ=YEARLY;INTERVAL={}".format, st.integers(1, 3)),
)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@settings(max_examples=300, deadline=None)
@given(rule=RULES, starts_on=DAYS, since=DAYS, length=st.integers(0, 500))
def test_dates_are_those_of_dateutil_in_any_window(rule, starts_on, since, length):
    until = since + timedelta(days=length)
    reference = rrulestr(rule, dtstart=_midnight(starts_on))
    window = reference.between(_midnight(since), _midnight(until), inc=True)

    found = occurrences(rule, starts_on, since, until)

    assert found == [moment.date() for moment in window]


def _midnight(day):
    return datetime.combine(day, time())


def test_named_dates_are_a_rule_of_their_own():
    rule = "RDATE:20261205,20270103"

    assert occurrences(rule, date(2026, 1, 1), date(2026, 12, 1), date(2027, 12, 31)) == [
        date(2026, 12, 5),
        date(2027, 1, 3),
    ]
    assert said(rule) == "5 Desember 2026 dan 3 Januari 2027"
    for bad in ("RDATE:", "RDATE:20261341", "RDATE:20261205,20261205"):
        with pytest.raises(ValidationError):
            parsed(bad)


# --- Days off ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_date_on_a_holiday_gives_way_as_the_group_chose():
    friday, saturday = date(2026, 12, 25), date(2026, 12, 26)
    calendar = Calendar(off={friday: "Natal", saturday: "Cuti bersama"})
    series = make_series()

    def where(choice):
        series.on_holiday = choice
        found = placed(series, friday, calendar)
        return found.on, found.skipped

    assert [where(choice) for choice in ("keep", "earlier", "later", "skip")] == [
        (friday, ""),
        (date(2026, 12, 24), ""),
        (date(2026, 12, 27), ""),
        (friday, "Natal"),
    ]


@pytest.mark.django_db
def test_ramadan_changes_the_hour_or_leaves_the_meeting_out():
    day = date(2027, 2, 20)
    series = make_series(in_ramadan="other_hour", ramadan_at=time(21))

    assert placed(series, day, Calendar(ramadan=frozenset([day]))).at == time(21)
    assert placed(series, day, Calendar()).at == series.at
    series.in_ramadan = "skip"
    assert placed(series, day, Calendar(ramadan=frozenset([day]))).skipped == "Ramadan"


def test_series_follow_the_holidays_of_their_place_and_of_those_above(officer):
    body = make_body()
    make_holiday(date(2026, 12, 12), region=make_region("52.07"))
    make_holiday(date(2027, 1, 9), region=make_region("52.07.02"))
    series = services.start_series(
        body,
        purpose="Pertemuan rutin",
        rrule="FREQ=MONTHLY;BYDAY=+2SA",
        starts_on=date(2026, 11, 1),
        at=time(15),
        place="Balai desa",
        on_holiday="later",
        actor=officer,
    )

    days = series.meetings.order_by("original_date").values_list("original_date", "on")

    assert list(days) == [
        (date(2026, 12, 12), date(2026, 12, 13)),
        (date(2027, 1, 9), date(2027, 1, 9)),
    ]


def test_a_holiday_that_is_added_moves_what_nobody_touched_and_keeps_its_uid(officer):
    body = make_body()
    series = services.start_series(
        body,
        purpose="Pertemuan rutin",
        rrule="FREQ=WEEKLY;BYDAY=SA",
        starts_on=date(2026, 11, 28),
        at=time(15),
        place="Balai desa",
        on_holiday="earlier",
        actor=officer,
    )
    first, second = series.meetings.order_by("on")[:2]
    services.move_meeting(
        second, on=date(2026, 12, 6), at=time(15), place="Balai desa", version=None, actor=officer
    )
    held_apart = Meeting.objects.get(pk=second.pk)

    for day in (first.on, second.on):
        services.add_holiday(
            make_region("52.07"), kind="public", name=f"Libur {day}", first=day, actor=officer
        )
    moved = services.follow_holidays()
    again = services.follow_holidays()

    assert (moved, again) == (1, 0)
    after = Meeting.objects.get(original_date=first.original_date)
    assert (after.pk, after.on, after.revision) == (first.pk, date(2026, 11, 27), 1)
    second = Meeting.objects.get(pk=second.pk)
    assert (second.on, second.revision) == (held_apart.on, held_apart.revision)

    services.remove_holiday(Holiday.objects.get(days__contains=first.on), actor=officer)
    services.follow_holidays()
    back = Meeting.objects.get(pk=first.pk)
    assert (back.on, back.revision) == (first.on, 2)


def test_the_nations_days_off_are_loaded_once(db):
    first = services.load_holidays()

    assert services.load_holidays() == 0
    assert Holiday.objects.filter(region=None).count() == first
    assert [day for day, _name in sorted(calendar_days(2026))][:1] == [date(2026, 1, 1)]
    assert len(calendar_days(2026)) == 25  # 17 days off and 8 of joint leave, as the SKB says


def calendar_days(year):
    calendar = services.calendar_of("52.07", date(year, 1, 1), date(year, 12, 31))
    return list(calendar.off.items())


def test_a_village_does_not_keep_the_districts_calendar(officer):
    village = make_body().region
    coordinator = make_user(Role.VILLAGE_COORDINATOR, village)
    facts = {"kind": "public", "name": "Hari jadi", "first": date(2026, 11, 20)}

    with pytest.raises(NotAllowed):
        services.add_holiday(village, **facts, actor=coordinator)
    row = services.add_holiday(make_region("52.07"), **facts, actor=officer)

    assert list(Holiday.objects.visible_to(coordinator)) == [row]
    stranger = make_user(Role.DISTRICT_OFFICER, "51.08")
    assert not Holiday.objects.visible_to(stranger).exists()


# --- Before and after a change -------------------------------------------------------------------


def test_what_is_foreseen_is_what_the_change_does(officer):
    body = make_body()
    make_member(body)
    facts = {
        "purpose": "Pertemuan rutin",
        "starts_on": date(2026, 11, 1),
        "at": time(15),
        "place": "Balai desa",
    }
    series = services.start_series(body, rrule="FREQ=WEEKLY;BYDAY=SA", **facts, actor=officer)
    touched = series.meetings.order_by("on")[1]
    services.move_meeting(
        touched, on=date(2026, 12, 2), at=time(9), place="Balai desa", version=None, actor=officer
    )
    new = facts | {"rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU", "at": time(16)}

    foreseen = services.foresee_change(series, **new)
    before = {row.pk: row.on for row in series.meetings.all()}
    series.refresh_from_db()
    services.change_series(series, **new, version=None, actor=officer)

    after = {row.pk: row for row in series.meetings.all()}
    assert {row.original_date for row in foreseen.added} == {
        row.original_date for pk, row in after.items() if pk not in before
    }
    assert {row.pk for row in foreseen.cancelled} == {
        pk for pk, row in after.items() if row.is_cancelled
    }
    assert {row.pk for row, _new in foreseen.changed} == {
        pk for pk, row in after.items() if pk in before and row.is_planned and row.by_hand is False
    }
    assert [row.pk for row in foreseen.by_hand] == [touched.pk]
    assert after[touched.pk].on == date(2026, 12, 2)


def test_one_meeting_is_merged_into_another_and_one_is_added(officer):
    series = services.start_series(
        make_body(),
        purpose="Pertemuan rutin",
        rrule="FREQ=WEEKLY;BYDAY=SA",
        starts_on=date(2026, 11, 28),
        at=time(15),
        place="Balai desa",
        actor=officer,
    )
    first, second, third = series.meetings.order_by("on")[:3]

    services.merge_meetings(second, into=first, actor=officer)
    added = services.add_occurrence(series, on=date(2026, 12, 2), actor=officer)
    revived = services.add_occurrence(series, on=second.on, actor=officer)

    second = Meeting.objects.get(pk=second.pk)
    assert (revived.pk, second.status, second.revision) == (second.pk, "planned", 2)
    assert second.merged_into is None
    assert (added.series, added.original_date, added.by_hand) == (series, date(2026, 12, 2), True)
    with pytest.raises(services.SameDay):
        services.add_occurrence(series, on=third.on, actor=officer)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.integers(0, 7), st.integers(1, 60)),
        st.tuples(st.just("cancel"), st.integers(0, 7)),
        st.tuples(st.just("merge"), st.integers(0, 7), st.integers(0, 7)),
        st.tuples(st.just("add"), st.integers(1, 60)),
        st.tuples(st.just("rule"), st.sampled_from(["SA", "SU", "SA,SU", "MO"])),
        st.tuples(st.just("holiday"), st.integers(1, 60)),
        st.tuples(st.just("tick")),
    ),
    max_size=12,
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_whatever_is_done_to_a_series_uids_stay_and_revisions_rise(steps):
    with time_machine.travel(NOON, tick=False), transaction.atomic():
        _walk(steps)
        transaction.set_rollback(True)


START = date(2026, 11, 21)
FACTS = {
    "purpose": "Pertemuan rutin",
    "starts_on": START,
    "at": time(15),
    "place": "Balai desa",
    "on_holiday": "later",
}


def _walk(steps):
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")
    series = services.start_series(
        make_body(), rrule="FREQ=WEEKLY;BYDAY=SA", **FACTS, actor=officer
    )
    seen = _state(series)
    for name, *words in steps:
        with suppress(RuleBroken, ValidationError):
            DONE[name](series, officer, *words)
        now = _state(series)
        assert set(seen) <= set(now), name
        for pk, (original, visible, revision) in seen.items():
            assert now[pk][0] == original, name
            assert now[pk][2] >= revision + (now[pk][1] != visible), name
        dates = [original for original, _visible, _revision in now.values()]
        assert len(dates) == len(set(dates)), name
        seen = now


def _nth(series, nth):
    return series.meetings.order_by("original_date")[nth]


def _move(series, officer, nth, ahead):
    on = START + timedelta(days=ahead)
    services.move_meeting(
        _nth(series, nth), on=on, at=time(16), place="Lain", version=None, actor=officer
    )


def _change(series, officer, day):
    series.refresh_from_db()
    rule = f"FREQ=WEEKLY;BYDAY={day}"
    services.change_series(series, rrule=rule, **FACTS, version=None, actor=officer)


def _holiday(series, officer, ahead):
    services.add_holiday(
        make_region("52.07"),
        kind="public",
        name=f"Libur {ahead}",
        first=START + timedelta(days=ahead),
        actor=officer,
    )
    services.follow_holidays()


DONE = {
    "move": _move,
    "cancel": lambda series, officer, nth: services.cancel_meeting(
        _nth(series, nth), because="Hujan", actor=officer
    ),
    "merge": lambda series, officer, one, other: services.merge_meetings(
        _nth(series, one), into=_nth(series, other), actor=officer
    ),
    "add": lambda series, officer, ahead: services.add_occurrence(
        series, on=START + timedelta(days=ahead), actor=officer
    ),
    "rule": _change,
    "holiday": _holiday,
    "tick": lambda series, officer: services.make_occurrences(),
}


def _state(series):
    return {
        row.pk: (row.original_date, (row.starts_at, row.place, row.status), row.revision)
        for row in series.meetings.all()
    }
