"""The pages and the API of those who may be one person."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.access import Role
from people.models import DuplicatePair, Merge, Person
from people.services import find_duplicates
from tests.factories.accounts import make_user
from tests.factories.people import make_pair, make_person
from tests.factories.regions import make_region, make_village
from tests.factories.wksbm import make_membership, make_seat, make_wksbm

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def officer(client):
    make_village("52.07.01.2001")
    user = make_user(Role.DISTRICT_OFFICER, make_region("52.07"))
    client.force_login(user)
    return user


@pytest.fixture
def pair(officer):
    village = make_village("52.07.01.2001")
    born = date(1980, 8, 17)
    older = make_person("Siti Aminah", at=village, birth_date=born)
    newer = make_person("Hj. Siti Aminah", at=village, birth_date=born, phone="+6281234567890")
    make_seat(wksbm=make_wksbm(region=village), holder=newer, post="adviser")
    find_duplicates()
    found = DuplicatePair.objects.get()
    assert (found.lower, found.higher) == (older, newer)
    return found


def test_a_pair_is_found_in_the_list_looked_at_merged_and_taken_apart_again(client, pair):
    listed = client.get(reverse("people:duplicates"))
    page = client.get(pair.get_absolute_url())

    assert [line["pair"] for line in listed.context["lines"]] == [pair]
    assert "Tanggal lahir sama" in listed.content.decode()
    form = page.context["form"]
    assert list(form.fields) == ["fact-name", "fact-phone", "reason"]
    assert (form["fact-name"].value(), form["fact-phone"].value()) == ("stays", "goes")
    assert page.context["preview"].counts == [("pengurus", 1)]

    facts = {"fact-name": "goes", "fact-phone": "goes", "reason": "Dua kali tercatat"}
    sent = client.post(pair.get_absolute_url(), facts)

    merge = Merge.objects.get()
    pair.lower.refresh_from_db()
    assert (sent.status_code, sent.url) == (302, merge.get_absolute_url())
    assert (pair.lower.name, pair.lower.phone) == ("Hj. Siti Aminah", "+6281234567890")
    assert client.get(reverse("people:duplicates")).context["lines"] == []
    assert "Dua kali tercatat" in client.get(sent.url).content.decode()
    assert client.get(reverse("people:merges")).context["merges"][0] == merge
    assert client.get(pair.get_absolute_url()).context["is_open"] is False

    client.post(reverse("people:undo_merge", args=[merge.pk]))

    pair.lower.refresh_from_db()
    assert (pair.lower.name, pair.lower.phone) == ("Siti Aminah", "")
    assert "Diurungkan oleh" in client.get(sent.url).content.decode()


def test_the_other_may_stay_and_a_clash_is_chosen_on_the_page(client, pair):
    body = make_wksbm(region_id=pair.region_id)
    make_membership(wksbm=body, person=pair.lower, since=date(2020, 1, 1))
    make_membership(wksbm=body, person=pair.higher, since=date(2024, 1, 1))
    url = f"{pair.get_absolute_url()}?stays={pair.higher_id}"
    facts = {"fact-name": "stays", "fact-phone": "stays"}
    clash = next(name for name in client.get(url).context["form"].fields if "clash" in name)

    refused = client.post(url, facts)
    done = client.post(url, facts | {clash: "goes"})

    assert (refused.status_code, list(refused.context["form"].errors)) == (422, [clash])
    assert done.status_code == 302
    assert pair.higher.memberships.get().term.lower == date(2020, 1, 1)


def test_two_are_told_apart_and_a_person_may_think_again(client, pair):
    client.post(reverse("people:tell_apart", args=[pair.pk]))
    assert client.get(reverse("people:duplicates")).context["lines"] == []
    assert "Buka kembali" in client.get(pair.get_absolute_url()).content.decode()

    client.post(reverse("people:reopen_pair", args=[pair.pk]))

    assert len(client.get(reverse("people:duplicates")).context["lines"]) == 1


def test_two_persons_are_chosen_by_hand(client, pair):
    other = make_person("Aminah", at=make_village("52.07.02.2014"))
    choose = reverse("people:choose_twin", args=[pair.lower_id])

    assert client.get(choose).context["found"] == [pair.higher]
    assert set(client.get(choose, {"q": "aminah"}).context["found"]) == {pair.higher, other}
    facts = {"fact-name": "stays", "fact-birth_date": "stays"}
    merge_with = reverse("people:merge_with", args=[pair.lower_id, other.pk])
    assert client.get(merge_with).status_code == 200
    assert client.post(merge_with, facts).status_code == 302
    other.refresh_from_db()
    assert other.merged_into == pair.lower


def test_lists_are_narrowed_to_a_region_and_are_the_deciders_alone(client, pair):
    elsewhere = make_pair(at=make_village("52.07.02.2014"))
    url = reverse("people:duplicates")

    assert len(client.get(url).context["lines"]) == 2
    narrowed = client.get(url, {"region": "52.07.02.2014"}).context["lines"]
    assert [line["pair"] for line in narrowed] == [elsewhere]
    client.force_login(make_user(Role.VILLAGE_SECRETARY, "52.07.01.2001"))
    assert [client.get(url).status_code, client.get(reverse("people:merges")).status_code] == [
        403,
        403,
    ]
    assert client.get(f"{API}/duplicates/").json()["results"] == []


def test_pages_ask_as_much_for_many_as_for_few(client, officer):
    village = make_village("52.07.01.2001")
    urls = [reverse("people:duplicates"), f"{API}/duplicates/", f"{API}/merges/"]
    counts = []
    for _ in range(2):
        make_pair(at=village)
        client.get(urls[0])
        asked = []
        for url in urls:
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            asked.append(len(queries))
        counts.append(asked)

    assert counts[0] == counts[1]


def test_programs_decide_as_pages_do(client, pair):
    def post(path, facts=None):
        return client.post(f"{API}{path}", facts or {}, content_type="application/json")

    [row] = client.get(f"{API}/duplicates/", {"status": "open"}).json()["results"]
    assert (row["lower_name"], row["score"], row["reasons"][0]["sign"]) == (
        "Siti Aminah",
        95,
        "name_same",
    )
    path = f"/duplicates/{pair.pk}"
    assert client.get(f"{API}{path}/preview/").json() == {
        "counts": [{"kind": "pengurus", "count": 1}],
        "clashes": [],
    }
    assert client.get(f"{API}{path}/preview/", {"stays": "nobody"}).status_code == 400
    assert post(f"{path}/different/").json()["status"] == "different"
    refused = post(f"{path}/merge/", {"stays": "lower"})
    assert (refused.status_code, refused.json()["code"]) == (409, "known_different")
    assert post(f"{path}/reopen/").json()["status"] == "open"
    assert post(f"{path}/merge/", {"stays": "nobody"}).status_code == 422

    merged = post(f"{path}/merge/", {"stays": "higher", "take": ["name"]}).json()

    assert Person.objects.get(pk=merged["stays"]).name == "Siti Aminah"
    assert client.get(f"{API}/merges/", {"goes": merged["goes"]}).json()["results"] == [merged]
    assert post(f"/merges/{merged['id']}/undo/").json()["remarks"] == []
    again = post(f"/merges/{merged['id']}/undo/")
    assert (again.status_code, again.json()["code"]) == (409, "already_undone")
