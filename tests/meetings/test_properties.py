"""Whatever is done to meetings, calendars can follow it, and nobody is marked twice."""

import os
from datetime import timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from accounts.access import Role
from common.dates import today
from common.errors import RuleBroken
from meetings import services
from meetings.ics import calendar
from meetings.models import Attendance, Invitation, Meeting, MeetingKind, Series
from people.models import Merge, Person
from people.services import MergeClash, merge_persons, undo_merge
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_holiday, make_kind, make_member
from tests.meetings.conftest import NOON

RULES = (
    "FREQ=MONTHLY;BYDAY=+2SA",
    "FREQ=WEEKLY;BYDAY=MO,TH",
    "FREQ=DAILY;INTERVAL=35",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
)
# What the services may refuse, whenever it is asked.
REFUSED = {
    "has_second_session",
    "host_dissolved",
    "below_quorum",
    "meeting_not_held",
    "minutes_approved",
    "no_second_session",
    "required",
    "too_early",
    "too_late",
    "meeting_cancelled",
    "meeting_in_future",
    "meeting_in_past",
    "meeting_not_planned",
    "no_dates",
    "other_host",
    "same_day_meeting",
    "series_ended",
}
people, any_row, few = st.integers(0, 4), st.integers(0, 60), st.integers(0, 2)
rules, holidays = st.sampled_from(RULES), st.sampled_from(Series.OnHoliday.values)
hours = st.sampled_from([9, 15, 19])
ahead = st.integers(-3, 60)
numbers = count(1)


def codes_of(error):
    if isinstance(error, RuleBroken):
        return {error.code}
    return {one.code for faults in error.error_dict.values() for one in faults}


