"""Pages of meetings: they show what the user sees, and change through services."""

import uuid
from datetime import date, time

import pytest

from accounts.access import Role
from common.forms import ClockField
from meetings import services
from meetings.models import Meeting, Series
from tests.factories.accounts import make_user
from tests.factories.meetings import (
    make_body,
    make_held_meeting,
    make_meeting,
    make_member,
    make_series,
    mark,
)
from tests.factories.regions import make_village

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def body(db):
    return make_body(name="WKSBM Melati")


@pytest.fixture
def coordinator(body, client):
    user = make_user(Role.VILLAGE_COORDINATOR, body.region, name="Siti Aminah")
    client.force_login(user)
    return user


def text(response):
    return " ".join(response.content.decode().split())


SERIES = {
    "kind": "pertemuan_rutin",
    "pattern": "nth_weekday",
    "nth": "2",
    "day": "SA",
    "month_day": "1",
    "starts_on": "2026-11-21",
    "at": "15:00",
    "purpose": "Pertemuan rutin",
    "place": "Balai Desa",
}


def test_meetings_shows_own_scope_only(client, body, coordinator):
    mine = make_meeting(body)
    make_meeting(make_body(make_village("52.07.02.2014"), name="WKSBM Tetangga"))

    page = client.get("/meetings/")

    assert [row.pk for row in page.context["rows"]] == [mine.pk]
    assert "WKSBM Tetangga" not in text(page)


@pytest.mark.parametrize(
    ("status", "expected"),
    [("coming", ["coming"]), ("past", ["held", "late"]), ("unlogged", ["late"])],
)
def test_meetings_are_shown_in_parts(client, body, coordinator, status, expected):
    make_meeting(body, purpose="coming")
    make_meeting(body, purpose="late", on=date(2026, 11, 1))
    make_held_meeting(body, logged_by=coordinator, purpose="held")

    page = client.get("/meetings/", {"status": status})

    assert [row.purpose for row in page.context["rows"]] == expected


def test_meetings_are_paged_by_key(client, body, coordinator):
    made = [make_meeting(body, at=time(8, number)) for number in range(35)]

    first = client.get("/meetings/")
    second = client.get(f"/meetings/{first.context['next_url']}")

    seen = [row.pk for page in (first, second) for row in page.context["rows"]]
    assert seen == [meeting.pk for meeting in made]
    assert second.context["next_url"] == ""


def test_start_series_shows_dates_first_and_saves_then(client, body, coordinator):
    url = f"/meetings/of/{body.pk}/start-series/"

    checked = client.post(url, SERIES | {"check": "1"})

    assert checked.status_code == 200
    assert "Setiap bulan, Sabtu kedua" in text(checked)
    assert "Sabtu, 12 Desember 2026" in text(checked)
    assert "Sabtu, 9 Januari 2027" in text(checked)
    assert not Series.objects.exists()

    saved = client.post(url, SERIES | {"save": "1"})

    series = Series.objects.get()
    assert (saved.status_code, saved.url) == (302, f"/meetings/series/{series.pk}/")
    assert series.rrule == "FREQ=MONTHLY;BYDAY=+2SA"
    assert series.meetings.count() == 2


