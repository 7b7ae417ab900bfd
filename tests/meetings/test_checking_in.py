"""Checking in by the code on the wall: with an account, by name and number, never twice."""

import re
from datetime import date, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from accounts.access import Role
from common.errors import RuleBroken
from meetings import services
from meetings.models import Attendance, CheckInCode, Invitation, Meeting
from meetings.services import checking_in
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_meeting, make_member, mark
from tests.factories.people import make_person
from tests.factories.presence import make_check_in
from tests.factories.regions import make_village
from tests.threads import at_once

TODAY = date(2026, 11, 21)


@pytest.fixture
def body(db):
    return make_body(name="WKSBM Melati")


@pytest.fixture
def secretary(body):
    return make_user(Role.VILLAGE_SECRETARY, body.region, name="Siti Aminah")


@pytest.fixture
def meeting(noon, body):
    """Return a meeting that began at noon, as the clock in the village stands."""
    return make_meeting(body, on=TODAY, at=time(12))


def marks(meeting):
    return sorted((one.called, one.present, one.late, one.how) for one in meeting.attendances.all())


def test_a_code_is_open_for_four_hours_and_one_at_a_time(meeting, body, secretary):
    first = services.open_check_in(meeting, actor=secretary)

    with time_machine.travel(first.opened_at + timedelta(minutes=5), tick=False):
        second = services.open_check_in(meeting, actor=secretary)
        first.refresh_from_db()
        assert (first.closes_at, second.closes_at - second.opened_at) == (
            second.opened_at,
            timedelta(hours=4),
        )
        assert services.open_code_of(meeting, second.opened_at) == second
        assert services.code_of_key(services.key_of(second)) == second
        services.close_check_in(meeting, actor=secretary)
        assert services.open_code_of(meeting, second.opened_at) is None
    keys = {services.key_of(code) for code in CheckInCode.objects.all()}
    assert {len(key) for key in keys} == {22}
    assert len(keys) == 2

    refused = {}
    cancelled = make_meeting(body, on=TODAY, status="cancelled", cancelled_because="Hujan")
    for subject in (make_meeting(body), make_meeting(body, on=date(2026, 11, 19)), cancelled):
        with pytest.raises(RuleBroken) as error:
            services.open_check_in(subject, actor=secretary)
        refused[subject.on, subject.status] = error.value.code
    assert list(refused.values()) == ["not_the_day", "not_the_day", "meeting_cancelled"]


def test_who_is_invited_is_known_by_number_and_name(meeting, body):
    """A number alone marks nobody: a family shares it, and who knows it could be anybody."""
    make_member(body, "Hj. Siti Aminah, S.Pd", phone="+6281234567890")
    make_member(body, "Ahmad Aminuddin", phone="+6281234567890")
    make_member(body, "Siti Rahma", phone="+6281234567890")
    make_member(body, "Budi Santoso", other_phones=["+6281311112222"])
    make_member(body, "Budi Hartono", phone="+6281399998888")
    code, _key = make_check_in(meeting)
    sent = [
        ("siti aminah", "0812-3456-7890"),
        ("SITI AMINAH", "62 812 3456 7890"),
        ("Budi", "0813 1111 2222"),
        ("Rahmat Hidayat", "0813 9999 8888"),
        ("rahmat  hidayat", "+62 813 9999 8888"),
        ("Budi Hartono", "0819-0000-0000"),
        ("Siti", "0812-3456-7890"),  # either of two
    ]

    for name, phone in sent:
        services.check_in(code, name=name, phone=phone)

    assert marks(meeting) == [
        ("Budi Hartono", True, False, "checked_in"),  # a number that is not his: a guest so far
        ("Budi Santoso", True, False, "checked_in"),
        ("Hj. Siti Aminah, S.Pd", True, False, "checked_in"),
        ("Rahmat Hidayat", True, False, "checked_in"),
        ("Siti", True, False, "checked_in"),
    ]
    guests = meeting.attendances.filter(person=None)
    assert sorted(guests.values_list("phone", flat=True)) == [
        "+6281234567890",
        "+6281399998888",
        "+6281900000000",
    ]


def test_late_is_a_quarter_of_an_hour(meeting, body):
    code, _key = make_check_in(meeting)
    came = [("Ani", 15), ("Budi", 16)]

    for name, minutes in came:
        with time_machine.travel(meeting.starts_at + timedelta(minutes=minutes), tick=False):
            services.check_in(code, name=name, phone="0812 1111 2222")
    assert [(name, late) for name, _present, late, _how in marks(meeting)] == [
        ("Ani", False),
        ("Budi", True),
    ]

    meeting.delayed_to = time(15)
    meeting.save()
    with time_machine.travel(meeting.starts_at + timedelta(hours=3), tick=False):
        services.check_in(code, name="Cici", phone="0812 1111 2222")
    assert not meeting.attendances.get(name="Cici").late


