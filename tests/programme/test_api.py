"""The books for programs: one host, versions, what is refused as on the page."""

import pytest
from django.urls import reverse

from accounts.access import Role
from programme.models import Activity, Letter, Visit
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_held_meeting
from tests.factories.programme import make_activity, make_letter, make_visit
from tests.factories.regions import make_village
from tests.factories.volunteers import make_organisation

pytestmark = pytest.mark.django_db
LETTER = {"direction": "in", "entered_on": "2026-03-10", "party": "Camat", "subject": "Rapat"}
LINE = {"year": 2026, "name": "Senam", "from_month": 3, "to_month": 5}
VISIT = {"on": "2026-03-10", "name": "Rahmat", "office": "Bima", "purpose": "Monev"}


@pytest.fixture
def body():
    return make_body()


@pytest.fixture
def send(client, body):
    client.force_login(make_user(Role.VILLAGE_SECRETARY, body.region))

    def send(method, path, data=None, **headers):
        return getattr(client, method)(
            f"/api/v1/{path}", data, content_type="application/json", headers=headers
        )

    return send


def test_each_host_has_its_books_and_one_is_named(send, body):
    organisation = make_organisation(region=body.region)
    hosts = {"wksbm": body.pk, "organisation": organisation.pk, "region": body.region_id}

    for name, key in hosts.items():
        for path, facts in (("activities/", LINE), ("letters/", LETTER), ("visits/", VISIT)):
            answer = send("post", path, facts | {name: key})
            assert answer.status_code == 201, answer.json()
            assert (answer.json()[name], answer["ETag"]) == (key, '"1"')
    for named in ({}, {"wksbm": body.pk, "region": body.region_id}):
        answer = send("post", "letters/", LETTER | named)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "one_host")
    foreign = make_body(make_village("52.08.01.2001"))
    assert send("post", "letters/", LETTER | {"wksbm": foreign.pk}).status_code == 422
    for slug in (f"wksbm-{body.pk}", f"organisation-{organisation.pk}", f"region-{body.region_id}"):
        rows = send("get", f"letters/?host={slug}&year=2026&direction=in").json()["results"]
        assert [row["number"] for row in rows] == [1]
    assert send("get", "letters/?host=x").status_code == 400


def test_a_line_goes_its_way(send, body):
    row = make_activity(body)
    path = f"activities/{row.pk}/"

    assert send("patch", path, {"goal": "Lansia"}, **{"If-Match": '"1"'}).json()["version"] == 2
    assert send("patch", path, {"goal": "x"}, **{"If-Match": '"1"'}).status_code == 412
    refused = send("patch", path, {"cost": 5})
    assert refused.json()["errors"][0]["detail"] == "Pilih sumber biayanya."
    done = {"done_on": "2026-04-01", "result": "Ada"}
    assert send("post", f"{path}finish/", done).json()["status"] == "done"
    assert send("post", f"{path}plan-again/").json()["result"] == ""
    assert send("post", f"{path}plan-again/").json()["code"] == "activity_planned"
    copy = {"wksbm": body.pk, "from_year": 2026, "to_year": 2027}
    copied = send("post", "activities/copy/", copy)
    assert copied.status_code == 201
    assert copied.json()["activities"] == [str(Activity.objects.get(year=2027).pk)]
    assert send("post", f"{path}drop/", {"because": "Banjir"}).json()["status"] == "dropped"


def test_letters_and_visits_are_corrected_and_struck(send, body):
    for path, row, change in (
        ("letters", make_letter(body), {"party": "Bupati"}),
        ("visits", make_visit(body), {"people": 4}),
    ):
        address = f"{path}/{row.pk}/"
        assert send("patch", address, change).status_code == 200
        assert send("patch", address, change, **{"If-Match": '"1"'}).status_code == 412
        struck = send("post", f"{address}strike/", {"because": "Salah"})
        assert struck.json()["struck_because"] == "Salah"
        assert send("patch", address, change).status_code == 409


def test_page_and_api_refuse_alike(client, send, body):
    tomorrow = {"entered_on": "2199-01-01", "party": "Camat", "subject": "Rapat"}
    answer = send("post", "letters/", LETTER | tomorrow | {"wksbm": body.pk})
    page = client.post(reverse("programme:enter_letter", args=[f"wksbm-{body.pk}"]), tomorrow)

    error = answer.json()["errors"][0]
    assert (answer.status_code, page.status_code) == (422, 422)
    assert error["pointer"].endswith("entered_on")
    assert page.context["form"].errors == {"entered_on": [error["detail"]]}
    assert not Letter.objects.exists()


def test_a_book_is_opened_and_printed(send, body):
    asked = {"wksbm": body.pk, "kind": "plan", "year": 2026}
    book = send("post", "books/", asked).json()

    paper = send("post", "papers/", {"kind": "programme.work_plan", "subject": str(book["id"])})

    assert send("post", "books/", asked).json() == book
    assert paper.status_code == 201
    assert paper.json()["title"].startswith("Rencana kerja tahunan 2026")
    assert [row["id"] for row in send("get", "books/?kind=plan").json()["results"]] == [book["id"]]


def test_phones_of_guests_are_for_who_keeps_the_book(client, send, body):
    visit = make_visit(body, phone="+6281234567890")
    meeting = make_held_meeting(body, logged_by=visit.entered_by, visitors="Bima")
    assert send("get", f"visits/{visit.pk}/").json()["phone"] == "+6281234567890"
    taken = send("post", "visits/of-meeting/", {"meeting": str(meeting.pk)})
    assert taken.json()["id"] == str(Visit.objects.get(meeting=meeting).pk)

    client.force_login(make_user(Role.PKK_LEADER, "52.07"))

    rows = send("get", "visits/").json()["results"]
    assert {row["phone"] for row in rows} == {""}
