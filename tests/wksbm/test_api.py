"""Bodies, decrees, boards and members by the API: as the pages, and nothing of the next village."""

import hashlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.access import Role
from common.confined import running as confined
from common.dates import today
from common.documents import cleaning
from tests.factories.accounts import make_user
from tests.factories.documents import make_pdf, make_photo
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.wksbm import (
    make_decree,
    make_membership,
    make_office,
    make_seat,
    make_wksbm,
)
from wksbm.models import Decree, DecreeChange, Office, Seat, Wksbm

pytestmark = pytest.mark.django_db
PDF = make_pdf()
API = "/api/v1"
JANUARY = date(2026, 1, 1)


@pytest.fixture
def body():
    return make_wksbm(name="Peduli Goa")


@pytest.fixture
def other():
    return make_wksbm(name="Peduli Banjar", region=make_village("52.07.02.2014"))


@pytest.fixture
def coordinator(client, body):
    user = make_user(Role.VILLAGE_COORDINATOR, body.region)
    client.force_login(user)
    return user


def post(client, path, facts, **headers):
    return client.post(f"{API}{path}", facts, content_type="application/json", headers=headers)


def patch(client, path, facts, **headers):
    return client.patch(f"{API}{path}", facts, content_type="application/json", headers=headers)


def rows(client, path, **query):
    return client.get(f"{API}{path}", query).json()["results"]


def faults(response):
    return {fault["pointer"]: fault["detail"] for fault in response.json()["errors"]}


DECREE = {
    "office_kind": "village_head",
    "office_region": "52.07.01.2001",
    "kind": "formation",
    "number": "188.4/12/KEP/2026",
    "subject": "Pembentukan WKSBM",
    "enacted_on": "2026-03-02",
    "effective_from": "2026-01-01",
}


def test_a_body_is_founded_changed_and_dissolved(client, body, coordinator):
    made = post(client, "/wksbm/", {"region": body.region_id, "name": "Sari Manunggal"})
    path = f"/wksbm/{made.json()['id']}/"
    renamed = patch(client, path, {"name": "Sari"}, if_match=made["ETag"])
    ended = post(client, f"{path}dissolve/", {"on": "2026-07-01"}, if_match=renamed["ETag"])
    stale = post(client, f"{path}dissolve/", {"on": "2026-07-01"}, if_match=made["ETag"])

    assert (made.status_code, made["Location"]) == (201, f"{API}{path}")
    assert (ended.status_code, ended.json()["dissolved_on"]) == (200, "2026-07-01")
    assert stale.status_code == 409
    assert stale.json()["code"] == "already_dissolved"


@pytest.mark.parametrize("region", ["52.07.99.2001", "", "x", "52.07"])
def test_a_body_needs_a_village_that_exists(client, coordinator, region):
    make_region("52.07")

    assert post(client, "/wksbm/", {"region": region, "name": "X"}).status_code in {403, 422}
    assert Wksbm.objects.count() == 1


def test_a_decree_names_its_office_and_its_bodies(client, body, coordinator):
    made = post(client, "/decrees/", DECREE | {"bodies": [body.pk]})

    found = made.json()
    assert made.status_code == 201
    facts = ("issuer_name", "effective_from", "valid_until", "bodies", "number", "region")
    assert [found[name] for name in facts] == [
        "Kepala Desa Goa",
        "2026-01-01",
        None,
        [body.pk],
        "188.4/12/KEP/2026",
        "52.07.01.2001",
    ]


def test_a_decree_is_made_with_a_known_office_too(client, body, coordinator):
    office = make_office(region=make_region("52.07"), kind="regent")
    facts = {name: value for name, value in DECREE.items() if not name.startswith("office")}

    made = post(client, "/decrees/", facts | {"issuer": office.pk, "bodies": [body.pk]})

    assert (made.status_code, made.json()["issuer"]) == (201, office.pk)


def test_an_office_must_be_named(client, body, coordinator):
    facts = {name: value for name, value in DECREE.items() if not name.startswith("office")}

    assert list(faults(post(client, "/decrees/", facts | {"bodies": [body.pk]}))) == ["/issuer"]


def test_bodies_and_offices_of_elsewhere_do_not_exist(client, body, other, coordinator):
    regent = DECREE | {"office_kind": "regent", "office_region": "52.07"}
    far = make_office(region=make_village("52.08.01.2001"))

    foreign = post(client, "/decrees/", regent | {"bodies": [body.pk, other.pk]})
    absent = post(client, "/decrees/", regent | {"bodies": [body.pk, 999_999]})
    issued = post(client, "/decrees/", DECREE | {"issuer": far.pk, "bodies": [body.pk]})

    assert list(faults(foreign)) == list(faults(absent)) == ["/bodies/1"]
    assert list(faults(issued)) == ["/issuer"]
    assert Decree.objects.count() == 0


