"""The guest book: lines, what is refused, and the visitors of a meeting in one step."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.access import Role
from common.errors import RuleBroken
from meetings.models import Attendance
from programme import services
from programme.models import Visit
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_held_meeting, make_meeting
from tests.factories.programme import make_book, make_visit
from tests.threads import at_once

FACTS = {
    "on": date(2026, 3, 10),
    "name": " Rahmat  Hidayat",
    "office": "Dinas Sosial Bima",
    "purpose": "Studi tiru",
}


@pytest.mark.django_db
def test_a_line_is_written_corrected_and_struck():
    body = make_body()
    secretary = make_user(Role.VILLAGE_SECRETARY, body.region)

    visit = services.enter_visit(body, **FACTS, phone="0812 3456 7890", actor=secretary)
    for field, facts in {
        "phone": {"phone": "12"},
        "on": {"on": date(2199, 1, 1)},
        "people": {"people": -1},
        "name": {"name": ""},
    }.items():
        with pytest.raises(ValidationError) as refused:
            services.enter_visit(body, **(FACTS | facts), actor=secretary)
        assert refused.value.error_dict.keys() == {field}
    services.change_visit(visit, changes={"people": 12}, version=1, actor=secretary)
    services.strike_visit(visit, because="Tercatat dua kali", version=2, actor=secretary)
    with pytest.raises(RuleBroken) as struck:
        services.change_visit(visit, changes={"people": 1}, actor=secretary)

    row = Visit.objects.get()
    assert (row.name, row.phone, row.people) == ("Rahmat Hidayat", "+6281234567890", 12)
    assert (row.is_struck, struck.value.code) == (True, "visit_struck")


@pytest.mark.django_db(transaction=True)
def test_visitors_of_a_meeting_are_one_line_though_two_tap():
    body = make_body()
    secretary = make_user(Role.VILLAGE_SECRETARY, body.region)
    meeting = make_held_meeting(
        body,
        logged_by=secretary,
        visitors="Dinas Sosial Bima",
        guests=7,
        led_by="Siti Aminah",
        purpose="Studi tiru",
    )
    for name, phone, present in (
        ("Rahmat", "+6281234567890", True),
        ("Yuni", "", True),
        ("X", "", False),
    ):
        Attendance.objects.create(meeting=meeting, name=name, phone=phone, present=present)

    make_book(body, kind="guests", year=meeting.on.year)  # two who open a new one wait anyway

    def tap():
        services.enter_visitors(meeting, actor=secretary)

    faults = at_once(tap, tap)

    assert [getattr(fault, "code", fault) for fault in faults] == ["visitors_entered"]
    visit = Visit.objects.get()
    assert (visit.name, visit.office, visit.people, visit.phone, visit.met) == (
        "Rahmat",
        "Dinas Sosial Bima",
        9,
        "+6281234567890",
        "Siti Aminah",
    )
    assert (visit.meeting, visit.on, visit.host) == (meeting, meeting.on, body)
    services.strike_visit(visit, because="Salah", actor=secretary)
    tap()  # what was struck is written anew
    assert Visit.objects.count() == 2


@pytest.mark.django_db
def test_a_meeting_without_visitors_or_to_come_gives_none():
    body = make_body()
    secretary = make_user(Role.VILLAGE_SECRETARY, body.region)
    for meeting, code in (
        (make_held_meeting(body, logged_by=secretary), "no_visitors"),
        (make_meeting(body, visitors="Bima"), "meeting_not_held"),
    ):
        with pytest.raises(RuleBroken) as refused:
            services.enter_visitors(meeting, actor=secretary)
        assert refused.value.code == code


@pytest.mark.django_db
def test_the_history_tells_no_guests_number(client):
    visit = make_visit(phone="+6281234567890")
    client.force_login(make_user(Role.AUDITOR, "52.07"))

    page = client.get(reverse("programme:visit_history", args=[visit.pk])).content.decode()

    assert "0812-****-*890" in page
    assert "4567" not in page
