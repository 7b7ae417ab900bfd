"""The recap of a period: who came how often, on the page, on paper, as a sheet, by the API."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.access import Role
from audit.models import SensitiveLook
from meetings.models import Attendance, Meeting
from meetings.papers import RECAP
from meetings.recaps import recap_of
from papers.models import Paper
from papers.services import issue_paper
from tests.factories.accounts import make_token, make_user
from tests.factories.meetings import make_body, make_held_meeting, make_meeting, make_member, mark
from tests.factories.volunteers import make_organisation
from tests.papers.sheets import squeezed, text_of
from tests.spreadsheets.opened import content_of, table_of

SINCE, UNTIL = date(2026, 1, 1), date(2026, 6, 30)
PERIOD = {"since": SINCE.isoformat(), "until": UNTIL.isoformat()}


@pytest.fixture
def keeper(db):
    return make_user(Role.VILLAGE_COORDINATOR)


def make_year(keeper, days=(date(2026, 1, 10), date(2026, 2, 14))):
    """Return a body with two members, one of whom came always and once late, and a guest."""
    body = make_body()
    ani = make_member(body, "Ani", sex="female")
    budi = make_member(body, "Budi", sex="male")
    for day in days:
        meeting = make_held_meeting(body, logged_by=keeper, on=day, guests=1)
        mark(meeting, ani)
        mark(meeting, budi, present=False)
    Attendance.objects.filter(meeting=meeting, person=ani).update(late=True)
    Attendance.objects.create(meeting=meeting, name="Dedi", sex="male", present=True)
    return body


def test_page_and_sheet_tell_who_came_how_often(client, keeper):
    body = make_year(keeper)
    make_held_meeting(body, logged_by=keeper, on=UNTIL + timedelta(days=1))
    make_meeting(body, on=UNTIL)
    client.force_login(keeper)
    url = reverse("meetings:recap", args=[body.pk])

    page = client.get(url, PERIOD).content.decode()
    file = client.get(url, {**PERIOD, "form": "xlsx"})

    said = squeezed(page)
    assert squeezed("2 dari 2") in said
    assert squeezed("0 dari 2") in said
    headings, rows = table_of(content_of(file))
    days = ["10 Januari 2026", "14 Februari 2026"]
    assert headings == ["Nama", "L/P", *days, "Hadir", "Terlambat", "Dari", "Persen"]
    assert rows == [
        ("Ani", "P", "H", "T", 2, 1, 2, 100),
        ("Budi", "L", "-", "-", 0, 0, 2, 0),
    ]
    look = SensitiveLook.objects.get()
    assert (look.region_id, look.count) == (body.region_id, 2)
    assert look.detail == (
        f"Rekap kehadiran (xlsx); Penyelenggara: {body.name}; "
        "Masa: 1 Januari 2026 sampai 30 Juni 2026"
    )


def test_paper_is_issued_once_for_a_period(client, keeper):
    body = make_year(keeper)
    client.force_login(keeper)
    url = reverse("meetings:print_recap", args=[body.pk])

    for _time in range(2):
        client.post(url, PERIOD)

    paper = Paper.objects.get()
    facts = paper.facts["facts"]
    assert paper.subject_key == f"meetings.recap:wksbm:{body.pk}:2026-01-01:2026-06-30"
    assert facts["columns"] == ["10 Jan", "14 Feb"]
    assert facts["rows"][0] == {
        "name": "Ani",
        "sex": "P",
        "marks": ["H", "T"],
        "came": "2/2",
        "share": "100%",
    }
    assert [(line["name"], line["values"], line["total"]) for line in facts["sums"]] == [
        ("Hadir", [2, 3], 5),
        ("Laki-laki", [1, 2], 3),
        ("Perempuan", [1, 1], 2),
        ("Di antaranya tamu", [1, 2], 3),
    ]
    assert squeezed("H hadir, T hadir terlambat") in text_of(paper.file.read())


def test_more_meetings_than_columns_are_counted_by_the_month(keeper):
    days = [date(2026, 1, 3) + timedelta(weeks=week) for week in range(13)]
    body = make_year(keeper, days)

    paper = issue_paper(RECAP, recap_of(body, SINCE, UNTIL), actor=keeper)

    facts = paper.facts["facts"]
    assert facts["columns"] == ["Jan", "Feb", "Mar"]
    assert facts["rows"][0]["marks"] == ["5/5", "4/4", "4/4"]
    assert facts["sums"][0]["values"] == [10, 8, 9]


def test_period_is_in_order_and_no_longer_than_a_year(client, keeper):
    body = make_body()
    cases = [
        (UNTIL, SINCE, "before_since"),
        (date(2025, 1, 1), date(2026, 1, 2), "too_long"),
    ]
    client.force_login(keeper)
    url = reverse("meetings:recap", args=[body.pk])

    for since, until, code in cases:
        with pytest.raises(ValidationError) as refused:
            recap_of(body, since, until)
        assert refused.value.error_dict["until"][0].code == code
        asked = {"since": since.isoformat(), "until": until.isoformat()}
        assert client.get(url, asked).status_code == 422
        print_url = reverse("meetings:print_recap", args=[body.pk])
        assert client.post(print_url, asked).url == f"{url}?since={since}&until={until}"
    assert client.get(url, {"since": "x", "until": "y"}).status_code == 422
    assert client.get(url).status_code == 200
    print_url = reverse("meetings:print_recap", args=[body.pk])
    assert client.post(print_url, PERIOD).status_code == 409  # nothing was held


def test_a_program_names_the_period(client, keeper):
    body = make_year(keeper)
    elsewhere = make_organisation(region=make_body().region.parent)
    _token, key = make_token(keeper)
    sent = {"content_type": "application/json", "headers": {"Authorization": f"Bearer {key}"}}

    def ask(subject):
        return client.post("/api/v1/papers/", {"kind": RECAP, "subject": subject}, **sent)

    assert ask(f"wksbm:{body.pk}:2026-01-01:2026-06-30").status_code == 201
    for subject in (
        f"wksbm:{body.pk}:2026-06-30:2026-01-01",
        f"wksbm:{body.pk}:2026-13-01:2026-06-30",
        f"organisation:{elsewhere.pk}:2026-01-01:2026-06-30",
        "region:52.08:2026-01-01:2026-06-30",
        "person:1:2026-01-01:2026-06-30",
        "wksbm:x:2026-01-01:2026-06-30",
        "wksbm",
    ):
        assert ask(subject).status_code == 422, subject
    assert Paper.objects.count() == 1


def test_a_program_reads_the_numbers(client, keeper):
    body = make_year(keeper)
    stranger = make_user(Role.VILLAGE_COORDINATOR, "52.07.02.2014")
    here = f"host=wksbm:{body.pk}&since=2026-01-01&until=2026-06-30"

    def ask(query, user=keeper):
        _token, key = make_token(user)
        headers = {"Authorization": f"Bearer {key}"}
        return client.get(f"/api/v1/recaps/?{query}", headers=headers)

    told = ask(here).json()

    assert told["subject"] == f"wksbm:{body.pk}:2026-01-01:2026-06-30"
    assert [list(row.values())[1:] for row in told["people"]] == [
        ["Ani", "female", 2, 1, 2],
        ["Budi", "male", 0, 0, 2],
    ]
    assert [list(row.values())[1:] for row in told["meetings"]] == [
        ["2026-01-10", 2, 1, 1, 0, 1],
        ["2026-02-14", 3, 2, 1, 0, 2],
    ]
    assert ask(here, stranger).status_code == 404
    region = f"host=region:{body.region_id}&since=2026-01-01&until=2026-06-30"
    assert (ask(region).status_code, ask(region, stranger).status_code) == (200, 404)
    for query, status in (
        (here.replace("2026-06-30", "2027-06-30"), 422),
        (here.replace("2026-06-30", "x"), 400),
        (f"{here}&limit=3", 400),
        ("since=2026-01-01&until=2026-06-30", 400),
        (here.replace("wksbm:", "wksbm:9.9"), 404),
    ):
        assert ask(query).status_code == status, query


def test_recap_asks_no_more_of_many_meetings(keeper, django_assert_num_queries):
    body = make_year(keeper, [date(2026, month, 10) for month in range(1, 6)])

    with django_assert_num_queries(2):
        recap_of(body, SINCE, UNTIL).table(Meeting.objects.all())
