"""The four steps as pages and by API: what one sees, what is refused, what it costs."""

from io import BytesIO

import openpyxl
import pytest

from accounts.access import Role
from people.models import Person
from spreadsheets.models import Import
from tests.factories.accounts import make_user
from tests.factories.imports import make_checked_import, make_import, sheet, upload, worked
from tests.factories.regions import make_village

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    make_village()
    user = make_user(Role.DISTRICT_OFFICER, "52.07")
    client.force_login(user)
    return user


def test_the_four_steps_as_pages(client, officer):
    content = sheet([("Siti Aminah", "Goa"), ("", "Goa")], ("Nama", "Desa"))
    opened = client.get("/spreadsheets/imports/new/")
    assert opened.status_code == 200

    sent = client.post(
        "/spreadsheets/imports/new/",
        {"kind": "people", "region": "52.07", "file": upload(content)},
    )

    batch = Import.objects.get()
    assert (sent.status_code, sent.url) == (302, f"/spreadsheets/imports/{batch.pk}/columns/")
    page = client.get(sent.url)
    assert page.status_code == 200
    chosen = client.post(sent.url, {"column_0": "name", "column_1": "village"})
    assert chosen.status_code == 302
    worked(batch)
    assert chosen.url == batch.job.get_absolute_url()
    check = f"/spreadsheets/imports/{batch.pk}/check/"
    assert client.get(f"/spreadsheets/imports/{batch.pk}/").url == check
    listed = client.get(check)
    assert listed.status_code == 200
    assert "A3 · Nama" in listed.content.decode()
    mended = client.post(
        f"/spreadsheets/imports/{batch.pk}/rows/3/", {"field": "name", "text": "Budi"}
    )
    assert (mended.status_code, mended.url) == (302, f"{check}#daftar")
    assert client.get(f"{check}?status=ready").status_code == 200
    confirmed = client.post(f"/spreadsheets/imports/{batch.pk}/confirm/")
    assert confirmed.status_code == 302
    worked(batch)
    assert (batch.state, batch.created, batch.failed) == ("saved", 2, 0)
    assert client.get(f"/spreadsheets/imports/{batch.pk}/").status_code == 200
    assert client.get("/spreadsheets/imports/").status_code == 200
    undo = f"/spreadsheets/imports/{batch.pk}/undo/"
    assert client.get(undo).status_code == 200
    assert client.post(undo).status_code == 302
    worked(batch)
    assert batch.state == "undone"
    assert Person.objects.count() == 0


def test_the_same_by_api(client, officer):
    content = sheet([("Siti Aminah", "Goa"), ("", "Goa")], ("Nama", "Desa"))

    made = client.post(
        "/api/v1/imports/", {"kind": "people", "region": "52.07", "file": upload(content)}
    )

    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    url = f"/api/v1/imports/{pk}/"
    asked = {"content_type": "application/json"}
    told = client.patch(url, {"columns": {"0": "name", "1": "village"}}, **asked)
    assert (told.status_code, told.json()["state"]) == (200, "checking")
    batch = worked(Import.objects.get(pk=pk))
    rows = client.get(f"{url}rows/?status=fail").json()["results"]
    assert [(row["number"], row["faults"][0]["address"]) for row in rows] == [(3, "A3")]
    assert rows[0]["faults"][0]["code"] == "blank"
    mended = client.patch(f"{url}rows/3/", {"field": "name", "text": "Budi"}, **asked)
    assert (mended.status_code, mended.json()["action"]) == (200, "create")
    assert client.post(f"{url}confirm/").status_code == 202
    assert client.post(f"{url}confirm/").json()["code"] == "at_work"
    worked(batch)
    answer = client.get(url).json()
    assert (answer["state"], answer["created"]) == ("saved", 2)
    assert client.post(f"{url}confirm/").json()["code"] == "wrong_state"
    assert client.get(f"{url}uses/").json() == []
    assert client.post(f"{url}undo/").status_code == 202
    worked(batch)
    assert client.get(url).json()["state"] == "undone"


def test_a_sheet_that_is_refused_says_so_beside_the_file(client, officer):
    sent = client.post(
        "/spreadsheets/imports/new/",
        {"kind": "people", "region": "52.07", "file": upload(b"%PDF-1.7 not a sheet")},
    )
    by_api = client.post(
        "/api/v1/imports/",
        {"kind": "people", "region": "52.07", "file": upload(b"%PDF-1.7 not a sheet")},
    )

    assert sent.status_code == 422
    assert list(sent.context["form"].errors) == ["file"]
    assert by_api.status_code == 422
    assert by_api.json()["errors"][0]["pointer"] == "/file"
    assert Import.objects.count() == 0


def test_templates_are_given_out_and_read_again(client, officer):
    for kind in ("people", "wksbm"):
        answer = client.get(f"/spreadsheets/imports/template/{kind}/")

        assert answer.status_code == 200, kind
        book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
        headings = [cell.value for cell in book.worksheets[0][1]]
        book.worksheets[0].append(["Siti Aminah"])
        filled = BytesIO()
        book.save(filled)
        batch = make_import(content=filled.getvalue(), kind=kind, region=make_village())
        assert len(batch.columns) == len(headings), kind
    assert client.get("/spreadsheets/imports/template/absent/").status_code == 404


def test_lists_cost_the_same_with_one_row_and_three(client, officer, django_assert_num_queries):
    village = make_village()
    make_checked_import(village)
    with django_assert_num_queries(5):
        client.get("/spreadsheets/imports/")
    for _number in range(2):
        make_checked_import(village)
    with django_assert_num_queries(5):
        client.get("/spreadsheets/imports/")
