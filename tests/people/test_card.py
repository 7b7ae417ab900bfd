"""The list of persons, a person's card, and the forms that lead from it."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from people.models import BankAccount, Consent, Person
from people.sections import Section, sections_of
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_held_meeting
from tests.factories.people import (
    a_nik,
    make_bank_account,
    make_consent,
    make_family_card,
    make_person,
)
from tests.factories.regions import make_region, make_village
from tests.factories.wksbm import make_membership, make_seat, make_wksbm

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    user = make_user(Role.VILLAGE_COORDINATOR)
    client.force_login(user)
    return user


def names_on(page):
    return [line["person"].name for line in page.context["rows"]]


def text_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_the_list_shows_ones_own_persons_by_name_masked(client, coordinator):
    village = make_village()
    facts = {"sex": "female", "rt": "003", "rw": "007", "phone": "+6281234567890"}
    born = date(timezone.localdate().year - 40, 1, 1)
    make_person("Zubaidah")
    make_person("Hj. Aminah", nik=(nik := a_nik()), village=village, birth_date=born, **facts)
    make_person("Jauh", at=make_village("11.01.01.2001"))
    kept = make_person("Budi")
    make_person("Budi", merged_into=kept)
    make_person("Hilang", erased_at=timezone.now())

    page = client.get("/people/")

    assert names_on(page) == ["Hj. Aminah", "Budi", "Zubaidah"]
    said = text_of(page)
    assert f"P 40 Desa Goa, 003/007 0812-3456-7890 {nik[:4]}**********{nik[-2:]}" in said
    assert nik not in said


def test_the_list_is_narrowed_by_name_region_and_nik(client):
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    there = make_village("52.07.02.2014")
    make_person("Siti Aminah", nik=a_nik())
    make_person("Siti Aminah Abdullah", at=there)
    make_person("Budi", at=there, nik=a_nik())
    cases = {
        "q=sti aminah": ["Siti Aminah"],
        "q=siti amnah": ["Siti Aminah", "Siti Aminah Abdullah"],
        "region=52.07.02": ["Budi", "Siti Aminah Abdullah"],
        "region=52.07.02.2014&nik=yes": ["Budi"],
        "nik=no&q=aminah": ["Siti Aminah Abdullah"],
        "region=11": [],
        "region=x": [],
        "page=2": [],
    }

    for query, found in cases.items():
        assert names_on(client.get(f"/people/?{query}")) == found, query
    options = [
        code
        for code, _name in client.get("/people/")
        .context["filter_form"]["region"]
        .field.widget.choices
    ]
    assert options == ["", "52.07.01", "52.07.02"]


def test_a_number_is_not_sought_by_an_address(client, coordinator):
    sent = client.get("/people/", {"q": "5207 0157 0880 9001"})

    assert (sent.status_code, sent.url) == (302, "/people/find/")


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_takes_as_many_queries_for_many_as_for_one(
    client, coordinator, number, django_assert_num_queries
):
    for _one in range(number):
        make_person(nik=a_nik(), village=make_village())
    client.get("/people/")

    with django_assert_num_queries(6):
        client.get("/people/?q=siti")


def test_pages_of_fifty(client, coordinator):
    Person.objects.bulk_create(Person(name=f"Warga {n:03d}") for n in range(60))
    village = make_village()
    for person in Person.objects.all():
        person.presences.create(region=village)

    first = client.get("/people/?q=warga")
    second = client.get(first.context["next_url"].replace("?", "/people/?", 1))

    assert [len(names_on(first)), len(names_on(second))] == [50, 10]
    assert (second.context["next_url"], second.context["first_url"]) == ("", "?q=warga")


def test_the_card_tells_what_a_person_is_does_and_did(client):
    client.force_login(officer := make_user(Role.DISTRICT_OFFICER, "52.07"))
    body = make_body(make_village())
    person = make_person(
        "Hj. Siti Aminah, S.Sos",
        nik=(nik := a_nik()),
        birth_date=date(1980, 8, 17),
        birth_place="Taliwang",
        phone="+6281234567890",
        village=make_village(),
        rt="003",
        rw="007",
    )
    person.presences.create(region=make_village("52.07.02.2014"))
    make_seat(wksbm=body, holder=person)
    make_membership(wksbm=body, person=person)
    meeting = make_held_meeting(body, logged_by=officer)
    meeting.attendances.create(person=person, present=True)
    make_family_card(person)
    make_bank_account(person, "0012345678", holder_name="Budi")
    make_consent(person)
    make_person("Siti Aminah", merged_into=person)

    page = client.get(f"/people/{person.pk}/")

    said = text_of(page)
    for part in (
        f"{nik[:4]}**********{nik[-2:]}",
        "Bank NTB Syariah 0012****78",
        "Nama pemilik berbeda",
        "Nama tanpa gelar Siti Aminah",
        "Taliwang, 17 Agustus 1980",
        "RT 003/RW 007",
        "Juga tercatat di",
        "Hadir 1 dari 1 pertemuan",
        "Dikirimi pesan pengingat",
    ):
        assert part in said, part
    titles = [event["title"] for event in page.context["events"]]
    assert titles[-1] == "Lahir"
    for title in (
        "KK baru",
        "Rekening baru",
        "Persetujuan diberikan",
        "Data diubah",
        "Dicatat di WKSBM",
    ):
        assert title in titles
    assert said.count("Lihat utuh") == 3


def test_sections_show_no_more_than_their_reader_may_see():
    reader = make_user(Role.VILLAGE_COORDINATOR)
    person = make_person()
    make_seat(wksbm=make_wksbm(region=make_village("11.01.01.2001")), holder=person)

    shown = [section for section in sections_of(person, reader) if section.lines]

    assert shown == []
    assert all(isinstance(section, Section) for section in sections_of(person, reader))


def test_forms_write_and_lead_back_to_the_card(client, coordinator):
    person = make_person()
    card = f"/people/{person.pk}/"
    cases = [
        ("set_nik", {"nik": a_nik()}),
        ("add_family_card", {"number": "5207010501209001", "since": "2024-01-01"}),
        (
            "add_bank_account",
            {"bank_code": "128", "number": "0012345678", "holder_name": "X", "since": "2024-01-01"},
        ),
        ("give_consent", {"purpose": "photo", "means": "paper"}),
    ]
    for name, fields in cases:
        url = reverse(f"people:{name}", args=[person.pk])
        assert client.get(url).status_code == 200, name
        assert client.post(url, {}).status_code in {302, 422}, name
        sent = client.post(url, fields)
        assert (sent.status_code, sent.url) == (302, card), (name, sent.content[-3000:])
    account, consent = BankAccount.objects.get(), Consent.objects.get()
    ended = client.post(f"/people/accounts/{account.pk}/end/", {"on": "2026-01-31", "version": 1})
    taken_back = client.post(f"/people/consents/{consent.pk}/withdraw/", {"version": 1})

    assert (ended.url, taken_back.url) == (card, card)
    person.refresh_from_db()
    assert (person.nik_masked[-2:] != "", person.family_cards.count()) == (True, 1)


def test_somebody_new_is_written_down_in_the_only_village(client, coordinator):
    facts = {"name": "Siti", "sex": "female", "rt": "3", "village": "52.07.01.2001"}
    born = {"birth_date_day": "17", "birth_date_month": "8", "birth_date_year": "1980"}

    opened = client.get("/people/add/")
    sent = client.post("/people/add/", {**facts, **born})

    person = Person.objects.get()
    assert opened.context["form"]["village"].value() == "52.07.01.2001"
    assert (sent.status_code, sent.url) == (302, f"/people/{person.pk}/")
    assert (person.rt, person.birth_date, person.village_id) == (
        "003",
        date(1980, 8, 17),
        "52.07.01.2001",
    )
    assert list(person.presences.values_list("region_id", flat=True)) == ["52.07.01.2001"]


def test_who_has_many_villages_says_which(client):
    client.force_login(make_user(Role.TKSK, make_region("52.07.01")))
    make_village()

    for page in ("/people/add/", "/people/find/"):
        asked = client.get(page)
        found = client.get(page, {"q": "goa"})
        assert asked.context["places"] == []
        assert [region.code for region in found.context["places"]] == ["52.07.01.2001"]
        assert client.get(page, {"at": "52.07.01.2001"}).context["at"].code == "52.07.01.2001"
    make_village("11.01.01.2001")
    assert client.get("/people/add/", {"at": "11.01.01.2001"}).status_code == 403


def test_somebody_of_another_village_is_found_masked_and_taken_in(client, coordinator):
    far = make_person("Siti Aminah", at=make_village("11.01.01.2001"), nik=(nik := a_nik()))

    found = client.post("/people/find/", {"number": nik})
    token = found.context["found"].candidates[0].token
    taken = client.post("/people/take-in/", {"token": token})

    assert "S. A." in text_of(found)
    assert "Siti" not in text_of(found)
    assert "no-store" in found["Cache-Control"]
    assert (taken.status_code, taken.url) == (302, f"/people/{far.pk}/")
    assert client.get(taken.url).status_code == 200
    nobody = client.post("/people/find/", {"number": a_nik()})
    assert "Belum tercatat" in text_of(nobody)
    assert client.post("/people/find/", {"number": "abc"}).status_code == 422
    assert client.post("/people/find/", {"born_year": "", "name": ""}).status_code == 422


def test_a_number_is_seen_whole_only_with_a_purpose(client):
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    person = make_person(nik=(nik := a_nik()))
    url = f"/people/{person.pk}/reveal/"

    without = client.post(url, {"what": "nik"})
    elses = client.post(url, {"what": "kk", "record": 999, "purpose": "match"})
    shown = client.post(url, {"what": "nik", "purpose": "match"})

    assert (without.status_code, elses.status_code, shown.status_code) == (422, 404, 200)
    assert nik in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    seen = client.get("/audit/looks/")
    assert "NIK utuh: Siti Aminah" in text_of(seen)