@pytest.mark.parametrize(
    ("chosen", "rrule"),
    [
        ({"pattern": "month_day", "month_day": "-1"}, "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ({"pattern": "month_day", "month_day": "31"}, "FREQ=MONTHLY;BYMONTHDAY=31"),
        ({"pattern": "weekly", "day": "TH"}, "FREQ=WEEKLY;BYDAY=TH"),
        ({"pattern": "selapanan"}, "FREQ=DAILY;INTERVAL=35"),
        ({"pattern": "nth_weekday", "nth": "-1", "day": "SU"}, "FREQ=MONTHLY;BYDAY=-1SU"),
    ],
)
def test_start_series_offers_patterns(client, body, coordinator, chosen, rrule):
    client.post(f"/meetings/of/{body.pk}/start-series/", SERIES | chosen | {"save": "1"})

    assert Series.objects.get().rrule == rrule


def test_change_series_keeps_a_rule_that_came_by_the_api(client, body, coordinator):
    series = make_series(body, rrule="FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1")
    url = f"/meetings/series/{series.pk}/change/"
    page = client.get(url)

    answer = client.post(
        url, SERIES | {"pattern": "kept", "place": "Masjid", "save": "1", "version": "1"}
    )

    assert page.context["form"]["pattern"].value() == "kept"
    assert "Setiap 2 bulan, tanggal 1" in text(page)
    series.refresh_from_db()
    assert answer.status_code == 302
    assert (series.rrule, series.place) == ("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1", "Masjid")


def test_series_page_and_its_end(client, body, coordinator):
    series = make_series(body, starts_on=date(2026, 11, 1))
    services.make_occurrences()

    page = client.get(f"/meetings/series/{series.pk}/")
    client.post(f"/meetings/series/{series.pk}/end/", {"on": "2026-12-15"})
    after = client.get(f"/meetings/series/{series.pk}/")

    assert [row.on for row in page.context["coming"]] == [date(2026, 12, 12), date(2027, 1, 9)]
    assert [row.status for row in after.context["coming"]] == ["planned", "cancelled"]


def test_plan_meeting(client, body, coordinator):
    new = str(uuid.uuid4())
    facts = {"id": new, "purpose": "Rapat", "on": "2026-11-25", "at": "09.30", "place": "Masjid"}

    answer = client.post(f"/meetings/of/{body.pk}/plan/", facts)

    assert answer.url == f"/meetings/{new}/"
    meeting = Meeting.objects.get(pk=new)
    assert meeting.starts_at.isoformat() == "2026-11-25T01:30:00+00:00"


def test_same_day_is_offered_as_a_second_meeting(client, body, coordinator):
    first = make_meeting(body, on=date(2026, 11, 25))
    url = f"/meetings/of/{body.pk}/plan/"
    facts = {"purpose": "Rapat", "on": "2026-11-25", "at": "09:30", "place": "Masjid"}

    asked = client.post(url, facts | {"id": str(uuid.uuid4())})
    answer = client.post(url, facts | {"id": str(uuid.uuid4()), "second": "1"})

    assert asked.status_code == 409
    assert "Sudah ada pertemuan pada tanggal ini" in text(asked)
    assert f'href="/meetings/{first.pk}/"' in text(asked)
    assert answer.status_code == 302
    assert body.meetings.count() == 2


def test_meeting_page_invites_in_the_villages_time(client, coordinator):
    jayapura = make_body(make_village("91.03.01.1001"), name="WKSBM Cendrawasih")
    user = make_user(Role.VILLAGE_COORDINATOR, jayapura.region)
    client.force_login(user)
    make_member(jayapura, "Yakoba Wenda")
    meeting = make_meeting(jayapura, on=date(2026, 11, 28), at=time(23, 30), place="Gereja Sion")

    page = client.get(f"/meetings/{meeting.pk}/")

    assert page.context["invitation"] == (
        "Yth. Ibu/Bapak pengurus dan anggota WKSBM Cendrawasih,\n"
        "\n"
        "Kami mengundang Ibu/Bapak ke pertemuan rutin:\n"
        "\n"
        "Hari: Sabtu, 28 November 2026\n"
        "Pukul: 23.30 WIT\n"
        "Tempat: Gereja Sion\n"
        "\n"
        "Mohon hadir. Terima kasih.\n"
        "\n"
        "Mohon dijawab di sini, tanpa masuk: "
        f"http://localhost:8000/meetings/answer-by-name/{services.key_for_all(meeting)}/"
    )
    assert "https://wa.me/?text=Yth.%20Ibu%2FBapak" in text(page)
    assert "23.30 WIT" in text(page)
    assert [line.called for line in page.context["lines"]] == ["Yakoba Wenda"]


def test_move_and_cancel(client, body, coordinator):
    meeting = make_meeting(body)

    moved = client.post(
        f"/meetings/{meeting.pk}/move/",
        {"on": "2026-12-01", "at": "08:00", "place": "Masjid", "version": "1"},
    )
    stale = client.post(
        f"/meetings/{meeting.pk}/cancel/", {"cancelled_because": "Hujan", "version": "1"}
    )
    silent = client.post(
        f"/meetings/{meeting.pk}/cancel/", {"cancelled_because": "", "version": "2"}
    )
    cancelled = client.post(
        f"/meetings/{meeting.pk}/cancel/", {"cancelled_because": "Hujan", "version": "2"}
    )

    codes = [answer.status_code for answer in (moved, stale, silent, cancelled)]
    assert codes == [302, 412, 422, 302]
    meeting.refresh_from_db()
    assert (meeting.status, meeting.revision, meeting.on) == ("cancelled", 2, date(2026, 12, 1))


# --- Catat Pertemuan -----------------------------------------------------------------------------


def test_log_opens_the_last_planned_meeting_or_a_new_one(client, body, coordinator):
    fresh = client.get("/meetings/log/")
    make_meeting(body, on=date(2026, 11, 28))
    make_meeting(body, on=date(2026, 11, 7))
    late = make_meeting(body, on=date(2026, 11, 14))

    due = client.get("/meetings/log/", {"wksbm": body.pk})

    assert fresh.url == f"/meetings/of/{body.pk}/log/"
    assert due.url == f"/meetings/{late.pk}/log/"


def test_log_asks_which_body_where_there_are_several(client, body, coordinator):
    make_body(body.region, name="WKSBM Mawar")

    page = client.get("/meetings/log/")

    assert [row.name for row in page.context["bodies"]] == ["WKSBM Mawar", "WKSBM Melati"]


def test_log_meeting_without_javascript(client, body, coordinator):
    came, absent = make_member(body, "Ani"), make_member(body, "Budi")
    meeting = make_meeting(body, on=date(2026, 11, 20))
    url = f"/meetings/{meeting.pk}/log/"
    form = client.get(url).context["form"]

    answer = client.post(
        url,
        {
            "version": form["version"].value(),
            "shown": form["shown"].value(),
            "day": "2026-11-20",
            "at": "15:00",
            "place": "Balai Desa",
            "present": [came.pk],
            "guests": "3",
            "discussed": "Iuran",
            "decided": "Iuran Rp 5.000",
        },
        follow=True,
    )

    assert answer.redirect_chain == [(f"/meetings/{meeting.pk}/", 302)]
    meeting.refresh_from_db()
    assert (meeting.status, meeting.guests, meeting.decided) == ("held", 3, "Iuran Rp 5.000")
    assert meeting.logged_by == coordinator
    marks = dict(meeting.attendances.values_list("person_id", "present"))
    assert marks == {came.pk: True, absent.pk: False}
    assert answer.context["result"]["minutes"] == (
        "Hasil pertemuan rutin, WKSBM Melati\n"
        "Jumat, 20 November 2026, pukul 15.00 WITA\n"
        "Tempat: Balai Desa\n"
        "1 dari 2 hadir, 3 tamu\n"
        "\n"
        "Yang dibahas:\n"
        "Iuran\n"
        "\n"
        "Yang diputuskan:\n"
        "Iuran Rp 5.000"
    )
    assert answer.context["counts"] == {"held": 1, "total": 1}


def test_who_joins_while_the_form_is_open_is_not_marked_absent(client, body, coordinator):
    meeting = make_meeting(body, on=date(2026, 11, 20))
    make_member(body, "Ani")
    url = f"/meetings/{meeting.pk}/log/"
    shown = client.get(url).context["form"]["shown"].value()
    late = make_member(body, "Wati")

    client.post(
        url, {"version": 1, "shown": shown, "day": "2026-11-20", "at": "15:00", "place": "Balai"}
    )

    assert not meeting.attendances.filter(person=late).exists()
    assert meeting.attendances.count() == 1


def test_a_stale_log_is_shown_beside_the_newer_one_and_nothing_is_lost(client, body, coordinator):
    meeting = make_meeting(body, on=date(2026, 11, 20))
    facts = {"shown": "", "day": "2026-11-20", "at": "15:00", "place": "Balai"}
    url = f"/meetings/{meeting.pk}/log/"
    client.post(url, facts | {"version": 1, "discussed": "Dari HP pertama"})

    stale = client.post(url, facts | {"version": 1, "discussed": "Dari HP kedua"})

    assert stale.status_code == 412
    assert "Dari HP pertama" in text(stale)
    assert "Dari HP kedua" in text(stale)
    again = client.post(
        url, facts | {"version": stale.context["form"]["version"].value(), "discussed": "Keduanya"}
    )
    meeting.refresh_from_db()
    assert (again.status_code, meeting.discussed) == (302, "Keduanya")


def days_shown(page):
    """Return the days that the form offers in words, and which of them is chosen."""
    field = page.context["form"]["day"]
    return [label for _day, label in field.field.choices], field.value()


def test_log_new_meeting_chooses_today(client, body, coordinator):
    services.cancel_meeting(
        make_meeting(body, on=date(2026, 11, 21)), because="Hujan", actor=coordinator
    )

    page = client.get(f"/meetings/of/{body.pk}/log/")

    assert days_shown(page) == (
        ["Hari ini: Sabtu, 21 November 2026", "Kemarin: Jumat, 20 November 2026", "Tanggal lain"],
        "2026-11-21",
    )
    assert "Sudah ada pertemuan" not in text(page)


def test_log_new_meeting_chooses_no_day_that_would_be_refused(client, body, coordinator):
    make_held_meeting(body, on=date(2026, 11, 20), logged_by=coordinator)
    make_meeting(body, on=date(2026, 11, 21), at=time(15))
    first = make_held_meeting(body, on=date(2026, 11, 21), at=time(9), logged_by=coordinator)

    page = client.get(f"/meetings/of/{body.pk}/log/")

    assert days_shown(page) == (
        [
            "Hari ini: Sabtu, 21 November 2026 (sudah ada pertemuan)",
            "Kemarin: Jumat, 20 November 2026 (sudah ada pertemuan)",
            "Tanggal lain",
        ],
        None,
    )
    assert "Sudah ada pertemuan pada tanggal ini." in text(page)
    assert f'href="/meetings/{first.pk}/"' in text(page)
    assert "Catat sebagai pertemuan kedua" not in text(page)


def test_log_new_meeting_offers_a_second_one(client, body, coordinator):
    planned = make_meeting(body, on=date(2026, 11, 21), at=time(9))
    url = f"/meetings/of/{body.pk}/log/"
    facts = {
        "id": str(uuid.uuid4()),
        "shown": "",
        "day": "2026-11-21",
        "at": "10:00",
        "purpose": "Kerja bakti",
        "place": "Lapangan",
    }

    asked = client.post(url, facts)
    saved = client.post(url, facts | {"second": "1"})

    assert asked.status_code == 409
    assert f"/meetings/{planned.pk}/" in text(asked)
    assert "Catat sebagai pertemuan kedua" in text(asked)
    assert saved.url == f"/meetings/{facts['id']}/"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day": "other"}, "on"),
        ({"day": "other", "on": "32-11-2026"}, "on"),
        ({"day": ""}, "day"),
        ({"at": "25:00"}, "at"),
        ({"place": ""}, "place"),
        ({"guests": "-1"}, "guests"),
        ({"present": ["999999"]}, "present"),
    ],
)
def test_log_form_says_what_is_wrong(client, body, coordinator, wrong, field):
    meeting = make_meeting(body, on=date(2026, 11, 20))
    facts = {"version": 1, "shown": "", "day": "2026-11-20", "at": "15:00", "place": "Balai"}

    answer = client.post(f"/meetings/{meeting.pk}/log/", facts | wrong)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    meeting.refresh_from_db()
    assert meeting.status == "planned"