def test_a_mark_by_hand_stays_and_an_absent_one_came_after_all(meeting, body):
    ticked = make_member(body, "Ani", phone="+6281211112222")
    absent = make_member(body, "Budi", phone="+6281233334444")
    mark(meeting, ticked)
    mark(meeting, absent, present=False)
    code, _key = make_check_in(meeting)

    services.check_in(code, name="Ani", phone="0812-1111-2222")
    services.check_in(code, name="Budi", phone="0812-3333-4444")

    assert marks(meeting) == [
        ("Ani", True, False, "ticked"),
        ("Budi", True, False, "checked_in"),
    ]


def test_a_guest_who_was_marked_absent_came_after_all(meeting):
    guest = Attendance.objects.create(
        meeting=meeting, name="Pak Camat", phone="+6281211112222", present=False
    )
    code, _key = make_check_in(meeting)

    services.check_in(code, name="camat", phone="0812-1111-2222")

    assert marks(meeting) == [(guest.name, True, False, "checked_in")]


def test_what_is_refused(meeting, body, secretary, monkeypatch):
    code, _key = make_check_in(meeting)

    with pytest.raises(ValidationError) as refused:
        services.check_in(code, name="Ani", phone="12")
    assert refused.value.error_dict["phone"][0].code == "bad_phone"
    with pytest.raises(RuleBroken) as broken:
        services.check_in_oneself(code, user=make_user())
    assert broken.value.code == "not_known_as_person"
    monkeypatch.setattr(checking_in, "MOST_CHECKED_IN", 1)
    services.check_in(code, name="Ani", phone="0812-1111-2222")
    with pytest.raises(RuleBroken) as broken:
        services.check_in(code, name="Budi", phone="0812-1111-2222")
    assert broken.value.code == "too_many_checked_in"
    services.close_check_in(meeting, actor=secretary)
    with pytest.raises(RuleBroken) as broken:
        services.check_in(code, name="Budi", phone="0812-1111-2222")
    assert broken.value.code == "check_in_closed"


def test_a_deputy_stands_for_whom_they_come(meeting, body):
    sick = make_member(body, "Ani")
    Invitation.objects.create(
        meeting=meeting,
        person=sick,
        answer="deputy",
        deputy_name="Wati",
        deputy_phone="+6281255556666",
        answered_at=meeting.starts_at,
        answered_how="link",
    )
    code, _key = make_check_in(meeting)

    services.check_in(code, name="Wati", phone="0812-5555-6666")

    assert meeting.attendances.get().deputy_for == sick


def test_approved_minutes_take_nobody_more(meeting, body, secretary):
    code, _key = make_check_in(meeting)
    Meeting.objects.update(
        status="held",
        logged_by=secretary,
        logged_at=meeting.starts_at,
        approved_at=meeting.starts_at,
        approved_by=secretary,
        approved_as="Ketua",
    )
    meeting.refresh_from_db()
    refused = []

    for attempt in (
        lambda: services.check_in(code, name="Ani", phone="0812-1111-2222"),
        lambda: services.open_check_in(meeting, actor=secretary),
        lambda: services.match_guests(meeting, matches={}, actor=secretary),
    ):
        with pytest.raises(RuleBroken) as error:
            attempt()
        refused.append(error.value.code)

    assert refused == ["check_in_closed", "minutes_approved", "minutes_approved"]


def test_guests_are_matched_to_people(meeting, body, secretary):
    code, _key = make_check_in(meeting)
    for name in ("Pak Ani", "Pak Budi", "Tamu Benar"):
        services.check_in(code, name=name, phone="0812-1111-2222", origin="RT 03")
    ani, budi = make_member(body, "Ani"), make_member(body, "Budi")
    mark(meeting, budi, present=False)
    guests = {one.name: one.pk for one in meeting.attendances.filter(person=None)}
    stranger = make_person(at=make_village("52.08.01.2001"))

    with pytest.raises(ValidationError):
        services.match_guests(meeting, matches={guests["Pak Ani"]: stranger}, actor=secretary)
    matches = {guests["Pak Ani"]: ani, guests["Pak Budi"]: budi}
    matched = services.match_guests(meeting, matches=matches, actor=secretary)

    assert matched == 2
    assert marks(meeting) == [
        ("Ani", True, False, "checked_in"),
        ("Budi", True, False, "checked_in"),
        ("Tamu Benar", True, False, "checked_in"),
    ]
    assert meeting.attendances.filter(phone="").count() == 2


@pytest.mark.django_db(transaction=True)
def test_many_thumbs_on_one_button_mark_once(meeting, body):
    make_member(body, "Siti Aminah", phone="+6281234567890")
    code, _key = make_check_in(meeting)

    def press():
        own = CheckInCode.objects.select_related("meeting").get(pk=code.pk)
        services.check_in(own, name="Siti Aminah", phone="0812-3456-7890")
        services.check_in(own, name="Tamu", phone="0812-3456-7890")

    assert at_once(*[press] * 4) == []

    assert marks(meeting) == [
        ("Siti Aminah", True, False, "checked_in"),
        ("Tamu", True, False, "checked_in"),
    ]


