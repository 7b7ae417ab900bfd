"""Each rule: whom it tells, when, and what ends it. And that a new one is a line in a table."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.access import Role
from meetings.models import Meeting
from notifications.models import Delivery, RulePlan
from notifications.rules import RULES, Rule, Step, Told, step_ahead, step_code, step_words
from notifications.services import describe, load_rules, plan, send_due
from tests.factories.accounts import make_user
from tests.factories.jobs import kind_of_work, make_job
from tests.factories.meetings import make_body, make_held_meeting
from tests.factories.notifications import (
    STARTS_AT,
    Provider,
    hours,
    make_delivery,
    make_plan,
    make_quiet,
    make_reminded,
    move,
)
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.volunteers import (
    make_appointment,
    make_assignment,
    make_duty,
    make_pillar,
    make_qualification,
    make_qualification_kind,
)
from tests.factories.wksbm import make_change, make_decree, make_seat

pytestmark = pytest.mark.django_db

WITA = timedelta(hours=8)


def days(number):
    return timedelta(days=number)


def at(day, hour=9):
    """Return the instant of an hour in Sumbawa Barat (WITA)."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - WITA


def rows(rule):
    return [
        (row.step, row.person.name, row.state)
        for row in Delivery.objects.filter(rule=rule).order_by("due_at", "person__name")
    ]


def serve(role, place, name):
    """Return a user of the role who is a person too."""
    user = make_user(role, place)
    return make_person(name, at=place, user=user)


def texts(rule):
    """Return what each message of the rule would say now, by the person's name."""
    found = Delivery.objects.filter(rule=rule).select_related("person", "region")
    return {
        line.delivery.person.name: line.subject.text(line.delivery.person)
        for line in describe(list(found))
    }


def test_steps_have_names_that_say_how_far_ahead_they_are():
    cases = {
        "7_days": (days(7), "7 hari sebelumnya"),
        "1_day": (days(1), "Sehari sebelumnya"),
        "36_hours": (hours(36), "36 jam sebelumnya"),
        "90_minutes": (timedelta(minutes=90), "90 menit sebelumnya"),
        "at_once": (days(0), "Segera"),
        "3_days_after": (days(-3), "3 hari sesudahnya"),
    }
    found = {
        step_code(Step(ahead)): (ahead, step_words(step_code(Step(ahead))))
        for ahead, _ in cases.values()
    }

    assert found == cases
    assert {code: step_ahead(code) for code in cases} == {c: a for c, (a, _) in cases.items()}


def test_the_nation_s_plans_are_loaded_once_and_follow_the_release(monkeypatch):
    RulePlan.objects.all().delete()
    village = make_village()
    own = make_plan("meeting_ahead", region=village, steps=[days(2)])

    assert [load_rules(), load_rules()] == [len(RULES) - 1, 0]  # a digest has no steps
    newer = replace(RULES["meeting_ahead"], steps=[Step(days(5))])
    monkeypatch.setitem(RULES, "meeting_ahead", newer)
    assert load_rules() == 1

    nation = RulePlan.objects.get(rule="meeting_ahead", region=None)
    assert [step.code for step in nation.steps.all()] == ["5_days"]
    assert [step.code for step in own.steps.all()] == ["2_days"]


def test_a_new_rule_is_a_line_in_the_table(monkeypatch):
    """A birthday, say: one SELECT, the words for it, and the nation's plan."""
    village = make_village()
    make_person("Ibu Rahma", at=village, village=village, birth_date=date(1980, 11, 28))
    rule = Rule(
        name="birthday",
        label="Ulang tahun",
        select="""
            SELECT r.code AS region_id, 'birthday' AS rule,
                   'birthday:' || p.id || ':2026' AS occasion,
                   steps.step, p.id AS person_id, steps.due_at, steps.not_after
              FROM people_person AS p
              JOIN regions_region AS r ON r.code = p.village_id
             CROSS JOIN LATERAL notifications_day_steps(
                       'birthday', r.code, NULL, r.time_zone, DATE '2026-11-28') AS steps
             WHERE p.birth_date IS NOT NULL AND steps.not_after > %(now)s
               AND (%(subjects)s::bigint[] IS NULL OR p.id = ANY (%(subjects)s::bigint[]))
        """,
        steps=[Step(days(0), at=datetime(2026, 1, 1, 9, tzinfo=UTC).time())],
        subject_key=lambda occasion: occasion.split(":")[1],
        subjects=lambda occasions: dict.fromkeys(
            occasions, Told(lambda: ("Selamat ulang tahun", "Semoga sehat selalu.", ""))
        ),
        audience="berulang tahun",
        left="Bukan hari ulang tahunnya.",
    )
    monkeypatch.setitem(RULES, "birthday", rule)
    load_rules()
    morning = at(date(2026, 11, 28))

    plan(now=morning - hours(3))
    provider = Provider()
    assert send_due(now=morning, ladder=[provider])["sent"] == 1

    [sent] = Delivery.objects.all()
    assert (sent.step, sent.due_at, sent.subject) == ("on_the_day", morning, "Selamat ulang tahun")
    assert sent.body == "Yth. Ibu/Bapak Ibu Rahma,\n\nSemoga sehat selalu."