def test_a_village_reads_its_own_line_of_a_regents_decree(client, body, other, coordinator):
    regent = make_office(region=make_region("52.07"), kind="regent")
    decree = make_decree(bodies=[body, other], issuer=regent)
    make_seat(wksbm=other, decree=decree)
    mine = make_seat(wksbm=body, decree=decree)

    assert rows(client, "/decrees/")[0]["bodies"] == [body.pk]
    assert client.get(f"{API}/decrees/{decree.pk}/").json()["bodies"] == [body.pk]
    assert [row["id"] for row in rows(client, "/seats/")] == [mine.pk]
    # A filter tells no more of a foreign body than of one that does not exist.
    assert rows(client, "/decrees/", wksbm=other.pk) == rows(client, "/decrees/", wksbm=999_999)
    assert rows(client, "/decrees/", region="52.07.02") == []
    client.force_login(make_user(Role.AUDITOR, make_region("52.07")))
    assert rows(client, "/decrees/")[0]["bodies"] == [body.pk, other.pk]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"in_force_on": "2026-06-30"}, ["open", "half"]),
        ({"in_force_on": "2026-07-01"}, ["open"]),
        ({"in_force_on": "2025-12-31"}, ["late"]),
        ({"q": "OPE"}, ["open"]),
        ({"kind": "recipients"}, []),
        ({"updated_at__gt": "2020-01-01T00:00:00+07:00"}, ["open", "half", "late"]),
        ({"updated_at__gt": "2999-01-01T00:00:00Z"}, []),
    ],
)
def test_decrees_are_asked_for_a_day(client, body, coordinator, query, numbers):
    make_decree(
        bodies=[body],
        number="late",
        effective_from=date(2025, 1, 1),
        valid_until=date(2025, 12, 31),
    )
    make_decree(bodies=[body], number="half", valid_until=date(2026, 6, 30))
    make_decree(bodies=[body], number="open")

    assert [row["number"] for row in rows(client, "/decrees/", **query)] == numbers


def test_what_lapses_soon_is_asked_for(client, body, coordinator):
    on = today()
    for days in (-1, 0, 60, 61):
        last = date.fromordinal(on.toordinal() + days)
        make_decree(
            bodies=[body], number=str(days), effective_from=date(2020, 1, 1), valid_until=last
        )

    found = rows(client, "/decrees/", lapsing_within=60)

    assert [row["number"] for row in found] == ["60", "0"]


