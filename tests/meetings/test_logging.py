"""Single meetings and their logs: what services refuse, write and merge."""

import uuid
from contextlib import nullcontext
from datetime import date, time
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.access import Role
from common.dates import term
from common.errors import NotAllowed, RuleBroken, StaleVersion
from meetings import services
from meetings.exports import MEETINGS
from meetings.models import Attendance, Meeting, circle_of
from meetings.rules import still_to_come
from people.models import Person, Presence
from tests.factories.accounts import make_grant, make_user
from tests.factories.meetings import (
    make_body,
    make_held_meeting,
    make_meeting,
    make_member,
    make_series,
    mark,
)
from tests.factories.regions import make_region, make_village
from wksbm.models import Seat, Wksbm

pytestmark = pytest.mark.usefixtures("noon")
YESTERDAY, TODAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)


@pytest.fixture
def body(db):
    return make_body()


@pytest.fixture
def coordinator(body):
    return make_user(Role.VILLAGE_COORDINATOR, body.region)


def plan(body, actor, **overrides):
    facts = {"purpose": "Rapat", "on": TOMORROW, "at": time(15), "place": "Balai Desa"}
    return services.plan_meeting(body, **(facts | overrides), actor=actor)


def log(meeting, actor, **overrides):
    facts = {"present_ids": [], "version": meeting.version}
    return services.log_meeting(meeting, **(facts | overrides), actor=actor)


def log_new(body, actor, **overrides):
    facts = {
        "purpose": "Kerja bakti",
        "on": TODAY,
        "at": time(8),
        "place": "Lapangan",
        "present_ids": [],
    }
    return services.log_new_meeting(body, **(facts | overrides), actor=actor)


def marks_of(meeting):
    return dict(meeting.attendances.values_list("person__name", "present"))


# --- Planned, moved, cancelled -------------------------------------------------------------------


def test_plan_meeting_under_the_phones_id(body, coordinator):
    new = uuid.uuid4()

    meeting = plan(body, coordinator, id=new)

    meeting.refresh_from_db()
    assert (meeting.pk, meeting.status, meeting.region_id) == (new, "planned", body.region_id)
    assert meeting.starts_at.isoformat() == "2026-11-22T07:00:00+00:00"


def test_plan_meeting_refuses_the_past_and_the_same_day(body, coordinator):
    there = make_meeting(body, on=TOMORROW)

    with pytest.raises(RuleBroken) as past:
        plan(body, coordinator, on=YESTERDAY)
    with pytest.raises(services.SameDay) as same:
        plan(body, coordinator)

    assert past.value.code == "meeting_in_past"
    assert (same.value.code, same.value.meeting) == ("same_day_meeting", there)
    assert plan(body, coordinator, second=True).on == TOMORROW


def test_a_cancelled_meeting_leaves_its_day_free(body, coordinator):
    services.cancel_meeting(make_meeting(body, on=TOMORROW), because="Hujan", actor=coordinator)

    assert plan(body, coordinator).on == TOMORROW


@pytest.mark.parametrize("on", [date(1, 1, 1), date(9999, 12, 31)])
def test_days_beyond_any_calendar_are_refused(body, coordinator, on):
    meeting = make_meeting(body, on=YESTERDAY)

    for attempt in (
        lambda: plan(body, coordinator, on=on),
        lambda: log_new(body, coordinator, on=on),
        lambda: log(meeting, coordinator, on=on),
    ):
        with pytest.raises(ValidationError, match="terlalu jauh"):
            attempt()


def test_another_villages_id_is_neither_overwritten_nor_betrayed(body, coordinator):
    neighbour = make_body(make_village("52.07.02.2014"))
    theirs = make_meeting(neighbour, purpose="Rahasia", on=TOMORROW)
    mine = make_meeting(body, on=date(2026, 12, 24))

    for there in (theirs, mine):
        for attempt in (plan, log_new):
            with pytest.raises(RuleBroken) as refused:
                attempt(body, coordinator, id=there.pk)
            assert (refused.value.code, refused.value.message) == (
                "id_taken",
                "Catatan ini sudah pernah dikirim.",
            )

    theirs.refresh_from_db()
    assert (theirs.purpose, theirs.wksbm_id, theirs.status) == ("Rahasia", neighbour.pk, "planned")