def test_a_group_s_own_steps_hold_for_it_and_the_district_s_for_the_others():
    meeting, _people = make_reminded()
    other, _people = make_reminded()
    far, _people = make_reminded(village=make_village("51.01.01.2001"))
    make_plan(region=meeting.region.parent, steps=[days(3)])
    make_plan(region=meeting.region, wksbm=meeting.wksbm, steps=[days(5), hours(1)])

    plan(now=STARTS_AT - days(5) - hours(30))
    plan(now=STARTS_AT - hours(30))

    found = {
        one: sorted(
            Delivery.objects.filter(occasion__contains=str(one.pk)).values_list("step", flat=True)
        )
        for one in (meeting, other, far)
    }
    assert found == {
        meeting: ["1_hour", "5_days"],
        other: ["3_days"],
        far: ["1_day", "2_hours", "7_days"],
    }


# --- Meetings -------------------------------------------------------------------------------------


def soon(number):
    """Return an instant on the hour, so far from now on: a change is dated by the real clock."""
    return timezone.now().replace(minute=0, second=0, microsecond=0) + number


def test_who_was_told_or_is_invited_to_a_near_meeting_hears_that_it_changed():
    make_plan("meeting_changed")
    told, [person] = make_reminded()
    untold, _people = make_reminded()
    near, [neighbour] = make_reminded()
    for meeting, ahead in ((told, days(20)), (untold, days(20)), (near, days(6))):
        move(meeting, soon(ahead))
    first = make_delivery(told, person, state="sent", sent_at=timezone.now())
    assert first.occasion.endswith(":1")
    for meeting in (told, untold, near):
        move(meeting, meeting.starts_at + hours(2))

    plan(now=timezone.now())

    assert {name for _step, name, _state in rows("meeting_changed")} == {
        person.name,
        neighbour.name,
    }
    text = texts("meeting_changed")[person.name]
    assert text.subject.startswith("Perubahan: Pertemuan rutin, sekarang ")

    Meeting.objects.filter(pk=told.pk).update(
        status="cancelled", cancelled_because="Hujan", revision=3
    )
    plan(now=timezone.now())
    states = {
        row.occasion[-1]: row.state
        for row in Delivery.objects.filter(rule="meeting_changed", person=person)
    }
    assert states == {"2": "withdrawn", "3": "planned"}
    assert "Alasan: Hujan" in texts("meeting_changed")[person.name].body


def test_a_change_waits_for_the_morning_unless_the_meeting_is_within_six_hours():
    make_plan("meeting_changed")
    near, [first] = make_reminded()
    later, [second] = make_reminded()
    move(near, soon(hours(4)))
    move(later, soon(hours(30)))
    now = timezone.now()
    there = now.astimezone(near.region.tz)
    make_quiet_around(there)

    plan(now=now)

    due = {row.person: row.due_at for row in Delivery.objects.filter(rule="meeting_changed")}
    assert due[first] <= timezone.now()
    assert due[second] > now + timedelta(minutes=50)
    send_due(now=now + timedelta(minutes=10), ladder=[Provider()])
    assert rows("meeting_changed") == [
        ("at_once", first.name, "sent"),
        ("at_once", second.name, "planned"),
    ]


def make_quiet_around(wall):
    since = (wall - hours(1)).strftime("%H.%M")
    make_quiet("Sekarang", since, (wall + hours(1)).strftime("%H.%M"))


