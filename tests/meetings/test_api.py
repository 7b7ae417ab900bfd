"""Series and meetings by API: the same services, the same refusals as the pages'."""

import uuid
from datetime import date, time

import pytest

from accounts.access import Role
from meetings import services
from meetings.models import Meeting
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
    return make_body()


@pytest.fixture
def coordinator(body, client):
    user = make_user(Role.VILLAGE_COORDINATOR, body.region)
    client.force_login(user)
    return user


def send(client, url, facts, method="post", **headers):
    return getattr(client, method)(
        url, facts, content_type="application/json", headers=headers or None
    )


def test_series_created_changed_and_ended(client, body, coordinator):
    facts = {
        "wksbm": body.pk,
        "purpose": "Pertemuan rutin",
        "rrule": "FREQ=MONTHLY;BYDAY=+2SA",
        "starts_on": "2026-11-01",
        "at": "15:00",
        "place": "Balai Desa",
    }

    made = send(client, "/api/v1/series/", facts)
    url = made.headers["Location"]
    changed = send(client, url, {"at": "09:00"}, "patch", **{"If-Match": made.headers["ETag"]})
    stale = send(client, url, {"at": "10:00"}, "patch", **{"If-Match": made.headers["ETag"]})
    ended = send(client, f"{url}end/", {"on": "2026-12-31"})

    codes = [answer.status_code for answer in (made, changed, stale, ended)]
    assert codes == [201, 200, 412, 200]
    body_of = changed.json()
    assert {name: body_of[name] for name in ("rrule", "at", "zone", "version", "place")} == {
        "rrule": "FREQ=MONTHLY;BYDAY=+2SA",
        "at": "09:00:00",
        "zone": "Asia/Makassar",
        "version": 2,
        "place": "Balai Desa",
    }
    assert ended.json()["ended_on"] == "2026-12-31"
    listed = client.get("/api/v1/meetings/").json()["results"]
    assert [(row["on"], row["status"]) for row in listed] == [
        ("2027-01-09", "cancelled"),
        ("2026-12-12", "planned"),
    ]


def test_meeting_planned_moved_cancelled(client, body, coordinator):
    new = str(uuid.uuid4())
    facts = {
        "id": new,
        "wksbm": body.pk,
        "purpose": "Rapat",
        "on": "2026-11-25",
        "at": "09:30",
        "place": "Masjid",
    }

    made = send(client, "/api/v1/meetings/", facts)
    url = f"/api/v1/meetings/{new}/"
    changed = send(client, url, {"purpose": "Arisan"}, "patch")
    moved = send(client, f"{url}move/", {"on": "2026-11-26", "at": "08:00"})
    cancelled = send(client, f"{url}cancel/", {"because": "Hujan"})
    again = send(client, f"{url}cancel/", {"because": "Hujan"})

    codes = [answer.status_code for answer in (made, changed, moved, cancelled, again)]
    assert codes == [201, 200, 200, 200, 409]
    assert made.headers["Location"] == url
    assert moved.json()["starts_at"] == "2026-11-26T00:00:00+00:00"
    assert (moved.json()["revision"], moved.json()["place"]) == (1, "Masjid")
    assert cancelled.json()["cancelled_because"] == "Hujan"
    assert again.json()["code"] == "meeting_not_planned"


def test_meeting_logged_at_once_and_corrected(client, body, coordinator):
    ani, budi = make_member(body, "Ani"), make_member(body, "Budi")
    facts = {
        "wksbm": body.pk,
        "purpose": "Kerja bakti",
        "on": "2026-11-21",
        "at": "08:00",
        "place": "Lapangan",
        "minutes": {"present_ids": [ani.pk], "absent_ids": [budi.pk], "decided": "Selokan"},
    }

    made = send(client, "/api/v1/meetings/", facts)
    url = made.headers["Location"]
    corrected = send(client, f"{url}log/", {"present_ids": [budi.pk], "guests": 4})
    read = client.get(f"{url}attendances/")

    assert (made.status_code, made.json()["status"]) == (201, "held")
    assert (corrected.json()["decided"], corrected.json()["guests"]) == ("Selokan", 4)
    assert [(row["person_name"], row["present"]) for row in read.json()["results"]] == [
        ("Ani", True),
        ("Budi", True),
    ]