class Gatherings(RuleBasedStateMachine):
    """`self.seen` is what calendars know of each UID; `self.marked` who was ever marked where."""

    def __init__(self):
        super().__init__()
        self.travel = time_machine.travel(NOON, tick=False)
        self.clock = self.travel.start()
        self.undo_all = transaction.atomic()
        self.undo_all.__enter__()
        make_kind()
        make_kind("musdes", quorum_part=2, quorum_of=3, delay_hours=3, second_within_days=3)
        self.body = make_body()
        self.actor = make_user(Role.TKSK, "52.07.01")
        self.people = [make_member(self.body, f"Orang {number}") for number in range(5)]
        self.seen, self.dates, self.marked, self.chosen = {}, {}, set(), set()
        self.start_series(RULES[0], "skip", 15)

    def teardown(self):
        try:
            self.what_is_sent_says_the_same()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        finally:
            transaction.set_rollback(True)
            self.undo_all.__exit__(None, None, None)
            self.travel.stop()

    # --- What happens ----------------------------------------------------------------------------

    def attempt(self, deed, *chosen):
        """Do it; what is refused must have changed nothing (the next look compares)."""
        self.chosen = {meeting.pk for meeting in chosen}
        try:
            with transaction.atomic():
                return deed()
        except (RuleBroken, ValidationError) as error:
            if not codes_of(error) <= REFUSED:
                raise
            self.chosen = set()
            return None

    def a_meeting(self, which):
        found = list(Meeting.objects.order_by("created_at", "pk"))
        return found[which % len(found)]

    def a_series(self, which):
        found = list(Series.objects.order_by("pk"))
        return found[which % len(found)]

    def here(self):
        return today(ZoneInfo("Asia/Makassar"))

    @precondition(lambda self: Series.objects.count() < 3)
    @rule(rrule=rules, on_holiday=holidays, hour=hours)
    def start_series(self, rrule, on_holiday, hour):
        facts = {"purpose": "Pertemuan rutin", "place": "Balai Desa", "at": _at(hour)}
        self.attempt(
            lambda: services.start_series(
                self.body,
                **facts,
                rrule=rrule,
                starts_on=self.here(),
                on_holiday=on_holiday,
                actor=self.actor,
            )
        )

    @rule(which=few, rrule=rules, on_holiday=holidays, hour=hours)
    def change_series(self, which, rrule, on_holiday, hour):
        series = self.a_series(which)
        self.attempt(
            lambda: services.change_series(
                series,
                purpose="Pertemuan bulanan",
                rrule=rrule,
                starts_on=series.starts_on,
                at=_at(hour),
                place=series.place,
                on_holiday=on_holiday,
                version=series.version,
                actor=self.actor,
            )
        )

    @rule(which=few, days=ahead)
    def end_series(self, which, days):
        series = self.a_series(which)
        on = max(series.starts_on, self.here() + timedelta(days=days))
        self.attempt(lambda: services.end_series(series, on=on, actor=self.actor))

    @rule(days=ahead)
    def plan(self, days):
        self.attempt(
            lambda: services.plan_meeting(
                self.body,
                purpose="Rapat",
                on=self.here() + timedelta(days=days),
                at=_at(15),
                place="Balai Desa",
                actor=self.actor,
            )
        )

    @rule(which=any_row, days=ahead, hour=hours)
    def move(self, which, days, hour):
        meeting = self.a_meeting(which)
        facts = {"on": self.here() + timedelta(days=days), "at": _at(hour), "place": "Masjid"}
        self.attempt(
            lambda: services.move_meeting(meeting, **facts, version=None, actor=self.actor), meeting
        )

    @rule(which=any_row)
    def skip(self, which):
        meeting = self.a_meeting(which)
        self.attempt(
            lambda: services.cancel_meeting(meeting, because="Panen raya", actor=self.actor),
            meeting,
        )

    @rule(which=any_row, other=any_row)
    def merge_two(self, which, other):
        meeting, into = self.a_meeting(which), self.a_meeting(other)
        self.attempt(
            lambda: services.merge_meetings(meeting, into=into, actor=self.actor), meeting, into
        )

    @rule(which=few, days=ahead)
    def add_to_series(self, which, days):
        series, on = self.a_series(which), self.here() + timedelta(days=days)
        known = series.meetings.filter(original_date=on)
        self.attempt(lambda: services.add_occurrence(series, on=on, actor=self.actor), *known)

    @rule(days=st.integers(0, 60))
    def a_holiday_comes(self, days):
        make_holiday(self.here() + timedelta(days=days), name=f"Libur {next(numbers)}")
        Series.objects.update(must_follow=True)
        self.chosen = set()
        services.follow_holidays()

    @rule(days=st.integers(1, 30))
    def days_pass(self, days):
        self.chosen = set()
        self.clock.shift(timedelta(days=days))
        services.make_occurrences()
        services.make_occurrences()

    @rule(which=any_row, present=st.sets(people), absent=st.sets(people))
    def log(self, which, present, absent):
        begun = list(Meeting.objects.filter(starts_at__lte=timezone.now()).order_by("pk"))
        meeting = begun[which % len(begun)] if begun else self.a_meeting(which)
        came, missed = self.living(present), self.living(absent)
        done = self.attempt(
            lambda: services.log_meeting(
                meeting, present_ids=came, absent_ids=missed, version=None, actor=self.actor
            ),
            meeting,
        )
        if done is not None:
            self.marked |= {(meeting.pk, person) for person in came | missed}

    @precondition(lambda self: Meeting.objects.filter(kind="musdes").count() < 3)
    @rule(days=ahead)
    def call_an_assembly(self, days):
        """Plan one that needs a quorum, of these five, with a host that is the village itself."""
        on = self.here() + timedelta(days=days)
        meeting = self.attempt(
            lambda: services.plan_meeting(
                self.body.region,
                kind=MeetingKind.objects.get(pk="musdes"),
                purpose="Musdes",
                on=on,
                at=_at(9),
                place="Balai Desa",
                actor=self.actor,
            )
        )
        for person in self.living(range(5)) if meeting else ():
            Invitation.objects.create(meeting=meeting, person_id=person)

    @rule(which=any_row, days=st.integers(-1, 4))
    def meet_again(self, which, days):
        assemblies = list(Meeting.objects.filter(kind="musdes").order_by("created_at", "pk"))
        if not assemblies:
            return
        first = assemblies[which % len(assemblies)]
        facts = {"on": first.on + timedelta(days=days), "at": _at(9), "place": first.place}
        self.attempt(lambda: services.hold_second_session(first, **facts, actor=self.actor), first)

    @rule(which=any_row)
    def approve(self, which):
        meeting = self.a_meeting(which)
        self.attempt(
            lambda: services.approve_minutes(meeting, on_paper="Ibu Ketua", actor=self.actor),
            meeting,
        )

    @rule(which=any_row, present=st.sets(people))
    def mark(self, which, present):
        meeting, came = self.a_meeting(which), self.living(present)
        done = self.attempt(
            lambda: services.mark_attendance(meeting, present_ids=came, actor=self.actor), meeting
        )
        if done is not None:
            self.marked |= {(meeting.pk, person) for person in came}

    @rule(one=people, other=people)
    def merge_persons(self, one, other):
        self.chosen = set()
        stays, goes = (self.survivor(self.people[which].pk) for which in (one, other))
        if stays == goes:
            return
        pair = Person.objects.in_bulk([stays, goes])
        try:
            merge_persons(pair[stays], pair[goes], actor=self.actor)
        except MergeClash as clash:
            said = {each.key: "stays" for each in clash.clashes}
            merge_persons(pair[stays], pair[goes], keep=said, actor=self.actor)

    @precondition(lambda self: Merge.objects.standing().exists())
    @rule()
    def undo_last_merge(self):
        self.chosen = set()
        undo_merge(Merge.objects.standing().order_by("-pk")[0], actor=self.actor)

    # --- What always holds -----------------------------------------------------------------------

    @invariant()
    def calendars_can_follow(self):
        """No UID vanishes; SEQUENCE rises with whatever a calendar shows, and never falls."""
        now = {}
        for meeting in Meeting.objects.all():
            shown = (meeting.starts_at, meeting.place, meeting.is_cancelled)
            now[meeting.pk] = (meeting.revision, shown, meeting.by_hand or meeting.is_held)
        assert self.seen.keys() <= now.keys()
        for uid, (revision, shown, by_hand) in self.seen.items():
            newer, shows, _by_hand = now[uid]
            assert newer >= revision
            if shows != shown:
                assert newer > revision
                # What somebody decided, no series and no holiday decides anew.
                assert not by_hand or uid in self.chosen
        self.seen = now

    @invariant()
    def each_date_of_a_series_keeps_its_meeting(self):
        made = Meeting.objects.exclude(series=None)
        found = {
            (series, on): pk for pk, series, on in made.values_list("pk", "series", "original_date")
        }
        assert self.dates.items() <= found.items()
        self.dates = found

    @invariant()
    def merged_meetings_are_cancelled(self):
        assert not Meeting.objects.exclude(merged_into=None).exclude(status="cancelled").exists()

    @invariant()
    def second_sessions_follow_one_that_was_given_up(self):
        """A first session without its quorum is never held; a second one says if it had none."""
        seconds = Meeting.objects.exclude(second_session_of=None)
        assert not seconds.exclude(second_session_of__status="cancelled").exists()
        assert not Meeting.objects.filter(without_quorum=True, second_session_of=None).exists()

    @invariant()
    def nobody_is_marked_twice(self):
        """Whoever was marked is marked once, under the name that stands, and nobody else is."""
        there = list(Attendance.objects.values_list("meeting", "person"))
        assert len(there) == len(set(there))
        assert set(there) == {(meeting, self.survivor(pk)) for meeting, pk in self.marked}

    def what_is_sent_says_the_same(self):
        """Read the calendar by another's parser, as a phone would get it."""
        meetings = list(Meeting.objects.order_by("pk"))
        whole = vobject.readOne(calendar(meetings, name="Pertemuan").decode())
        told = {
            event.uid.value: (int(event.sequence.value), event.status.value)
            for event in whole.contents.get("vevent", [])
        }
        assert told == {
            f"{one.pk}@wksbm": (one.revision, "CANCELLED" if one.is_cancelled else "CONFIRMED")
            for one in meetings
        }

    # --- Who stands for whom ---------------------------------------------------------------------

    def survivor(self, pk):
        into = dict(Person.objects.values_list("pk", "merged_into"))
        while into[pk] is not None:
            pk = into[pk]
        return pk

    def living(self, which):
        return {self.survivor(self.people[one].pk) for one in which}


def _at(hour):
    return NOON.time().replace(hour=hour)


@pytest.mark.thorough
@pytest.mark.django_db
def test_any_sequence_of_plans_and_changes_can_be_followed():
    run(
        Gatherings,
        settings=settings(
            max_examples=int(os.environ.get("MEETING_EXAMPLES", "6")),
            stateful_step_count=24,
            deadline=None,
            phases=[Phase.generate],  # shrinking takes minutes; the steps are told as they are
            suppress_health_check=list(HealthCheck),
        ),
    )
