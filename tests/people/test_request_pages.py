"""The pages and the API of what people ask about their data."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from audit.models import Erasure, SensitiveLook
from people.models import DataRequest
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.subjects import MARKS, make_known, make_officer, make_request

pytestmark = pytest.mark.django_db

NUMBERS = (MARKS["nik"], MARKS["card"], MARKS["account"])
API = "/api/v1/data-requests/"


def page(client, name, *args):
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200, response.content
    return response.content.decode()


def post(client, name, *args, **sent):
    return client.post(reverse(name, args=args), sent).status_code


def test_one_sees_ones_data_asks_and_withdraws(client):
    person = make_known()
    client.force_login(person.user)

    shown = page(client, "people:mine")
    refused = post(client, "people:ask")
    asked = post(client, "people:ask", kind="correct", text="Nama saya Zul")
    twice = post(client, "people:ask", kind="correct", text="Nama saya Zul")
    withdrawn = post(client, "people:withdraw_own", person.consents.get().pk)

    assert [number for number in NUMBERS if number in shown] == []
    assert [text for text in ("5207**********11", MARKS["address"]) if text not in shown] == []
    assert (refused, asked, twice, withdrawn) == (422, 302, 422, 302)
    after = page(client, "people:mine")
    assert ("Tidak ada persetujuan yang berlaku." in after, "Menunggu jawaban" in after) == (
        True,
        True,
    )
    request = DataRequest.objects.get(kind="correct")
    assert "Nama saya Zul" in page(client, "people:request", request.pk)
    # Anybody else's consent does not exist, and no answer is one's own to give.
    other = make_person("Siti", user=make_user())
    client.force_login(other.user)
    assert post(client, "people:withdraw_own", person.consents.get().pk) == 404
    assert client.get(request.get_absolute_url()).status_code == 404


def test_the_copy_is_a_file_with_everything_and_the_look_is_noted(client):
    person = make_known()
    client.force_login(person.user)

    for_reading = client.get(reverse("people:copy_own_page"))
    for_programs = client.get(reverse("people:copy_own_json"))

    for response in (for_reading, for_programs):
        text = response.content.decode()
        assert [number for number in NUMBERS if number not in text] == []
        assert "attachment" in response["Content-Disposition"]
        assert person.name.split()[0].lower() not in response["Content-Disposition"].lower()
    parts = {part["key"]: part["rows"] for part in json.loads(for_programs.content)["parts"]}
    assert (parts["person"][0]["NIK"], parts["person"][0]["Tanggal lahir"]) == (
        MARKS["nik"],
        "1980-08-15",
    )
    looks = SensitiveLook.objects.values_list("kind", "purpose", "user")
    assert list(looks) == [("subject_copy", "subject", person.user.pk)] * 2


def test_an_account_of_nobody_is_told_whom_to_ask(client):
    client.force_login(make_user())

    assert "belum terhubung" in page(client, "people:mine")
    assert client.get(reverse("people:copy_own_json")).status_code == 409


def test_officers_answer_the_oldest_first_and_see_in_words_what_is_overdue(
    client, django_assert_num_queries
):
    young, old = make_person("Siti Muda"), make_person("Budi Lama")
    officer = make_officer(young)
    client.force_login(officer)
    late = timezone.now() - timedelta(hours=73)
    fresh = make_request(young, kind="correct", actor=officer)
    for person in (old, make_person("Andi Lama"), make_person("Tuti Lama")):
        make_request(person, kind="object", actor=officer, asked_at=late)
    overdue = DataRequest.objects.get(person=old)

    client.get(reverse("people:requests"))
    with django_assert_num_queries(7):
        listed = page(client, "people:requests")
    home = page(client, "home")
    noted = post(
        client,
        "people:note_request",
        young.pk,
        kind="copy",
        asked_how="paper",
        identity="id_card",
        asked_at="2026-01-01T08:00",
    )
    refusals = [
        post(client, "people:answer_request", fresh.pk, answer=""),
        post(client, "people:refuse_request", overdue.pk, answer="", because=""),
    ]
    answered = post(client, "people:answer_request", fresh.pk, answer="Sudah", version=1)
    refused = post(client, "people:refuse_request", overdue.pk, answer="Arsip", because="archive")

    assert listed.index("Budi Lama") < listed.index("Siti Muda")
    assert ("3 permintaan lewat batas waktu." in listed, listed.count("badge--danger")) == (True, 3)
    assert "3 lewat batas waktu" in home
    assert (noted, refusals, answered, refused) == (302, [422, 422], 302, 302)
    # Eight in the morning is the village's: WITA.
    assert f"{DataRequest.objects.get(kind='copy').asked_at:%H:%M}" == "00:00"
    done = client.get(reverse("people:requests") + "?answered=1").content.decode()
    assert ("Siti Muda" in done, "Budi Lama" in done, "Andi Lama" in done) == (True, True, False)
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, young.presences.get().region))
    assert client.get(reverse("people:requests")).status_code == 403
    assert "lewat batas" not in page(client, "home")


def test_two_officers_erase_by_page(client):
    person = make_known(user=False)
    request = make_request(person, kind="erase")
    first, second = make_officer(person), make_officer(person)

    client.force_login(first)
    assert "Usulkan penghapusan" in page(client, "people:request", request.pk)
    assert post(client, "people:propose_erasure", request.pk) == 302
    assert "Menunggu petugas kedua" in page(client, "people:request", request.pk)
    assert post(client, "people:erase_person", request.pk) == 409
    client.force_login(second)
    assert "Hapus datanya" in page(client, "people:request", request.pk)
    assert post(client, "people:erase_person", request.pk) == 302

    assert Erasure.objects.get().record_key == str(person.pk)
    shown = page(client, "people:request", request.pk)
    assert (f"Orang terhapus {person.pk}" in shown, MARKS["name"] in shown) == (True, False)


def send(client, address, **body):
    response = client.post(address, json.dumps(body), content_type="application/json")
    return response.status_code, response.json()


def test_programs_ask_answer_and_erase(client):
    person = make_known()
    client.force_login(person.user)
    status, own = send(client, API, kind="erase", text="Hapus")
    assert (status, own["status"], own["person_id"], own["asked_how"]) == (
        201,
        "open",
        person.pk,
        "screen",
    )
    assert send(client, API, kind="erase")[0] == 422
    assert send(client, API, kind="correct", person=person.pk, asked_how="spoken")[0] == 403
    mine = client.get("/api/v1/persons/me/").json()
    assert (mine["person"], mine["parts"][0]["rows"][0]["NIK"]) == (person.pk, MARKS["nik"])
    first, second = make_officer(person), make_officer(person)
    client.force_login(first)
    status, noted = send(
        client, API, kind="object", person=person.pk, asked_how="paper", identity="id_card"
    )
    assert (status, noted["asked_how"]) == (201, "paper")
    assert [row["id"] for row in client.get(f"{API}?status=open").json()["results"]] == [
        noted["id"],
        own["id"],
    ]
    address = f"{API}{noted['id']}/"
    assert send(client, f"{address}answer/")[0] == 422
    refused = send(client, f"{address}answer/", refused_because="task", answer="Tugas dinas")[1]
    assert (refused["status"], refused["refused_because"]) == ("refused", "task")
    assert send(client, f"{address}answer/", answer="Lagi")[1]["code"] == "request_answered"
    erase = f"{API}{own['id']}/"
    assert send(client, f"{erase}answer/", answer="x")[1]["code"] == "erasure_needs_two"
    assert send(client, f"{erase}propose-erasure/")[0] == 200
    assert send(client, f"{erase}erase/")[1]["code"] == "own_proposal"
    client.force_login(second)
    assert send(client, f"{erase}erase/")[1]["status"] == "done"
    client.force_login(make_user())
    assert client.get("/api/v1/persons/me/").status_code == 404