def test_marks_merge_without_a_version(client, body, coordinator):
    ani = make_member(body, "Ani")
    meeting = make_meeting(body, on=date(2026, 11, 20))

    answer = send(client, f"/api/v1/meetings/{meeting.pk}/attendances/", {"present_ids": [ani.pk]})

    assert [(row["person"], row["present"]) for row in answer.json()["results"]] == [(ani.pk, True)]


@pytest.mark.parametrize("minutes", [{}, {"minutes": {"present_ids": []}}])
def test_a_foreign_id_answers_as_any_taken_id(client, body, coordinator, minutes):
    theirs = make_meeting(make_body(make_village("52.07.02.2014")), purpose="Rahasia")
    mine = make_meeting(body, on=date(2026, 12, 24))
    facts = {"wksbm": body.pk, "purpose": "Rapat", "on": "2026-11-21", "at": "09:00", "place": "X"}

    answers = [
        send(client, "/api/v1/meetings/", facts | minutes | {"id": str(meeting.pk)})
        for meeting in (theirs, mine)
    ]

    bodies = [answer.json() for answer in answers]
    for found in bodies:
        found.pop("request_id")
    assert [answer.status_code for answer in answers] == [409, 409]
    assert bodies[0] == bodies[1]
    assert bodies[0]["code"] == "id_taken"
    theirs.refresh_from_db()
    assert theirs.purpose == "Rahasia"


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"wksbm": 999999}, "/wksbm", "does_not_exist"),
        ({"on": "9999-12-31"}, "/on", "too_far"),
        ({"on": "besok"}, "/on", "invalid"),
        ({"place": ""}, "/place", "blank"),
        ({"id": "123"}, "/id", "invalid"),
        ({"tempat": "X"}, "/tempat", "unknown_field"),
        ({"status": "held"}, "/status", "unknown_field"),
        ({"minutes": {}}, "/minutes/present_ids", "required"),
        (
            {"on": "2026-11-20", "minutes": {"present_ids": [999999]}},
            "/present_ids",
            "unknown_person",
        ),
    ],
)
def test_what_a_meeting_refuses(client, body, coordinator, wrong, pointer, code):
    facts = {"wksbm": body.pk, "purpose": "Rapat", "on": "2026-11-25", "at": "09:00", "place": "X"}

    answer = send(client, "/api/v1/meetings/", facts | wrong)

    assert answer.status_code == 422
    assert [(f["pointer"], f["code"]) for f in answer.json()["errors"]] == [(pointer, code)]


def test_another_villages_body_does_not_exist(client, body, coordinator):
    theirs = make_body(make_village("52.07.02.2014"))
    facts = {"wksbm": theirs.pk, "purpose": "X", "on": "2026-11-25", "at": "09:00", "place": "X"}

    answer = send(client, "/api/v1/meetings/", facts)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "does_not_exist")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["late", "held", "early"]),
        ("?status=held", ["held"]),
        ("?since=2026-11-15", ["late"]),
        ("?until=2026-11-14&region=52.07", ["held", "early"]),
        ("?region=52.08", []),
    ],
)
def test_meetings_are_filtered(client, body, coordinator, query, expected):
    make_meeting(body, purpose="early", on=date(2026, 11, 1))
    make_meeting(body, purpose="late", on=date(2026, 11, 30))
    make_held_meeting(body, purpose="held", logged_by=coordinator)

    rows = client.get(f"/api/v1/meetings/{query}").json()["results"]

    assert [row["purpose"] for row in rows] == expected