def test_a_scan_goes_in_and_out(client, body, coordinator):
    decree = make_decree(bodies=[body])
    path = f"{API}/decrees/{decree.pk}/scan/"

    none = client.get(path)
    wrong = client.post(path, {"scan": SimpleUploadedFile("a.pdf", b"<svg>")})
    kept = client.post(
        path, {"scan": SimpleUploadedFile("a.pdf", PDF)}, headers={"if-match": '"1"'}
    )
    sent = client.get(path)

    assert (none.status_code, none.json()["code"]) == (404, "no_scan")
    assert faults(wrong) == {"/scan": "Berkas harus PDF atau foto (JPG, PNG)."}
    assert (kept.status_code, kept.json()["version"]) == (200, 2)
    assert len(kept.json()["scan_sha256"]) == 64
    content = b"".join(sent.streaming_content)
    assert hashlib.sha256(content).hexdigest() == kept.json()["scan_sha256"]
    assert sent["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_photos_of_several_pages_go_in_as_parts_of_one_name(client, body, coordinator):
    path = f"{API}/decrees/{make_decree(bodies=[body]).pk}/scan/"

    def files(*contents):
        return {"scan": [SimpleUploadedFile("a", content) for content in contents]}

    kept = client.post(path, files(make_photo(), make_photo(), make_photo()))
    mixed = client.post(path, files(make_photo(), PDF))
    none = client.post(path, {})

    assert (kept.status_code, kept.json()["scan_name"]) == (200, "sk-2026-01-01.pdf")
    assert b"".join(client.get(path).streaming_content).count(b"/Photo") >= 1
    assert [(fault["pointer"], fault["code"]) for fault in mixed.json()["errors"]] == [
        ("/scan", "mixed_files")
    ]
    assert list(faults(none)) == ["/scan"]


def test_a_busy_machine_is_no_verdict_on_the_document(client, body, coordinator, monkeypatch):
    path = f"{API}/decrees/{make_decree(bodies=[body]).pk}/scan/"
    key = {"idempotency-key": "sekali"}
    monkeypatch.setattr(cleaning, "PATIENCE", 0.05)
    for _ in range(confined.AT_ONCE):
        confined.turns.acquire()
    try:
        busy = client.post(path, {"scan": SimpleUploadedFile("a.pdf", PDF)}, headers=key)
    finally:
        for _ in range(confined.AT_ONCE):
            confined.turns.release()
    again = client.post(path, {"scan": SimpleUploadedFile("a.pdf", PDF)}, headers=key)

    assert (busy.status_code, busy.json()["code"]) == (429, "checks_are_busy")
    assert again.status_code == 200


def test_a_scan_of_another_village_is_not_there(client, other, coordinator):
    decree = make_decree(bodies=[other])

    assert client.get(f"{API}/decrees/{decree.pk}/scan/").status_code == 404


def test_a_newer_decree_revokes_an_older(client, body, other, coordinator):
    old, new = make_decree(bodies=[body]), make_decree(bodies=[body])
    foreign = make_decree(bodies=[other])

    made = post(client, f"/decrees/{new.pk}/changes/", {"older": old.pk, "kind": "revokes"})
    hidden = post(client, f"/decrees/{new.pk}/changes/", {"older": foreign.pk, "kind": "revokes"})

    assert made.status_code == 200
    assert list(faults(hidden)) == ["/older"]
    assert list(DecreeChange.objects.values_list("older", "kind")) == [(old.pk, "revokes")]


def test_a_chair_is_seated_replaced_and_ended(client, body, coordinator):
    decree = make_decree(bodies=[body])
    facts = {"wksbm": body.pk, "post": "chair", "effective_from": "2026-01-01"}

    made = post(
        client, "/seats/", facts | {"holder_name": "Siti Aminah", "holder_phone": "081234567890"}
    )
    first = f"/seats/{made.json()['id']}/"
    granted = patch(client, first, {"decree": decree.pk}, if_match=made["ETag"])
    second = post(
        client,
        f"{first}replace/",
        {"holder_name": "Nurhayati", "effective_from": "2026-07-01", "reason": "Pindah"},
        if_match=granted["ETag"],
    )
    ended = post(client, f"/seats/{second.json()['id']}/end/", {"on": "2026-12-31"})

    old = client.get(f"{API}{first}").json()
    assert (made.status_code, second.status_code, ended.status_code) == (201, 201, 200)
    shown = ("holder_name", "effective_from", "valid_until", "decree_number", "ended_because")
    assert [old[name] for name in shown] == [
        "Siti Aminah",
        "2026-01-01",
        "2026-06-30",
        decree.number,
        "Pindah",
    ]
    assert ended.json()["valid_until"] == "2026-12-31"


def test_a_seat_takes_only_people_one_can_see(client, body, other, coordinator):
    known, stranger = make_person("Budi"), make_person("Asing", at=other.region)
    facts = {"wksbm": body.pk, "post": "chair", "effective_from": "2026-01-01"}

    hidden = post(client, "/seats/", facts | {"holder": stranger.pk})
    nobody = post(client, "/seats/", facts)
    made = post(client, "/seats/", facts | {"holder": known.pk})

    assert list(faults(hidden)) == list(faults(nobody)) == ["/holder"]
    assert (made.status_code, made.json()["holder"]) == (201, known.pk)


def test_seats_are_asked_for_a_day(client, body, coordinator):
    old = make_seat(wksbm=body, since=date(2025, 1, 1), until=date(2025, 12, 31))
    new = make_seat(wksbm=body, since=JANUARY, decree=make_decree(bodies=[body]))

    assert [row["id"] for row in rows(client, "/seats/", held_on="2025-12-31")] == [old.pk]
    assert [row["id"] for row in rows(client, "/seats/", held_on="2026-01-01")] == [new.pk]
    assert [row["id"] for row in rows(client, "/seats/", awaiting_decree="true")] == [old.pk]


def test_members_come_as_a_list_and_leave_one_by_one(client, body, coordinator):
    make_membership(wksbm=body, person=make_person("Siti"))

    made = post(
        client,
        "/members/",
        {"wksbm": body.pk, "names": "Siti\nBudi\nbudi", "effective_from": "2026-01-01"},
    )
    added = made.json()["added"]
    ended = post(client, f"/members/{added[0]}/end/", {"on": "2026-06-30"})

    assert made.status_code == 201
    assert (made.json()["already"], made.json()["twice"]) == (["Siti"], ["budi"])
    assert (ended.json()["person_name"], ended.json()["valid_until"]) == ("Budi", "2026-06-30")
    assert len(rows(client, "/members/", held_on="2026-07-01")) == 1


def test_offices_are_named_once(client, body, coordinator):
    make_region("52.07")
    facts = {"region": "52.07", "kind": "regent"}

    first, again = post(client, "/offices/", facts), post(client, "/offices/", facts)
    wrong = post(client, "/offices/", {"region": "52.07", "kind": "camat"})

    assert first.json()["id"] == again.json()["id"]
    assert wrong.status_code == 422
    assert list(Office.objects.values_list("name", flat=True)) == ["Bupati Sumbawa Barat"]


@pytest.mark.parametrize(
    "path",
    [
        "/wksbm/?region=52.07.0",
        "/wksbm/?region=%25",
        "/wksbm/?state=fine",
        "/decrees/?in_force_on=kemarin",
        "/decrees/?lapsing_within=-1",
        "/decrees/?lapsing_within=NaN",
        "/decrees/?wksbm=Infinity",
        "/seats/?held_on=2026-02-30",
    ],
)
def test_a_malformed_filter_is_400(client, coordinator, path):
    assert client.get(f"{API}{path}").status_code == 400


@pytest.mark.parametrize(
    ("path", "queries"),
    [("/wksbm/", 4), ("/decrees/", 4), ("/seats/", 4), ("/members/", 4), ("/offices/", 4)],
)
def test_lists_take_the_same_queries(
    client, coordinator, body, django_assert_num_queries, path, queries
):
    def fill(number):
        decree = make_decree(bodies=[make_wksbm(region=body.region)])
        make_office(region=body.region, kind="other", name=f"Kantor {number}")
        make_seat(wksbm=body, post="adviser", decree=decree)
        make_membership(wksbm=body)

    fill(1)
    with django_assert_num_queries(queries):
        client.get(f"{API}{path}")
    fill(2)
    fill(3)
    with django_assert_num_queries(queries):
        assert len(rows(client, path)) >= 3


# --- One rule, two faces -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"name": "Peduli Goa"}, "WKSBM dengan nama ini sudah ada di desa ini."),
        ({"name": "Baru", "level": "rw"}, "Tulis nama dusun atau nomor RW-nya."),
    ],
)
def test_page_and_api_refuse_a_body_alike(client, body, coordinator, facts, said):
    sent = {"region": body.region_id, "level": "village"} | facts

    page = client.post("/wksbm/found/", sent)
    api = post(client, "/wksbm/", sent)

    assert (page.status_code, api.status_code) == (422, 422)
    assert page.context["form"].non_field_errors() == [said]
    assert faults(api) == {"": said}


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"valid_until": "2025-12-31"}, "valid_until", "Tanggal akhir mendahului tanggal mulai."),
        ({}, "", "Nomor SK ini sudah tercatat."),
    ],
)
def test_page_and_api_refuse_a_decree_alike(client, body, coordinator, changes, field, said):
    post(client, "/decrees/", DECREE | {"bodies": [body.pk]})
    form = {name: value for name, value in DECREE.items() if not name.startswith("office")}
    issuer = {"issuer": "village_head@52.07.01.2001", "capacity": "holder"}

    page = client.post(f"/wksbm/{body.pk}/decrees/add/", form | issuer | changes)
    api = post(client, "/decrees/", DECREE | {"bodies": [body.pk]} | changes)

    assert (page.status_code, api.status_code) == (422, 422)
    assert dict(page.context["form"].errors) == {field or "__all__": [said]}
    assert faults(api) == {f"/{field}" if field else "": said}


def test_page_and_api_refuse_a_second_chair_alike(client, body, coordinator):
    make_seat(wksbm=body, since=JANUARY)
    said = "Jabatan ini sudah dipegang orang lain pada masa itu."

    page = client.post(
        f"/wksbm/{body.pk}/seats/add/", {"post": "chair", "name": "Siti", "since": "2026-01-01"}
    )
    api = post(
        client,
        "/seats/",
        {
            "wksbm": body.pk,
            "post": "chair",
            "holder_name": "Siti",
            "effective_from": "2026-01-01",
        },
    )

    assert (page.status_code, api.status_code) == (422, 422)
    assert page.context["form"].non_field_errors() == [said]
    assert faults(api) == {"": said}
    assert Seat.objects.count() == 1


def test_page_and_api_refuse_the_pkk_leader_alike(client, body):
    client.force_login(make_user(Role.PKK_LEADER, make_region("52.07")))

    page = client.post(f"/wksbm/{body.pk}/change/", {"name": "Lain", "level": "village"})
    api = patch(client, f"/wksbm/{body.pk}/", {"name": "Lain"})

    assert (page.status_code, api.status_code) == (403, 403)
    assert Wksbm.objects.get().name == "Peduli Goa"