# --- Pages ---------------------------------------------------------------------------------------


def text(response):
    words = " ".join(response.content.decode().split())
    return re.sub(r'(csrfmiddlewaretoken" value=)"[^"]*"', r"\1*", words)


def test_the_wall_shows_the_code_and_the_public_page_takes_names(client, meeting, body, secretary):
    make_member(body, "Hj. Siti Aminah", phone="+6281234567890")
    client.force_login(secretary)
    wall = f"/meetings/{meeting.pk}/check-in/"

    before = client.get(wall)
    client.post(f"{wall}open/")
    shown = client.get(wall)
    client.logout()
    code = CheckInCode.objects.get()
    door = f"/meetings/check-in/{services.key_of(code)}/"
    page = client.get(door)
    empty = client.post(door, {"name": "", "phone": ""})
    sent = client.post(door, {"name": "Siti Aminah", "phone": "081234567890", "sex": "female"})
    guest = client.post(door, {"name": "Wati", "phone": "081299990000", "origin": "RT 03"})

    assert "Buka pendaftaran hadir" in text(before)
    assert shown.context["address"].endswith(door)
    assert "data:image/svg+xml" in text(shown)
    assert [answer.status_code for answer in (page, empty, sent, guest)] == [200, 422, 200, 200]
    assert "no-store" in page["Cache-Control"] or "no-cache" in page["Cache-Control"]
    # Nobody learns who is invited: both answers are one, and neither page names anybody.
    assert text(sent).replace("Siti Aminah", "*") == text(guest).replace("Wati", "*")
    assert not any("Hj. Siti" in text(answer) for answer in (page, sent, guest))
    assert [line[0] for line in marks(meeting)] == ["Hj. Siti Aminah", "Wati"]
    client.force_login(secretary)
    assert "1 tamu perlu dicocokkan" in text(client.get(wall))


def test_looking_at_the_page_changes_nothing_and_closed_is_closed(client, meeting, secretary):
    code, key = make_check_in(meeting)
    door = f"/meetings/check-in/{key}/"

    client.get(door)
    client.head(door)
    assert not Attendance.objects.exists()
    with time_machine.travel(code.closes_at, tick=False):
        late = client.post(door, {"name": "Ani", "phone": "081211112222"})
    client.force_login(secretary)
    client.post(f"/meetings/{meeting.pk}/check-in/close/")
    client.logout()
    closed = client.post(door, {"name": "Ani", "phone": "081211112222"})

    assert (late.status_code, closed.status_code) == (404, 404)
    assert not Attendance.objects.exists()


def test_guessing_is_slowed_but_a_closed_code_is_no_guess(client, meeting):
    make_check_in(meeting, lasts=timedelta(0))
    _open, key = make_check_in(meeting, opened_at=meeting.starts_at - timedelta(minutes=1))

    for number in range(30):
        assert client.get(f"/meetings/check-in/{number}/").status_code == 404
    refused = client.get(f"/meetings/check-in/{key}/")

    assert refused.status_code == 429


def test_who_is_signed_in_presses_one_button(client, meeting, body):
    user = make_user(name="Budi Santoso")
    make_member(body, "Budi Santoso", user=user)
    _code, key = make_check_in(meeting)
    client.force_login(user)
    door = f"/meetings/check-in/{key}/"

    page = client.get(door)
    sent = client.post(door, {"oneself": "1"})

    assert "Saya hadir: Budi Santoso" in text(page)
    assert sent.status_code == 200
    assert marks(meeting) == [("Budi Santoso", True, False, "checked_in")]


def test_guests_are_matched_on_a_page(client, meeting, body, secretary):
    ani = make_member(body, "Ani")
    code, _key = make_check_in(meeting)
    guest = services.check_in(code, name="Bu Ani", phone="0812-1111-2222")
    client.force_login(secretary)
    url = f"/meetings/{meeting.pk}/guests/"

    page = client.get(url)
    sent = client.post(url, {str(guest.pk): ani.pk})

    assert "Bu Ani" in text(page)
    assert (sent.status_code, sent.url) == (302, meeting.get_absolute_url())
    assert marks(meeting) == [("Ani", True, False, "checked_in")]
    assert "Tidak ada tamu yang perlu dicocokkan" in text(client.get(url))
    assert client.get(meeting.get_absolute_url()).status_code == 200


def test_by_api(client, meeting, secretary):
    client.force_login(secretary)
    url = f"/api/v1/meetings/{meeting.pk}/check-in/"

    none = client.get(url)
    opened = client.post(url)
    known = client.get(url)
    closed = client.delete(url)

    codes = [answer.status_code for answer in (none, opened, known, closed, client.delete(url))]
    assert codes == [404, 201, 200, 204, 409]
    assert opened.json() == known.json()
    assert "/meetings/check-in/" in opened.json()["address"]