@pytest.mark.parametrize(
    "query", ["?wksbm=x", "?since=kemarin", "?status=lain", "?region=9", "?foo=1", "?limit=0"]
)
def test_malformed_parameters_are_refused(client, body, coordinator, query):
    assert client.get(f"/api/v1/meetings/{query}").status_code == 400


def test_meetings_are_paged_by_start_and_id(client, body, coordinator):
    same = [make_meeting(body, at=time(15)) for _ in range(3)]
    later = make_meeting(body, on=date(2026, 12, 24))

    seen, url = [], "/api/v1/meetings/?limit=1"
    while url:
        page = client.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]

    expected = [str(later.pk), *sorted((str(meeting.pk) for meeting in same), reverse=True)]
    assert seen == expected


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_as_many_queries_for_three_as_for_one(
    client, body, coordinator, django_assert_num_queries, rows
):
    for number in range(rows):
        make_meeting(body, at=time(8, number))
        make_series(body)

    for url in ("/api/v1/meetings/", "/api/v1/series/"):
        with django_assert_num_queries(4):
            assert len(client.get(url).json()["results"]) == rows


@pytest.mark.parametrize("people", [1, 25])
def test_attendances_take_as_many_queries_for_25_as_for_one(
    client, body, coordinator, django_assert_num_queries, people
):
    meeting = make_held_meeting(body, logged_by=coordinator)
    mark(meeting, *(make_member(body, f"Warga {number}") for number in range(people)))

    with django_assert_num_queries(5):
        found = client.get(f"/api/v1/meetings/{meeting.pk}/attendances/").json()

    assert len(found["results"]) == people


# --- Pages and API refuse alike ------------------------------------------------------------------


def test_page_and_api_refuse_alike(client, body, coordinator):
    """The same words for what a field, a constraint and a rule refuse."""
    tomorrow = {"on": "2026-11-22", "at": "15:00", "purpose": "Rapat", "place": "Balai"}
    series = services.start_series(
        body,
        purpose="Rutin",
        rrule="FREQ=WEEKLY;BYDAY=SA",
        starts_on=date(2026, 12, 1),
        at=time(15),
        place="Balai",
        actor=coordinator,
    )
    future = make_meeting(body, on=date(2026, 11, 22))
    log_page = {"version": 1, "shown": "", "day": "other", "on": "2026-11-22", "at": "15:00"}
    cases = [
        (
            f"/meetings/of/{body.pk}/plan/",
            tomorrow | {"id": str(uuid.uuid4())},
            "/api/v1/meetings/",
            tomorrow | {"wksbm": body.pk},
            (409, "Sudah ada pertemuan pada tanggal ini."),
        ),
        (
            f"/meetings/{future.pk}/log/",
            log_page | {"place": "Balai"},
            f"/api/v1/meetings/{future.pk}/log/",
            {"present_ids": []},
            (422, "Tanggal pertemuan tidak boleh setelah hari ini (Sabtu, 21 November 2026)."),
        ),
        (
            f"/meetings/series/{series.pk}/end/",
            {"on": "2026-11-01"},
            f"/api/v1/series/{series.pk}/end/",
            {"on": "2026-11-01"},
            (422, "Rangkaian berakhir sebelum mulai."),
        ),
        (
            f"/meetings/of/{body.pk}/plan/",
            tomorrow | {"id": str(uuid.uuid4()), "on": "9999-01-01"},
            "/api/v1/meetings/",
            tomorrow | {"wksbm": body.pk, "on": "9999-01-01"},
            (422, "Tanggal ini terlalu jauh."),
        ),
    ]

    for page_url, page_facts, api_url, api_facts, (status, words) in cases:
        page = client.post(page_url, page_facts)
        api = send(client, api_url, api_facts)

        assert (page.status_code, api.status_code) == (status, status), page_url
        assert words in " ".join(page.content.decode().split()), page_url
        told = api.json()
        assert words in {told["detail"], *(fault["detail"] for fault in told.get("errors", []))}
    assert not Meeting.objects.held().exists()