def test_log_page_with_sixty_names_is_light(client, body, coordinator):
    for number in range(60):
        make_member(body, f"Ni Luh Putu Ayu Kusumawardani {number}")
    meeting = make_meeting(body, on=date(2026, 11, 20))

    page = client.get(f"/meetings/{meeting.pk}/log/")

    assert page.content.count(b'name="present"') == page.content.count(b'name="late"') == 60
    assert len(page.content) < 60_000


def test_readers_are_shown_no_buttons_and_refused(client, body):
    client.force_login(make_user(Role.PKK_LEADER, body.region))
    meeting = make_meeting(body, on=date(2026, 11, 20))

    page = client.get(f"/meetings/{meeting.pk}/")
    refused = client.get(f"/meetings/{meeting.pk}/log/")

    assert page.status_code == 200
    assert f"/meetings/{meeting.pk}/log/" not in text(page)
    assert refused.status_code == 403


# --- Query counts ------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_as_many_queries_for_three_as_for_one(
    client, body, coordinator, django_assert_num_queries, rows
):
    for number in range(rows):
        make_meeting(body, at=time(8, number))

    with django_assert_num_queries(5):
        page = client.get("/meetings/")

    assert len(page.context["rows"]) == rows


@pytest.mark.parametrize("rows", [1, 25])
def test_meeting_page_takes_as_many_queries_for_many_as_for_one(
    client, body, coordinator, django_assert_num_queries, rows
):
    people = [make_member(body, f"Warga {number}") for number in range(rows)]
    meeting = make_held_meeting(body, logged_by=coordinator)
    mark(meeting, *people)

    with django_assert_num_queries(18):
        page = client.get(f"/meetings/{meeting.pk}/")

    assert page.context["result"]["attendance"] == f"{rows} dari {rows} hadir"


