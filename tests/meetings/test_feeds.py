"""Calendars by a secret address, read by a parser that is not the one that wrote them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.urls import reverse

from accounts.access import Role
from meetings import services
from meetings.models import CalendarFeed
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_meeting, make_member
from tests.factories.regions import make_village

pytestmark = pytest.mark.django_db
ZONES = {
    "19.06.01.2001": ("Asia/Jakarta", "WIB"),
    "52.07.01.2001": ("Asia/Makassar", "WITA"),
    "81.09.01.2001": ("Asia/Jayapura", "WIT"),
}


def events_of(client, key):
    answer = client.get(reverse("meetings:feed", args=[key]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    whole = vobject.readOne(answer.content.decode())
    return {event.uid.value: event for event in whole.contents.get("vevent", [])}, whole


@pytest.mark.parametrize(("code", "zone"), ZONES.items())
def test_each_zone_keeps_its_wall_time(client, noon, code, zone):
    village = make_village(code)
    coordinator = make_user(Role.VILLAGE_COORDINATOR, village)
    meeting = make_meeting(make_body(village), on=date(2026, 12, 5), at=time(19, 30))
    _feed, key = services.open_feed(coordinator, kind="region", region=village)

    events, whole = events_of(client, key)

    event = events[f"{meeting.pk}@wksbm"]
    there = ZoneInfo(zone[0])
    assert event.dtstart.value == datetime(2026, 12, 5, 19, 30, tzinfo=there)
    assert event.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == [zone[0]]
    (described,) = whole.contents["vtimezone"]
    assert zone[1] in described.serialize()


def test_a_meeting_ends_when_it_was_said_to_or_after_two_hours(client, noon):
    village = make_village()
    coordinator = make_user(Role.VILLAGE_COORDINATOR, village)
    body = make_body(village)
    said, unsaid, late = (
        make_meeting(body, on=date(2026, 12, day), at=time(19), until=until)
        for day, until in ((5, time(20, 30)), (6, None), (7, time(0, 30)))
    )
    _feed, key = services.open_feed(coordinator, kind="region", region=village)

    events, _whole = events_of(client, key)

    lengths = [
        events[f"{one.pk}@wksbm"].dtend.value - events[f"{one.pk}@wksbm"].dtstart.value
        for one in (said, unsaid, late)
    ]
    assert lengths == [
        timedelta(hours=1, minutes=30),
        timedelta(hours=2),
        timedelta(hours=5, minutes=30),
    ]


def test_moved_and_cancelled_meetings_arrive_as_such(client, noon):
    village = make_village()
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")
    body = make_body(village)
    moved, cancelled = (make_meeting(body, on=date(2026, 12, day)) for day in (5, 6))
    _feed, key = services.open_feed(officer, kind="body", wksbm=body)
    before, _whole = events_of(client, key)

    services.move_meeting(
        moved, on=date(2026, 12, 8), at=time(9), place="Masjid", version=None, actor=officer
    )
    services.cancel_meeting(cancelled, because="Hujan lebat", actor=officer)
    after, _whole = events_of(client, key)

    assert set(after) == set(before)
    one, other = after[f"{moved.pk}@wksbm"], after[f"{cancelled.pk}@wksbm"]
    assert (one.sequence.value, one.status.value, one.location.value) == (
        "1",
        "CONFIRMED",
        "Masjid",
    )
    assert one.dtstart.value.date() == date(2026, 12, 8)
    assert (other.sequence.value, other.status.value) == ("1", "CANCELLED")
    assert other.description.value == "Hujan lebat"


def test_a_calendar_shows_what_its_user_may_see_today_and_ends_with_the_address(client, noon):
    village, other = make_village(), make_village("52.07.02.2014")
    coordinator = make_user(Role.VILLAGE_COORDINATOR, village)
    here, there = make_meeting(make_body(village)), make_meeting(make_body(other))
    feed, key = services.open_feed(coordinator, kind="region", region=village)
    beyond, wide = services.open_feed(coordinator, kind="region", region=other)

    assert set(events_of(client, key)[0]) == {f"{here.pk}@wksbm"}
    assert events_of(client, wide)[0] == {}, there
    client.force_login(coordinator)
    client.post(reverse("meetings:revoke_feed", args=[feed.pk]))

    assert client.get(reverse("meetings:feed", args=[key])).status_code == 404
    assert client.get(reverse("meetings:feed", args=["tebakan"])).status_code == 404
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    foreign = client.post(reverse("meetings:revoke_feed", args=[beyond.pk]))
    assert foreign.status_code == 404
    assert CalendarFeed.objects.live().get() == beyond


def test_ones_own_calendar_has_what_one_is_invited_to(client, noon):
    body, other = make_body(), make_body()
    person = make_member(body, until=date(2026, 12, 31))
    person.user = make_user()
    person.save()
    invited = make_meeting(body, on=date(2026, 12, 5))
    make_meeting(body, on=date(2027, 1, 2))  # after the membership
    make_meeting(other, on=date(2026, 12, 6))
    _feed, key = services.open_feed(person.user, kind="mine")

    assert set(events_of(client, key)[0]) == {f"{invited.pk}@wksbm"}


def test_the_page_shows_an_address_once_and_only_a_hash_is_kept(client, noon):
    village = make_village()
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, village))
    url = reverse("meetings:feeds")

    opened = client.post(url, {"of": f"region:{village.code}"})
    again = client.get(url)
    foreign = client.post(url, {"of": "region:51.08"})

    address = opened.context["address"]
    assert address.endswith(".ics")
    assert address in opened.content.decode()
    assert opened["Cache-Control"] == "no-store"
    assert again.context["address"] == ""
    assert foreign.status_code == 422
    key = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert key.encode() not in bytes(CalendarFeed.objects.get().key_hash)
    assert events_of(client, key)


def test_one_meeting_is_a_file_for_a_calendar(client, noon):
    village = make_village()
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, village))
    meeting = make_meeting(make_body(village))

    answer = client.get(reverse("meetings:meeting_file", args=[meeting.pk]))

    event = vobject.readOne(answer.content.decode()).vevent
    assert event.uid.value == f"{meeting.pk}@wksbm"
    assert event.dtend.value - event.dtstart.value == timedelta(hours=2)