def test_move_meeting_is_a_new_revision_in_local_time(db):
    body = make_body(make_village("91.03.01.1001"))
    actor = make_user(Role.VILLAGE_COORDINATOR, body.region)
    meeting = make_meeting(body)

    services.move_meeting(meeting, on=TOMORROW, at=time(6), place="Gereja", version=1, actor=actor)

    meeting.refresh_from_db()
    assert meeting.starts_at.isoformat() == "2026-11-21T21:00:00+00:00"
    assert (meeting.revision, meeting.version, meeting.by_hand) == (1, 2, True)


def test_what_is_not_planned_is_neither_moved_nor_cancelled(body, coordinator):
    held = make_held_meeting(body, logged_by=coordinator)
    cancelled = make_meeting(body, status="cancelled", cancelled_because="Hujan")

    for meeting in (held, cancelled):
        with pytest.raises(RuleBroken) as moving:
            services.move_meeting(
                meeting, on=TOMORROW, at=time(9), place="X", version=1, actor=coordinator
            )
        with pytest.raises(RuleBroken) as cancelling:
            services.cancel_meeting(meeting, because="Lain", actor=coordinator)
        assert {moving.value.code, cancelling.value.code} == {"meeting_not_planned"}


def test_cancel_meeting_must_say_why(body, coordinator):
    meeting = make_meeting(body)

    with pytest.raises(ValidationError, match="Tulis alasan pembatalannya"):
        services.cancel_meeting(meeting, because="", actor=coordinator)


def test_change_meeting_is_a_revision_only_where_the_place_changes(body, coordinator):
    meeting = make_meeting(body)

    services.change_meeting(
        meeting, purpose="Arisan", place=meeting.place, version=1, actor=coordinator
    )
    words = meeting.revision
    services.change_meeting(meeting, purpose="Arisan", place="Masjid", version=2, actor=coordinator)

    assert (words, meeting.revision) == (0, 1)


# --- Logged --------------------------------------------------------------------------------------


def test_log_meeting_and_correct_it(body, coordinator):
    ani, budi, citra = (make_member(body, name) for name in ("Ani", "Budi", "Citra"))
    meeting = make_meeting(body, on=YESTERDAY)

    log(meeting, coordinator, present_ids=[ani.pk], absent_ids=[budi.pk], decided="Iuran", guests=2)
    log(meeting, coordinator, present_ids=[budi.pk, citra.pk], decided="Iuran naik")

    meeting.refresh_from_db()
    assert marks_of(meeting) == {"Ani": True, "Budi": True, "Citra": True}
    assert (meeting.status, meeting.decided, meeting.guests) == ("held", "Iuran naik", 2)
    assert (meeting.logged_by, meeting.logged_as, meeting.version) == (coordinator, "", 3)
    assert meeting.revision == 0


def test_marks_of_two_phones_merge_per_person(body, coordinator):
    ani, budi, citra = (make_member(body, name) for name in ("Ani", "Budi", "Citra"))
    meeting = make_meeting(body, on=YESTERDAY)

    services.mark_attendance(meeting, present_ids=[ani.pk], absent_ids=[budi.pk], actor=coordinator)
    services.mark_attendance(
        meeting, present_ids=[citra.pk, ani.pk], absent_ids=[ani.pk], actor=coordinator
    )

    assert marks_of(meeting) == {"Ani": True, "Budi": False, "Citra": True}
    assert log(meeting, coordinator, decided="Iuran").decided == "Iuran"  # not stale by the marks


def test_a_stale_log_changes_nothing(body, coordinator):
    ani = make_member(body, "Ani")
    meeting = make_meeting(body, on=YESTERDAY)
    other = Meeting.objects.get(pk=meeting.pk)
    log(meeting, coordinator, decided="Pertama")

    with pytest.raises(StaleVersion):
        log(other, coordinator, decided="Kedua", present_ids=[ani.pk])

    meeting.refresh_from_db()
    assert meeting.decided == "Pertama"
    assert not meeting.attendances.exists()


def test_a_meeting_is_not_logged_before_its_day(body, coordinator):
    with pytest.raises(ValidationError) as tomorrow:
        log_new(body, coordinator, on=TOMORROW)
    with pytest.raises(ValidationError) as planned:
        log(make_meeting(body, on=TOMORROW), coordinator)

    words = "Tanggal pertemuan tidak boleh setelah hari ini (Sabtu, 21 November 2026)."
    assert tomorrow.value.message_dict == planned.value.message_dict == {"on": [words]}
    assert tomorrow.value.error_dict["on"][0].code == "meeting_in_future"
    assert Meeting.objects.held().count() == 0