@pytest.mark.parametrize("rows", [1, 25])
def test_log_page_takes_as_many_queries_for_many_as_for_one(
    client, body, coordinator, django_assert_num_queries, rows
):
    for number in range(rows):
        make_member(body, f"Warga {number}")
    meeting = make_meeting(body, on=date(2026, 11, 20))

    with django_assert_num_queries(13):
        client.get(f"/meetings/{meeting.pk}/log/")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("15.00", time(15)),
        ("15:30", time(15, 30)),
        ("7,15", time(7, 15)),
        ("15", time(15)),
        ("0930", time(9, 30)),
        ("9", time(9)),
    ],
)
def test_an_hour_is_read_as_people_write_it(written, read):
    assert ClockField().clean(written) == read


def test_operators_read_and_change_nothing_past_the_services(client, body):
    operator = make_user(name="Operator", is_staff=True, is_superuser=True)
    client.force_login(operator)
    meeting = make_held_meeting(body, logged_by=operator)
    mark(meeting, make_member(body, "Ani"))
    series = make_series(body)

    read = [
        client.get("/operator/meetings/meeting/").status_code,
        client.get(f"/operator/meetings/meeting/{meeting.pk}/change/").status_code,
        client.get(f"/operator/meetings/series/{series.pk}/change/").status_code,
    ]
    changed = [
        client.post(f"/operator/meetings/meeting/{meeting.pk}/change/", {}).status_code,
        client.post(f"/operator/meetings/meeting/{meeting.pk}/delete/", {}).status_code,
        client.get("/operator/meetings/series/add/").status_code,
    ]

    assert (read, changed) == ([200] * 3, [403] * 3)
