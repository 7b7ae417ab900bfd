"""Persons for programs: written, changed by version, numbers masked."""

import pytest

from accounts.access import Role
from people.models import Person
from tests.factories.accounts import make_token, make_user
from tests.factories.people import a_nik, make_person
from tests.factories.regions import make_village

pytestmark = pytest.mark.django_db
HERE = "52.07.01.2001"


@pytest.fixture
def api(client):
    make_village(HERE)
    key = make_token(make_user(Role.VILLAGE_COORDINATOR, HERE))[1]

    def call(method, path, body=None, **headers):
        headers = {"authorization": f"Bearer {key}", **headers}
        url = path if path.startswith("/") else f"/api/v1/persons/{path}"
        if method == "get":
            return client.get(url, body or {}, headers=headers)
        return getattr(client, method)(
            url, data=body or {}, content_type="application/json", headers=headers
        )

    return call


def test_a_person_is_written_read_and_changed_by_version(api):
    facts = {"name": "Siti", "rt": "RT 3", "phone": "0812 3456 7890", "village": HERE}

    made = api("post", "", {"region": HERE, **facts})
    stale = api("patch", f"{made.json()['id']}/", {"name": "Lain"}, **{"if-match": '"7"'})
    changed = api(
        "patch",
        f"{made.json()['id']}/",
        {"birth_date": "1980-08-17", "village": None},
        **{"if-match": made["ETag"]},
    )
    faulty = api("patch", f"{made.json()['id']}/", {"rt": "x", "phone": "1", "sex": "?"})
    unknown = api("post", "", {"region": HERE, "name": "X", "nik": "1"})

    assert (made.status_code, made["ETag"]) == (201, '"1"')
    row = made.json()
    assert (row["rt"], row["phone"], row["village_name"], row["nik"]) == (
        "003",
        "+6281234567890",
        "Goa",
        "",
    )
    assert (stale.status_code, changed.status_code, changed["ETag"]) == (412, 200, '"2"')
    assert (changed.json()["birth_date"], changed.json()["village"]) == ("1980-08-17", None)
    assert (faulty.status_code, unknown.status_code) == (422, 422)


def test_the_list_is_masked_and_searched_by_name_alone(api):
    person = make_person("Hj. Siti Aminah", nik=(nik := a_nik()))
    make_person("Budi")
    make_person("Siti Jauh", at=make_village("11.01.01.2001"))
    merged = make_person("Siti Aminah", merged_into=person)

    found = api("get", "", {"q": "siti amnah"})

    [row] = found.json()["results"]
    assert (row["id"], row["nik"]) == (person.pk, f"{nik[:4]}**********{nik[-2:]}")
    assert nik not in found.content.decode()
    assert api("get", f"{merged.pk}/").json()["merged_into"] == person.pk
    assert api("get", "", {"nik": nik}).status_code == 400
    assert api("get", "", {"phone": "1"}).status_code == 400
    assert [one["name"] for one in api("get", "", {"nik": "no"}).json()["results"]] == ["Budi"]


def test_what_belongs_to_a_person_is_added_and_listed(api):
    person = make_person()
    nik = a_nik()

    kept = api("put", f"{person.pk}/nik/", {"nik": nik}, **{"if-match": '"1"'})
    card = {"number": "5207010501209001", "effective_from": "2024-01-01"}
    cards = api("post", f"{person.pk}/family-cards/", card)
    account = {"bank_code": "777", "number": "00123456", "holder_name": "Siti"}
    accounts = api("post", f"{person.pk}/accounts/", {**account, "effective_from": "2024-01-01"})
    consents = api("post", f"{person.pk}/consents/", {"purpose": "photo", "means": "paper"})
    withdrawn = api("post", f"{person.pk}/consents/withdraw/", {"purpose": "photo"})
    again = api("post", f"{person.pk}/consents/withdraw/", {"purpose": "photo"})

    assert (kept.status_code, kept.json()["version"], kept["ETag"]) == (200, 2, '"2"')
    assert [one["number"] for one in cards.json()] == ["5207**********01"]
    assert [(one["bank_code"], one["number"]) for one in accounts.json()] == [("777", "0012**56")]
    assert (consents.status_code, consents.json()[0]["withdrawn_at"]) == (201, None)
    assert withdrawn.json()[0]["withdrawn_at"] is not None
    assert again.status_code == 404
    assert api("get", f"{person.pk}/family-cards/").json() == cards.json()
    assert api("get", f"{person.pk}/accounts/").json() == accounts.json()
    assert api("get", f"{person.pk}/consents/").json() == withdrawn.json()
    assert api("put", f"{person.pk}/nik/", {"nik": ""}).status_code == 200
    for field in ("family-cards", "accounts", "consents"):
        assert api("post", f"{person.pk}/{field}/", {}).status_code == 422, field
    assert api("post", f"{person.pk}/reveal/", {"what": "nik"}).status_code == 403


def test_somebody_elsewhere_is_found_masked_and_taken_in(api):
    far = make_person("Siti Aminah", at=make_village("11.01.01.2001"), nik=(nik := a_nik()))

    found = api("post", "find/", {"region": HERE, "number": nik}).json()
    token = found["candidates"][0]["token"]
    taken = api("post", "take-in/", {"region": HERE, "token": token})

    assert (found["persons"], found["candidates"][0]["initials"]) == ([], "S. A.")
    assert (taken.status_code, taken.json()["id"]) == (200, far.pk)
    assert api("post", "find/", {"region": HERE, "number": nik}).json()["persons"] == [far.pk]
    assert api("post", "find/", {"region": HERE}).status_code == 422
    assert api("post", "find/", {"region": "11.01.01.2001", "number": nik}).status_code == 403
    assert Person.objects.count() == 1
