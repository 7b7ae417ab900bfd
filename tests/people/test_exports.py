"""Persons that leave as a spreadsheet: masked, or whole with a purpose that is noted."""

import pytest
from django.urls import reverse

from accounts.access import Role
from audit.models import SensitiveLook
from spreadsheets.exporting import files
from tests.factories.accounts import make_user
from tests.factories.people import a_nik, make_person
from tests.factories.regions import make_village
from tests.spreadsheets.opened import content_of, table_of

pytestmark = pytest.mark.django_db


def rows_of(answer):
    return table_of(content_of(answer))[1]


@pytest.fixture
def nik():
    number = a_nik()
    village = make_village()
    make_person("Hj. Siti Aminah, S.Sos", at=village, village=village, nik=number)
    make_person("Budi", at=village, village=village)
    return number


def test_a_list_of_persons_leaves_with_its_numbers_masked(client, nik):
    client.force_login(make_user(Role.VILLAGE_COORDINATOR))

    answer = client.get(reverse("spreadsheets:export", args=["persons"]))

    rows = rows_of(answer)
    assert [(row[0], row[5]) for row in rows] == [
        ("Budi", None),
        ("Hj. Siti Aminah, S.Sos", f"{nik[:4]}**********{nik[-2:]}"),
    ]


def test_whole_numbers_need_the_right_and_a_purpose_that_is_noted(client, nik):
    url = reverse("spreadsheets:export", args=["person-numbers"])
    client.force_login(make_user(Role.VILLAGE_COORDINATOR))
    assert client.get(url, {"purpose": "payment"}).status_code == 403
    client.force_login(make_user(Role.DISTRICT_OFFICER))
    assert client.get(url).status_code == 400

    answer = client.get(url, {"purpose": "payment"})

    assert [(row[0], row[5]) for row in rows_of(answer)] == [
        ("Budi", None),
        ("Hj. Siti Aminah, S.Sos", nik),
    ]
    look = SensitiveLook.objects.get()
    assert (look.kind, look.count) == ("export", 2)
    assert "Untuk keperluan: Menyiapkan pembayaran" in look.detail


def test_a_file_of_whole_numbers_is_never_kept(client, nik, monkeypatch):
    monkeypatch.setattr(files, "IN_REQUEST", 1)
    client.force_login(make_user(Role.DISTRICT_OFFICER))
    url = reverse("spreadsheets:export", args=["person-numbers"])

    offered = client.post(f"{url}?purpose=payment")

    assert (offered.status_code, offered.context["code"]) == (409, "too_many_rows")


def test_the_page_offers_whole_numbers_to_whoever_may_see_them(client, nik):
    shown = {}
    for role in (Role.VILLAGE_COORDINATOR, Role.DISTRICT_OFFICER):
        client.force_login(make_user(role))
        page = client.get(reverse("people:persons"), {"q": "siti"})
        shown[role] = page.context["numbers_form"] is not None

    assert shown == {Role.VILLAGE_COORDINATOR: False, Role.DISTRICT_OFFICER: True}
    assert page.context["kept_filters"] == [("q", "siti")]
