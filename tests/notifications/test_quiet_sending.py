"""What is sent in quiet hours: nothing. It comes before them, or waits until they have passed."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from meetings.models import Meeting
from notifications.channels import Grade, Inbox, Refused
from notifications.models import Attempt, Delivery
from notifications.rules import RULES, digests, step_code
from notifications.services import explain, plan, send_due, waiting
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_holiday, make_meeting, make_member
from tests.factories.notifications import (
    EVERY_DAY,
    Provider,
    hours,
    make_nations_set,
    make_quiet,
)
from tests.factories.regions import make_village
from tests.notifications.quiet import MINUTE, here, is_quiet, walk

pytestmark = pytest.mark.django_db
STEPS = {step_code(step): step.ahead for step in RULES["meeting_ahead"].steps}


@pytest.fixture(autouse=True)
def nation():
    make_nations_set()


def make_early(village, at="28 Nov 06.30", people=1):
    """Return a meeting whose two-hour step falls into the night."""
    body = make_body(village)
    members = [make_member(body, f"Anggota {number}") for number in range(people)]
    starts_at = here(at, village)
    on, clock = starts_at.date(), starts_at.time()
    return make_meeting(body, on=on, at=clock, starts_at=starts_at), members


def told(delivery):
    delivery.refresh_from_db()
    return [event.sentence for event in explain(delivery)]


# The functions of the database that mind them: steps back from an hour, from a day, and at once.
# A digest is made at an hour when it may go out.
MINDFUL = (
    *("notifications_before_quiet", "notifications_after_quiet"),
    *("notifications_day_steps", "notifications_steps_after"),
)


def test_every_rule_minds_quiet_hours_or_says_that_it_does_not():
    for rule in RULES.values():
        minds = rule.name == digests.NAME or any(name in rule.select for name in MINDFUL)
        assert minds != rule.ignores_quiet, rule.name


def test_a_step_in_the_night_goes_out_in_the_evening_before_and_says_why():
    village = make_village()
    make_early(village)
    gateway = Provider()
    plan(now=here("27 Nov 12.00", village))

    due = dict(Delivery.objects.values_list("step", "due_at"))
    assert due["2_hours"] == here("27 Nov 20.55", village)
    assert due["1_day"] == here("27 Nov 06.30", village)
    day = Delivery.objects.get(step="1_day")
    assert day.not_after == due["2_hours"]  # useful until the next step, wherever it moved

    Delivery.objects.exclude(step="2_hours").delete()
    send_due(now=here("27 Nov 20.56", village), ladder=[gateway])

    [delivery] = Delivery.objects.all()
    assert delivery.state == "sent"
    assert "Dimajukan dari 28 November 2026, 04.30 WITA, karena saat itu jam tenang." in told(
        delivery
    )


def test_what_is_late_at_night_waits_for_the_morning_and_says_so():
    village = make_village()
    make_early(village, "28 Nov 15.00")
    gateway = Provider(Grade.KNOWS_NOTHING, Refused("451 later", for_good=False))
    night = here("27 Nov 22.00", village)
    plan(now=night)

    assert send_due(now=night, ladder=[gateway]) == {"held": 1}
    delivery = Delivery.objects.get(step="1_day")
    morning = here("28 Nov 06.00", village)
    assert (delivery.state, delivery.next_try_at, delivery.held_until) == (
        "planned",
        morning,
        morning,
    )
    assert delivery.reason == (
        "Menunggu jam tenang lewat: dikirim pukul 06.00 WITA, bila masih berguna."
    )
    assert send_due(now=morning - MINUTE, ladder=[gateway]) == {}
    assert send_due(now=morning, ladder=[gateway]) == {"deferred": 1}
    assert send_due(now=morning + MINUTE, ladder=[gateway]) == {"sent": 1}
    assert len(gateway.calls) == 2
    assert "Terlambat, lalu ditahan di jam tenang sampai 28 November 2026, 06.00 WITA." in told(
        delivery
    )


def test_what_is_held_is_looked_at_again_and_expires_where_it_is_stale():
    village = make_village()
    make_early(village, "28 Nov 05.30")
    night = here("27 Nov 23.00", village)
    plan(now=night)  # the two-hour step was due at 20.55 and is useful until 05.30

    assert send_due(now=night, ladder=[Provider()]) == {"held": 1}
    assert send_due(now=here("28 Nov 05.31", village), ladder=[Provider()]) == {"expired": 1}
    [delivery] = Delivery.objects.all()
    assert delivery.reason == "Waktunya lewat di jam tenang."


def test_a_burst_of_late_messages_is_held_place_by_place(monkeypatch):
    monkeypatch.setattr(waiting, "HELD_AT_ONCE", 4)
    here_night, there = make_village(), make_village("91.71.01.1001")  # 22.00 and 23.00
    awake = make_village("32.01.01.2001")
    make_quiet("Malam", "23.30", "05.00", region=awake)
    silent = make_village("52.08.01.2001")
    make_holiday(date(2026, 11, 28), kind="silent", name="Hening")
    for village in (here_night, there, awake, silent):
        make_early(village, "30 Nov 09.00", people=3)
    now = here("27 Nov 22.00", here_night)
    plan(now=here("29 Nov 12.00", here_night))
    Delivery.objects.update(due_at=now - hours(1), next_try_at=now - hours(1))

    counts = send_due(now=now, ladder=[Provider()])

    held = Delivery.objects.exclude(region=awake)
    assert counts == {"held": held.count(), "sent": Delivery.objects.filter(region=awake).count()}
    assert held.filter(held_until=None).count() == 0
    # Saturday is silent everywhere: it is Sunday before anything is decent.
    reasons = {d.region_id: d.reason for d in Delivery.objects.exclude(held_until=None)}
    sunday = "Menunggu jam tenang lewat: dikirim Minggu, 29 November 2026 pukul 06.00 {}"
    assert reasons == {
        village.code: sunday.format(village.zone_label) + ", bila masih berguna."
        for village in (here_night, there, silent)
    }


def test_what_ignores_quiet_hours_goes_out_at_night(monkeypatch):
    village = make_village()
    make_early(village, "28 Nov 15.00")
    night = here("27 Nov 22.00", village)
    plan(now=night)
    monkeypatch.setitem(RULES, "meeting_ahead", replace(RULES["meeting_ahead"], ignores_quiet=True))

    assert send_due(now=night, ladder=[Provider()]) == {"sent": 1}


def test_two_steps_that_meet_are_told_once():
    """Nyepi the day before: the day's step and the two hours' both come before the silence."""
    village = make_village()
    make_early(village, "20 Mar 07.30")
    plan(now=here("17 Mar 12.00", village))
    assert Delivery.objects.filter(step="1_day", due_at=here("19 Mar 07.30", village)).exists()

    make_holiday(date(2026, 3, 19), kind="silent", name="Nyepi")
    plan(now=here("17 Mar 12.01", village))

    found = {d.step: (d.state, d.due_at) for d in Delivery.objects.all()}
    assert found["2_hours"] == ("planned", here("18 Mar 20.55", village))
    assert found["1_day"][0] == "withdrawn"
    joined = Delivery.objects.get(step="1_day")
    assert joined.reason == "Jam tenang menyatukan langkah ini dengan langkah berikutnya."


def test_a_change_of_quiet_hours_moves_what_waits():
    village = make_village()
    make_early(village, "28 Nov 12.00")
    now = here("26 Nov 15.00", village)
    plan(now=now)
    assert Delivery.objects.get(step="1_day").due_at == here("27 Nov 11.25", village)

    make_quiet("Malam", "21.00", "06.00", region=village)  # no Friday noon any more
    plan(now=now)

    assert Delivery.objects.get(step="1_day").due_at == here("27 Nov 12.00", village)
    assert Delivery.objects.filter(step="1_day").count() == 1


@pytest.mark.parametrize("is_night", [False, True])
def test_the_demo_s_button_keeps_quiet_hours_too(client, settings, is_night):
    settings.DEMO = True
    village = make_village()
    body = make_body(village)
    make_member(body)
    make_meeting(body)
    there = timezone.localtime(timezone=village.tz).replace(second=0, microsecond=0)
    begins = there - hours(1) if is_night else there + hours(6)
    ends = begins + hours(2)
    make_quiet("Peragaan", f"{begins:%H.%M}", f"{ends:%H.%M}", region=village)
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, village))

    page = client.post(reverse("notifications:remind_in_a_minute"), follow=True)

    wait = Delivery.objects.get(step="2_hours").due_at - there
    said = page.content.decode()
    if is_night:
        assert wait == hours(1)
        assert "Sekarang jam tenang di sini" in said
        assert f"keluar pukul {ends:%H.%M} WITA" in said
    else:
        assert MINUTE <= wait < 4 * MINUTE
        assert "keluar dalam satu menit" in said


# --- A month of three time zones ------------------------------------------------------------------

NIGHT, FRIDAY = (EVERY_DAY, time(21), time(6)), ([5], time(11, 30), time(13))
SUNDAY, OWN = ([7], time(6), time(12)), (EVERY_DAY, time(22), time(5))
PLACES = [  # each with what holds there
    ("32.01.01.2001", [NIGHT, FRIDAY, SUNDAY]),
    ("52.07.01.2001", [NIGHT, FRIDAY, SUNDAY]),
    ("91.71.01.1001", [OWN]),
]
STARTS = ["05.00", "07.30", "12.30", "15.00", "21.00", "23.00"]
SILENT = {date(2026, 11, 12)}


def make_month():
    """Return the first instant of November in the west, and the villages with what holds there."""
    make_quiet("Ibadah Minggu", "06.00", "12.00", [7])
    for day in SILENT:
        make_holiday(day, kind="silent", name="Hening")
    rows = {}
    for number, (code, held) in enumerate(PLACES):
        village = make_village(code)
        rows[code] = held
        body = make_body(village)
        make_member(body, user=make_user())
        for day in range(9, 31, 3):
            starts_at = here(f"{day:02} Nov {STARTS[(day // 3 + number) % 6]}", village)
            make_meeting(body, on=starts_at.date(), at=starts_at.time(), starts_at=starts_at)
    make_quiet("Malam", "22.00", "05.00", region=village)
    return here("01 Nov 00.00", make_village(PLACES[0][0])), rows


def model(meeting, rows):
    """Return when each step is due, minute by minute, without those that a newer one joins."""
    zone = meeting.starts_here.tzinfo
    due = [
        (step, walk(meeting.starts_here - ahead, -MINUTE, rows, SILENT))
        for step, ahead in STEPS.items()
    ]
    following = [at for _step, at in due[1:]] + [meeting.starts_at]
    return {
        step: at.astimezone(zone)
        for (step, at), then in zip(due, following, strict=True)
        if at < then
    }


@pytest.mark.thorough
def test_a_month_of_three_time_zones_on_a_stepped_clock():
    """Every message at its local hour, none in quiet hours, none twice.

    The clock steps by the hour, and to the last minutes before quiet ones; for one day everything
    stands still, and catches up.
    """
    began, held = make_month()
    villages = [make_village(code) for code in held]
    ticks = {began + timedelta(hours=hour, minutes=1) for hour in range(30 * 24)}
    for day in range(1, 31):  # a minute after the last decent one
        ticks |= {here(f"{day:02} Nov 20.56", village) for village in villages}
        ticks.add(here(f"{day:02} Nov 21.56", villages[2]))
    ticks |= {
        here(f"{day:02} Nov 11.26", village) for day in (6, 13, 20, 27) for village in villages
    }
    still = here("20 Nov 00.00", villages[1]), here("21 Nov 00.00", villages[1])

    for number, now in enumerate(sorted(ticks)):
        if not still[0] <= now < still[1]:
            if number % 12 == 0:
                plan(now=now)
            if Delivery.objects.due(now).exists():  # a round without any would only cost time
                send_due(now=now, ladder=[Inbox()])

    sent, late = {}, 0
    for delivery in Delivery.objects.filter(state="sent").select_related("region"):
        wall = delivery.sent_at.astimezone(delivery.region.tz).replace(tzinfo=None)
        assert not is_quiet(wall, held[delivery.region_id], SILENT), (delivery, wall)
        if still[0] - hours(1) < delivery.due_at < still[1]:
            late += 1
        else:
            assert timedelta(0) <= delivery.sent_at - delivery.due_at < hours(1), (delivery, wall)
        sent[delivery.occasion.split(":")[1], delivery.step] = delivery.due_at
    expected = {
        (str(meeting.pk), step): at
        for meeting in Meeting.objects.all()
        for step, at in model(meeting, held[meeting.region_id]).items()
        if began <= at
    }
    missing = {key: at for key, at in expected.items() if key not in sent}
    assert {key: expected.get(key) for key in sent} == sent
    assert all(still[0] < at < still[1] for at in missing.values()), missing
    assert (len(sent), len(missing), late) == (69, 1, 6)
    assert Attempt.objects.count() == len(sent)