def test_a_meeting_that_nobody_logged_is_asked_for_after_three_days():
    make_plan("minutes_missing")
    meeting, _members = make_reminded()
    secretary = make_seat(wksbm=meeting.wksbm, post="secretary").holder
    make_seat(wksbm=meeting.wksbm, post="treasurer")
    serve(Role.VILLAGE_COORDINATOR, meeting.region, "Koordinator")
    due = at(date(2026, 12, 1))

    plan(now=STARTS_AT + hours(24))

    found = Delivery.objects.filter(rule="minutes_missing")
    assert {(d.step, d.person.name, d.due_at, d.not_after) for d in found} == {
        ("3_days_after", secretary.name, due, due + days(7)),
        ("3_days_after", "Koordinator", due, due + days(7)),
    }
    Meeting.objects.filter(pk=meeting.pk).update(
        status="held", logged_by=make_user(), logged_at=STARTS_AT
    )
    plan(now=due - hours(1))
    assert {(d.state, d.reason) for d in found.all()} == {("withdrawn", "Pertemuan sudah dicatat.")}


# --- Decrees and boards ---------------------------------------------------------------------------

ENDS = date(2026, 12, 31)


def test_a_decree_that_ends_is_announced_by_the_newest_step_alone_and_once():
    make_plan("decree_lapsing")
    body, second = make_body(), make_body()
    decree = make_decree(bodies=[body, second], effective_from=date(2026, 1, 1), valid_until=ENDS)
    chair = make_seat(wksbm=body).holder
    make_seat(wksbm=second, holder=chair)

    for ahead in (100, 89, 45, 44, 20):  # a run that stood still in between
        plan(now=at(ENDS - days(ahead), 12))
        send_due(now=at(ENDS - days(ahead), 13), ladder=[Provider()])
    assert rows("decree_lapsing") == [
        ("90_days", chair.name, "sent"),
        ("60_days", chair.name, "sent"),
        ("30_days", chair.name, "sent"),
    ]
    for late in (1, 20, 40):
        plan(now=at(ENDS + days(late), 12))
        send_due(now=at(ENDS + days(late), 13), ladder=[Provider()])
    assert rows("decree_lapsing")[3:] == [("1_day_after", chair.name, "sent")]
    assert texts("decree_lapsing")[chair.name].subject == (
        f"SK {decree.number} berlaku sampai 31 Desember 2026"
    )


def test_a_decree_with_a_successor_or_revoked_is_not_announced():
    make_plan("decree_lapsing")
    body, second = make_body(), make_body(make_village("52.07.02.2014"))
    older = make_decree(bodies=[body], valid_until=ENDS)
    revoked = make_decree(bodies=[second], valid_until=ENDS)
    make_seat(wksbm=body)
    make_seat(wksbm=second)
    now = at(ENDS - days(60), 10)
    plan(now=now)
    assert len(rows("decree_lapsing")) == 2

    make_decree(bodies=[body], effective_from=date(2026, 10, 1), valid_until=date(2028, 1, 1))
    newer = make_decree(bodies=[make_body(make_village("52.07.02.2014"))], valid_until=ENDS)
    make_change(newer, revoked, effective_on=date(2026, 11, 1))
    plan(now=now)

    found = Delivery.objects.filter(rule="decree_lapsing").order_by("pk")
    assert [(d.occasion.split(":")[1], d.state, d.reason) for d in found] == [
        (str(older.pk), "withdrawn", "Sudah ada SK penggantinya, atau ia bukan lagi pengurusnya."),
        (str(revoked.pk), "withdrawn", "SK ini sudah dicabut atau digantikan."),
    ]


def test_a_post_that_stays_vacant_for_thirty_days_is_announced_until_it_is_filled():
    make_plan("seat_vacant")
    body = make_body()
    make_seat(wksbm=body, post="secretary", until=date(2026, 10, 31))
    chair = make_seat(wksbm=body, post="chair").holder

    plan(now=at(date(2026, 11, 20)))
    assert rows("seat_vacant") == []
    plan(now=at(date(2026, 12, 1)))
    assert rows("seat_vacant") == [("30_days_after", chair.name, "planned")]
    assert texts("seat_vacant")[chair.name].subject == (
        f"Sekretaris {body.name} kosong sejak 1 November 2026"
    )

    make_seat(wksbm=body, post="secretary", since=date(2026, 11, 30))
    plan(now=at(date(2026, 12, 1)))
    [row] = Delivery.objects.filter(rule="seat_vacant")
    assert (row.state, row.reason) == ("withdrawn", "Jabatan ini sudah terisi.")


# --- Volunteers -----------------------------------------------------------------------------------