def test_a_meeting_that_began_before_its_hour_can_be_logged(body, coordinator):
    log_new(body, coordinator, on=TODAY, at=time(23, 59))

    assert Meeting.objects.held().count() == 1


@pytest.mark.parametrize(
    ("instant", "on", "logged"),
    [
        ("2026-11-21T21:30:00Z", date(2026, 11, 22), True),  # 06:30 there, Saturday in UTC
        ("2026-11-21T14:55:00Z", date(2026, 11, 22), False),  # 23:55 there, the day before
        ("2026-11-21T15:05:00Z", date(2026, 11, 22), True),  # 00:05 there
    ],
)
def test_the_day_is_told_by_the_clock_in_jayapura(db, instant, on, logged):
    body = make_body(make_village("91.03.01.1001"))
    with time_machine.travel(instant, tick=False):
        actor = make_user(Role.VILLAGE_COORDINATOR, body.region)
        with nullcontext() if logged else pytest.raises(ValidationError):
            log_new(body, actor, on=on, at=time(6))

    assert Meeting.objects.held().exists() is logged


def test_a_cancelled_meeting_is_not_logged(body, coordinator):
    meeting = make_meeting(body, on=YESTERDAY, status="cancelled", cancelled_because="Hujan")

    with pytest.raises(RuleBroken) as refused:
        log(meeting, coordinator)

    assert refused.value.code == "meeting_cancelled"


def test_log_takes_the_day_and_place_where_it_was_otherwise_than_planned(body, coordinator):
    meeting = make_meeting(body, on=TODAY, at=time(15))

    log(meeting, coordinator, on=YESTERDAY, at=time(0), place="Masjid")

    meeting.refresh_from_db()
    assert (meeting.on, meeting.at, meeting.place) == (YESTERDAY, time(0), "Masjid")
    assert meeting.starts_at.isoformat() == "2026-11-19T16:00:00+00:00"


@pytest.mark.parametrize(
    ("role", "place", "shown"),
    [
        (Role.VILLAGE_COORDINATOR, "52.07.01.2001", ""),
        (Role.VILLAGE_SECRETARY, "52.07.01.2001", ""),
        (Role.VILLAGE_TREASURER, "52.07.01.2001", ""),
        (Role.TKSK, "52.07.01", "TKSK"),
        (Role.DISTRICT_OFFICER, "52.07", "Petugas Dinas Sosial"),
    ],
)
def test_who_logs_on_behalf_is_shown_as_such(body, role, place, shown):
    actor = make_user(role, make_region(place))

    meeting = log_new(body, actor)

    assert meeting.logged_as == shown


def test_a_tksk_who_is_also_the_secretary_logs_as_the_village(body):
    actor = make_user(Role.TKSK, make_region("52.07.01"))
    make_grant(actor, Role.VILLAGE_SECRETARY, body.region)

    assert log_new(body, actor).logged_as == ""


@pytest.mark.parametrize("role", [Role.PKK_LEADER, Role.AUDITOR, Role.DISTRICT_APPROVER])
def test_readers_log_nothing(body, role):
    actor = make_user(role, body.region)

    with pytest.raises(NotAllowed):
        log_new(body, actor)


def test_people_from_elsewhere_cannot_be_marked(body, coordinator):
    neighbour = make_member(make_body(make_village("52.07.02.2014")), "Tetangga")
    officer = make_user(Role.DISTRICT_OFFICER, make_region("52.07"))

    for actor in (coordinator, officer):  # the officer sees the person, but not in this village
        with pytest.raises(ValidationError) as refused:
            log_new(body, actor, present_ids=[neighbour.pk], second=True)
        assert refused.value.error_dict["present_ids"][0].code == "unknown_person"

    assert not Attendance.objects.exists()


def test_a_villager_who_is_no_member_can_be_marked(body, coordinator):
    guest = Person.objects.create(name="Warga")
    Presence.objects.create(person=guest, region=body.region)

    meeting = log_new(body, coordinator, present_ids=[guest.pk])

    assert marks_of(meeting) == {"Warga": True}


