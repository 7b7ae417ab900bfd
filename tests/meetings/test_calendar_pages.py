"""The pages and the API of days off, of one meeting more, and of two that become one."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.access import Role
from meetings import services
from meetings.models import Holiday, Meeting
from tests.factories.accounts import make_token, make_user
from tests.factories.meetings import make_body, make_holiday, make_member, make_series

pytestmark = pytest.mark.django_db

FORM = {
    "kind": "pertemuan_rutin",
    "pattern": "nth_weekday",
    "nth": "2",
    "day": "SA",
    "month_day": "1",
    "starts_on": "2026-11-01",
    "at": "15.00",
    "purpose": "Pertemuan rutin",
    "place": "Balai desa",
    "on_holiday": "keep",
    "in_ramadan": "keep",
}


@pytest.fixture
def officer(client, noon):
    user = make_user(Role.DISTRICT_OFFICER, "52.07")
    client.force_login(user)
    return user


def test_a_schedule_is_shown_with_what_holidays_do_to_it_before_it_is_saved(client, officer):
    body = make_body()
    make_member(body)
    make_holiday(date(2026, 12, 12), name="Hari Nusantara")
    url = reverse("meetings:start_series", args=[body.pk])

    checked = client.post(url, FORM | {"on_holiday": "later", "check": "1"})
    saved = client.post(url, FORM | {"on_holiday": "later", "save": "1"})

    page = checked.content.decode()
    assert "digeser dari 12 Desember: Hari Nusantara" in page
    assert saved.status_code == 302
    first = Meeting.objects.order_by("on").first()
    assert (first.original_date, first.on) == (date(2026, 12, 12), date(2026, 12, 13))


def test_selapanan_is_chosen_by_its_name_and_shown_both_ways(client, officer):
    body = make_body()
    url = reverse("meetings:start_series", args=[body.pk])
    form = FORM | {
        "pattern": "selapanan",
        "day": "TU",
        "pasaran": "Kliwon",
        "by_night": "on",
        "at": "19.30",
    }

    page = client.post(url, form | {"check": "1"}).content.decode()
    client.post(url, form | {"save": "1"})

    assert "malam Selasa Kliwon" in page
    assert [row.on for row in Meeting.objects.order_by("on")] == [
        date(2026, 11, 23),
        date(2026, 12, 28),
    ]


def test_named_dates_are_written_one_a_line_and_a_wrong_one_is_named(client, officer):
    body = make_body()
    url = reverse("meetings:start_series", args=[body.pk])
    form = FORM | {"pattern": "dates", "dates": "5-12-2026\n3-1-2027\n", "save": "1"}

    wrong = client.post(url, form | {"dates": "5-12-2026\n31-2-2027"})
    client.post(url, form)

    assert wrong.status_code == 422
    assert "31-2-2027" in wrong.content.decode()
    assert [row.on for row in Meeting.objects.order_by("on")] == [
        date(2026, 12, 5),
        date(2027, 1, 3),
    ]


def test_a_change_tells_whom_and_what_it_touches(client, officer):
    body = make_body()
    make_member(body)
    series = services.start_series(
        body,
        purpose="Pertemuan rutin",
        rrule="FREQ=WEEKLY;BYDAY=SA",
        starts_on=date(2026, 11, 28),
        at="15:00",
        place="Balai desa",
        actor=officer,
    )
    url = reverse("meetings:change_series", args=[series.pk])
    before = list(series.meetings.order_by("on").values_list("pk", "on", "revision"))

    page = client.post(url, FORM | {"check": "1", "version": series.version}).content.decode()

    assert "Menyangkut 1 orang yang diundang." in page
    assert page.count("dibatalkan</strong>") == len(before) - 2
    assert list(series.meetings.order_by("on").values_list("pk", "on", "revision")) == before


def test_the_calendar_of_a_year_is_kept_by_the_district(client, officer):
    make_holiday(date(2026, 8, 17), name="Kemerdekaan")
    url = reverse("meetings:add_holiday")
    facts = {"kind": "public", "name": "Hari jadi", "first": "2026-11-20"}

    added = client.post(url, facts)
    backward = client.post(url, facts | {"last": "2026-11-01"})
    page = client.get(reverse("meetings:holidays") + "?year=2026").content.decode()
    row = Holiday.objects.exclude(region=None).get()
    client.post(reverse("meetings:remove_holiday", args=[row.pk]))

    assert (added.status_code, backward.status_code) == (302, 422)
    assert "Hari jadi" in page
    assert "Kemerdekaan" in page
    assert not Holiday.objects.exclude(region=None).exists()
    assert client.get(reverse("meetings:holidays") + "?year=999999").status_code == 200


def test_one_meeting_is_added_and_one_is_merged_on_pages(client, officer):
    series = make_series(starts_on=date(2026, 11, 1))
    services.make_occurrences()
    first, second = series.meetings.filter(on__gt=date(2026, 11, 21)).order_by("on")[:2]

    added = client.post(
        reverse("meetings:add_occurrence", args=[series.pk]), {"on": "2026-12-02", "at": "15.00"}
    )
    merged = client.post(
        reverse("meetings:merge_meetings", args=[second.pk]),
        {"into": str(first.pk), "version": second.version},
    )
    page = client.get(second.get_absolute_url()).content.decode()

    assert added.status_code == 302
    assert merged.url == first.get_absolute_url()
    assert "Buka pertemuan itu" in page


def test_programs_keep_the_calendar_and_foresee(client, noon):
    user = make_user(Role.DISTRICT_OFFICER, "52.07")
    _token, key = make_token(user)
    header = {"Authorization": f"Bearer {key}"}
    series = make_series(starts_on=date(2026, 11, 1))
    services.make_occurrences()

    made = client.post(
        "/api/v1/holidays/",
        {"region": "52.07", "kind": "public", "name": "Hari jadi", "first": "2026-12-12"},
        content_type="application/json",
        headers=header,
    )
    foreseen = client.post(
        f"/api/v1/series/{series.pk}/foresee/",
        {"on_holiday": "skip"},
        content_type="application/json",
        headers=header,
    )
    gone = client.delete(f"/api/v1/holidays/{made.json()['id']}/", headers=header)

    assert (made.status_code, made.json()["last"]) == (201, "2026-12-12")
    assert foreseen.json() == {
        "changed": [str(series.meetings.get(on=date(2026, 12, 12)).pk)],
        "cancelled": [],
        "added": [],
        "by_hand": [],
    }
    assert gone.status_code == 204