def test_a_volunteer_hears_that_an_appointment_or_a_qualification_ends():
    make_plan("appointment_lapsing")
    make_plan("qualification_lapsing")
    by_decree = make_appointment(
        decree=make_decree(kind="appointment", valid_until=ENDS), until=date(2027, 12, 31)
    )
    renewed = make_appointment(until=ENDS)
    make_appointment(person=renewed.person, since=date(2027, 1, 1))
    held = make_qualification(until=ENDS)
    kind = make_qualification_kind()
    again = make_qualification(kind=kind, until=ENDS)
    make_qualification(kind=kind, person=again.person, since=date(2026, 6, 1))

    for ahead in (61, 31, 8):
        plan(now=at(ENDS - days(ahead), 12))

    for rule, person in (
        ("appointment_lapsing", by_decree.person),
        ("qualification_lapsing", held.person),
    ):
        steps = [(step, name) for step, name, _state in rows(rule)]
        assert steps == [(step, person.name) for step in ("60_days", "30_days", "7_days")]
    assert "sampai 31 Desember 2026" in texts("appointment_lapsing")[by_decree.person.name].subject


def test_a_place_may_tell_its_keepers_of_what_ends():
    place = make_village()
    make_plan("appointment_lapsing")
    make_plan("appointment_lapsing", region=place, audience=["tksk"])
    make_appointment(until=ENDS)
    tksk = make_appointment(pillar=make_pillar("tksk"), area=place.parent).person

    plan(now=at(ENDS - days(60), 8))

    assert rows("appointment_lapsing") == [("60_days", tksk.name, "planned")]


def test_a_duty_is_announced_when_offered_and_before_it_begins():
    make_plan("duty_offered")
    make_plan("duty_ahead")
    begins = soon(days(3))
    offer = make_assignment(duty=make_duty(starts_at=begins))
    taken = make_assignment(duty=make_duty(starts_at=begins), status="accepted")
    off = make_duty(starts_at=begins, cancelled_at=timezone.now(), cancelled_because="Hujan")
    make_assignment(duty=off)

    plan(now=begins - hours(30))

    assert rows("duty_offered") == [("at_once", offer.person.name, "planned")]
    assert rows("duty_ahead") == [
        ("1_day", taken.person.name, "planned"),
        ("2_hours", taken.person.name, "planned"),
    ]
    assert texts("duty_offered")[offer.person.name].body.endswith("bersedia atau tidak bisa.")
    offer.status = "declined"
    offer.save()
    plan(now=begins - hours(30))
    [row] = Delivery.objects.filter(rule="duty_offered")
    assert (row.state, row.reason) == ("withdrawn", "Keadaannya sekarang: Tidak bisa.")


# --- Overseers and long work ----------------------------------------------------------------------


def test_a_village_that_stopped_meeting_is_told_to_its_tksk_and_a_month_later_to_the_agency():
    make_plan("silent_village")
    body = make_body()
    meeting = make_held_meeting(body, logged_by=make_user(), on=date(2026, 8, 1))
    serve(Role.TKSK, body.region.parent, "TKSK")
    serve(Role.DISTRICT_OFFICER, body.region.parent.parent, "Petugas")
    serve(Role.TKSK, make_village("52.07.02.2014").parent, "TKSK tetangga")

    for late in (60, 89, 119):
        plan(now=at(meeting.on + days(late), 12))

    assert rows("silent_village") == [
        ("90_days_after", "TKSK", "planned"),
        ("120_days_after", "Petugas", "planned"),
    ]
    assert texts("silent_village")["TKSK"].subject == (
        "Desa Goa tidak bertemu sejak 1 Agustus 2026"
    )
    make_held_meeting(body, logged_by=make_user(), on=date(2026, 11, 1))
    plan(now=at(meeting.on + days(119), 12))
    assert {state for _step, _name, state in rows("silent_village")} == {"withdrawn"}


def test_who_asked_for_long_work_hears_that_it_ended():
    make_plan("job_ended")
    owner = serve(Role.VILLAGE_SECRETARY, make_village(), "Sekretaris")
    now = timezone.now()
    for minutes, status in ((5, "done"), (0, "done"), (90, "running")):
        with kind_of_work(print):
            job = make_job(user=owner.user, title=f"Impor {minutes}")
        facts = {"created_at": now - timedelta(minutes=minutes), "status": status}
        facts |= (
            {"finished_at": now}
            if status == "done"
            else {"lease_until": now, "lease_token": "6f0f4fb5-8f43-4e0a-9a4b-0d2a52b6cf0e"}
        )
        type(job).objects.filter(pk=job.pk).update(**facts)

    plan(now=now)

    assert rows("job_ended") == [("at_once", "Sekretaris", "planned")]
    assert texts("job_ended")["Sekretaris"].subject == "Selesai: Impor 5"