def test_logging_25_people_takes_as_many_queries_as_one(body, coordinator):
    people = [make_member(body, f"Warga {number}").pk for number in range(25)]
    log_new(body, coordinator)  # the grants are read once
    counts = []
    for present in (people[:1], people):
        with CaptureQueriesContext(connection) as queries:
            log_new(body, coordinator, present_ids=present, second=True)
        counts.append(len(queries))

    assert counts == [9, 9]


@pytest.mark.django_db(transaction=True)
def test_two_phones_at_once_make_one_meeting_of_a_day():
    body = make_body()
    actor = make_user(Role.VILLAGE_COORDINATOR, body.region)
    together = Barrier(2)
    answers = []

    def send():
        mine = Wksbm.objects.get(pk=body.pk)
        together.wait()
        try:
            answers.append(log_new(mine, actor).status)
        except RuleBroken as refused:
            answers.append(refused.code)
        connection.close()

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(answers) == ["held", "same_day_meeting"]
    assert body.meetings.count() == 1


# --- Questions about many ------------------------------------------------------------------------


def test_invited_are_board_and_members_on_the_day_once_each(body):
    both = make_member(body, "Ani")
    former = make_member(body, "Budi", until=date(2026, 10, 31))
    chair = Person.objects.create(name="Citra")
    make_member(make_body(body.region), "Tetangga")
    for holder, post in ((both, "secretary"), (chair, "chair")):
        Seat.objects.create(
            wksbm=body, region=body.region, holder=holder, post=post, term=term(TOMORROW, None)
        )

    def names(on):
        return [person.name for person in circle_of(body, "all", on)]

    assert names(date(2026, 10, 31)) == ["Ani", former.name]
    assert names(TODAY) == ["Ani"]
    assert names(TOMORROW) == ["Ani", "Citra"]


def test_the_years_counts_include_what_is_still_to_be_made(body, coordinator):
    series = make_series(body, rrule="FREQ=MONTHLY;BYMONTHDAY=10", made_until=date(2026, 4, 30))
    make_held_meeting(body, logged_by=coordinator, on=date(2026, 1, 10))
    make_meeting(body, on=date(2026, 2, 10))
    make_meeting(body, on=date(2026, 3, 10), status="cancelled", cancelled_because="Hujan")
    make_held_meeting(body, logged_by=coordinator, on=date(2025, 12, 10))

    counts = body.meetings.in_year(2026).tally()

    assert counts == {"held": 1, "total": 2}
    assert still_to_come([series], 2026) == 8  # May to December


@pytest.mark.parametrize(
    ("made_until", "ended_on", "number"),
    [
        (None, None, 10),  # from its beginning in March: what the next making will make
        (None, date(2026, 5, 31), 3),
        (date(2025, 12, 1), None, 10),
        (date(2026, 10, 9), None, 3),
        (date(2026, 10, 10), None, 2),
        (date(2027, 1, 31), None, 0),
    ],
)
def test_the_years_rest_is_what_making_would_make(body, made_until, ended_on, number):
    series = make_series(
        body,
        starts_on=date(2026, 3, 1),
        rrule="FREQ=MONTHLY;BYMONTHDAY=10",
        made_until=made_until,
        ended_on=ended_on,
    )

    assert still_to_come([series], 2026) == number

    services.make_occurrences(until=date(2026, 12, 31))

    assert series.meetings.in_year(2026).count() == number


def test_counts_of_a_list(body, coordinator):
    meeting = make_held_meeting(body, logged_by=coordinator)
    empty = make_meeting(body)
    mark(meeting, make_member(body, "Ani"), make_member(body, "Budi"))
    mark(meeting, make_member(body, "Citra"), present=False)
    meeting.attendances.create(name="Pak Camat", present=True)

    counted = {row.pk: (row.came, row.marked) for row in Meeting.objects.with_counts()}

    assert counted == {meeting.pk: (2, 3), empty.pk: (0, 0)}


def test_the_sheet_counts_guests_apart_named_or_not(body, coordinator):
    meeting = make_held_meeting(body, logged_by=coordinator, guests=3)
    mark(meeting, make_member(body, "Ani"))
    meeting.attendances.create(name="Pak Camat", present=True)

    wanted = [one.source for one in MEETINGS.columns if one.label in ("Hadir", "Jumlah tamu")]

    assert list(Meeting.objects.values_list(*wanted)) == [(1, 4)]
