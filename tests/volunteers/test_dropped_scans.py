"""Many scans at once: dropped, guessed, confirmed on one screen, and nothing of them lost."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from common.errors import NotAllowed
from common.retention import RETENTIONS
from tests.factories.accounts import make_user
from tests.factories.documents import (
    NAMES,
    acting,
    bombs,
    carrying,
    disguises,
    make_pdf,
    make_photo,
)
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import make_appointment
from tests.factories.wksbm import make_decree, make_office, make_wksbm
from tests.threads import at_once
from volunteers.models import DroppedScan
from volunteers.services import confirm_scans, decrees_for, drop_scans, forget_dropped_scans
from wksbm.models import Decree

PDF = make_pdf()


@pytest.fixture
def village(db):
    return make_village()


@pytest.fixture
def secretary(village):
    return make_user(Role.VILLAGE_SECRETARY, village)


@pytest.fixture
def decree(village):
    return make_decree(bodies=[make_wksbm(region=village)], number="188.45/222/2026")


def files(*names, content=PDF):
    return [SimpleUploadedFile(name, content) for name in names]


def facts(rows):
    return [(row.name, row.decree_id, row.status) for row in rows]


def url(name, *args):
    return reverse(f"volunteers:{name}", args=args)


# --- Dropping ------------------------------------------------------------------------------------


def test_files_wait_with_their_guess_and_its_reason(village, secretary, decree):
    appointed = make_decree(issuer=decree.issuer, number="7/2025")
    person = make_person("Hj. Siti Aminah", at=village)
    make_appointment(person=person, region=village, decree=appointed)

    rows = drop_scans(
        village, files=files("SK 222.pdf", "sk siti aminah.pdf", "IMG_1.pdf"), actor=secretary
    )

    rows = list(DroppedScan.objects.order_by("pk"))
    assert [(row.decree, row.reason) for row in rows] == [
        (decree, "angka 222 dari nomornya"),
        (appointed, "nama orang Siti Aminah"),
        (None, "Nama berkas tidak menyebut SK, desa atau orang yang dikenal."),
    ]
    assert {row.status for row in rows} == {"waiting"}
    assert all(row.file.name.startswith("sealed/") for row in rows)
    assert rows[0].file.read() == PDF
    assert not Decree.objects.exclude(scan="").exists()


def test_only_decrees_without_scan_that_one_keeps_are_guessed(village, secretary, decree):
    camat = make_office(region=make_region("52.07.01"), kind="camat")
    make_decree(issuer=camat, bodies=[make_wksbm(region=village)], number="1/222/2026")
    neighbour = make_village("52.07.01.2002")
    make_decree(bodies=[make_wksbm(region=neighbour)], number="2/222/2026")
    make_decree(issuer=decree.issuer, number="3/222/2026", scan="ada", scan_name="ada.pdf")

    [row] = drop_scans(village, files=files("222.pdf"), actor=secretary)

    assert row.decree == decree
    assert [choice.key for choice in decrees_for([row], user=secretary)[row.pk]] == [decree.pk]


def test_equals_are_left_to_a_person(village, secretary, decree):
    second = make_decree(issuer=decree.issuer, number="9/222/2026")

    [row] = drop_scans(village, files=files("222.pdf"), actor=secretary)

    assert (row.decree, row.reason) == (
        None,
        "Beberapa SK cocok dengan nama berkas ini. Pilih salah satu.",
    )
    choices = decrees_for([row], user=secretary)[row.pk]
    assert {choice.key for choice in choices} == {decree.pk, second.pk}
    assert "188.45/222/2026 · Desa Goa" in {choice.label for choice in choices}


def test_hostile_files_are_named_and_not_kept(village, secretary, decree):
    hostile = [
        acting()["script at opening"],
        carrying()["attached"],
        bombs()["nested arrays"][0],
        disguises()["svg"],
        disguises()["program"],
        b"",
        PDF[:-20],
    ]
    sent = [SimpleUploadedFile("SK 222.pdf", content) for content in hostile]

    rows = drop_scans(village, files=[*sent, *files("SK 222.pdf")], actor=secretary)

    refused, [good] = rows[:-1], rows[-1:]
    assert all(row.fault and not row.file and row.decree is None for row in refused)
    assert {row.status for row in refused} == {"set_aside"}
    assert "PDF ini berisi perintah" in refused[0].fault
    assert (good.decree, good.fault) == (decree, "")


def test_hostile_names_are_only_names(village, secretary, decree, client):
    sent = []
    for name in NAMES:
        file = SimpleUploadedFile("x", PDF)
        file.__dict__["_name"] = name
        sent.append(file)

    rows = drop_scans(village, files=sent, actor=secretary)

    assert len(rows) == len(NAMES)
    for row in rows:
        assert row.name.isprintable()
        assert not {"/", "\\", "\x00", "\u202e"} & set(row.name)
        assert 0 < len(row.name) <= 200
    client.force_login(secretary)
    page = client.get(url("confirm_scans", rows[0].batch))
    assert "a&quot;b;c.pdf" in page.content.decode()


def test_how_much_at_once_is_bounded_and_asked_for(village, secretary, settings):
    settings.UPLOAD_MAX_TOGETHER = 1024 * 1024
    for sent, words in [
        ([], "Pilih paling sedikit satu berkas."),
        (files(*["a.pdf"] * 41), "Paling banyak 40 berkas sekali kirim."),
        (
            files("a.pdf", "b.pdf", content=b"x" * 600 * 1024),
            "Semua berkas bersama 2 MB. Paling besar 1 MB.",
        ),
    ]:
        with pytest.raises(ValidationError) as refused:
            drop_scans(village, files=sent, actor=secretary)
        assert refused.value.message_dict == {"scans": [words]}
    for actor in (
        make_user(Role.AUDITOR, make_region("52.07")),
        make_user(Role.VILLAGE_SECRETARY, make_village("52.07.01.2002")),
    ):
        with pytest.raises(NotAllowed):
            drop_scans(village, files=files("a.pdf"), actor=actor)
    assert not DroppedScan.objects.exists()


# --- Confirming ----------------------------------------------------------------------------------


def test_what_is_confirmed_becomes_the_scan_and_leaves_the_heap(
    village, secretary, decree, django_capture_on_commit_callbacks
):
    good, aside, later = drop_scans(
        village, files=files("222.pdf", "x.pdf", "y.pdf"), actor=secretary
    )
    stored = good.file.name

    with django_capture_on_commit_callbacks(execute=True):
        done = confirm_scans({good: decree, aside: None}, actor=secretary)

    assert (done.attached, done.set_aside, done.failed) == ([good], [aside], [])
    decree.refresh_from_db()
    assert decree.scan_original.read() == PDF
    assert decree.scan_name == f"sk-{decree.enacted_on:%Y-%m-%d}.pdf"
    assert not default_storage.exists(stored)
    rows = list(DroppedScan.objects.order_by("pk"))
    assert facts(rows) == [
        ("222.pdf", decree.pk, "attached"),
        ("x.pdf", None, "set_aside"),
        ("y.pdf", None, "waiting"),
    ]
    assert (rows[0].file.name, bool(rows[1].file), bool(rows[2].file)) == ("", True, True)
    again = confirm_scans({good: decree}, actor=secretary)
    assert [scan.fault for scan in again.failed] == [
        "Berkas ini sudah dipasang atau tidak disimpan."
    ]
    assert later.pk == rows[2].pk


def test_each_failure_is_named_and_the_others_are_attached(
    village, secretary, decree, django_capture_on_commit_callbacks
):
    others = [make_decree(issuer=decree.issuer) for _ in range(3)]
    camat = make_office(region=make_region("52.07.01"), kind="camat")
    foreign = make_decree(issuer=camat, bodies=[make_wksbm(region=village)])
    names = ("a.pdf", "b.pdf", "c.pdf", "d.pdf", "e.pdf", "f.jpg")
    rows = drop_scans(
        village, files=[*files(*names[:5]), *files("f.jpg", content=make_photo())], actor=secretary
    )
    Decree.objects.filter(pk=others[1].pk).update(scan="ada")
    chosen = [decree, decree, others[0], others[1], foreign, others[2]]

    with django_capture_on_commit_callbacks(execute=True):
        done = confirm_scans(dict(zip(rows, chosen, strict=True)), actor=secretary)

    assert [scan.name for scan in done.attached] == ["c.pdf", "f.jpg"]
    assert {scan.name: scan.fault for scan in done.failed} == {
        "a.pdf": "SK ini dipilih untuk lebih dari satu berkas.",
        "b.pdf": "SK ini dipilih untuk lebih dari satu berkas.",
        "d.pdf": "SK ini sudah punya pindaian.",
        "e.pdf": "Peran Ibu/Bapak tidak mencakup tindakan ini.",
    }
    waiting = DroppedScan.objects.waiting()
    assert {row.name for row in waiting} == {"a.pdf", "b.pdf", "d.pdf", "e.pdf"}
    assert all(row.file.read() == PDF for row in waiting)


def test_only_the_dropper_sees_and_confirms(village, secretary, decree, client):
    [row] = drop_scans(village, files=files("222.pdf"), actor=secretary)
    colleague = make_user(Role.VILLAGE_SECRETARY, village)
    officer = make_user(Role.DISTRICT_OFFICER, make_region("52.07"))
    for other in (colleague, officer):
        client.force_login(other)
        assert client.get(url("confirm_scans", row.batch)).status_code == 404
        assert client.post(url("confirm_scans", row.batch), {}).status_code == 404
        assert client.get(f"/api/v1/dropped-scans/{row.pk}/").status_code == 404
        sent = {"choices": [{"scan": row.pk, "decree": decree.pk}]}
        answer = client.post(
            "/api/v1/dropped-scans/confirm/", sent, content_type="application/json"
        )
        assert answer.status_code == 422
        assert not DroppedScan.objects.visible_to(other).exists()
        with pytest.raises(NotAllowed):
            confirm_scans({row: decree}, actor=other)
    assert DroppedScan.objects.visible_to(secretary).get() == row


@pytest.mark.django_db(transaction=True)
def test_two_screens_confirm_at_once_and_one_attaches():
    village = make_village()
    user = make_user(Role.VILLAGE_SECRETARY, village)
    decree = make_decree(bodies=[make_wksbm(region=village)])
    [row] = drop_scans(village, files=files("a.pdf"), actor=user)
    done = []

    def confirm():
        mine = DroppedScan.objects.get(pk=row.pk)
        done.append(confirm_scans({mine: decree}, actor=user))

    assert at_once(confirm, confirm) == []

    assert sorted(len(one.attached) for one in done) == [0, 1]
    decree.refresh_from_db()
    assert decree.version == 2
    assert decree.scan_original.read() == PDF


def test_what_nobody_confirmed_goes_after_thirty_days(village, secretary, decree):
    old, attached, new = drop_scans(village, files=files("a", "b", "c"), actor=secretary)
    confirm_scans({attached: decree}, actor=secretary)
    long_ago = timezone.now() - timedelta(days=31)
    DroppedScan.objects.exclude(pk=new.pk).update(dropped_at=long_ago)
    stored = old.file.name
    assert RETENTIONS["dropped_scans"].past(timezone.now()).count() == 2

    assert forget_dropped_scans() == 2

    assert DroppedScan.objects.get() == new
    assert not default_storage.exists(stored)
    assert default_storage.exists(new.file.name)
    decree.refresh_from_db()
    assert decree.scan_original.read() == PDF


# --- Pages and API -------------------------------------------------------------------------------


def test_the_page_drops_shows_and_attaches(client, village, secretary, decree):
    client.force_login(secretary)
    assert village.name in client.get(url("drop_scans")).content.decode()

    answer = client.post(
        url("drop_scans"),
        {
            "region": village.pk,
            "scans": [*files("SK 222.pdf", "x.pdf"), *files("y.txt", content=b"x")],
        },
    )

    batch = DroppedScan.objects.values_list("batch", flat=True).first()
    assert answer.url == url("confirm_scans", batch)
    page = client.get(answer.url)
    body = page.content.decode()
    assert "Ditebak dari: angka 222 dari nomornya" in " ".join(body.split())
    assert f'<option value="{decree.pk}" selected>' in body
    assert "Berkas harus PDF atau foto (JPG, PNG)." in body
    first, second = DroppedScan.objects.exclude(file="").order_by("pk")
    foreign = client.post(answer.url, {f"scan{first.pk}": "999999"})
    assert foreign.status_code == 422

    done = client.post(
        answer.url, {f"scan{first.pk}": decree.pk, f"scan{second.pk}": "aside"}, follow=True
    )

    assert "1 pindaian dipasang." in done.content.decode()
    assert facts([DroppedScan.objects.get(pk=second.pk)]) == [("x.pdf", None, "set_aside")]
    assert "1 berkas dari" in " ".join(client.get(url("drop_scans")).content.decode().split())
    client.force_login(make_user(Role.AUDITOR, make_region("52.07")))
    assert client.get(url("drop_scans")).status_code == 403


def test_the_api_does_the_same(client, village, secretary, decree):
    client.force_login(secretary)

    dropped = client.post(
        "/api/v1/dropped-scans/", {"region": village.pk, "scans": files("222.pdf", "x.pdf")}
    )
    rows = dropped.json()["results"]

    assert dropped.status_code == 201
    assert [(row["name"], row["decree"], row["status"]) for row in rows] == [
        ("222.pdf", decree.pk, "waiting"),
        ("x.pdf", None, "waiting"),
    ]
    listed = client.get("/api/v1/dropped-scans/", {"batch": rows[0]["batch"]}).json()["results"]
    assert sorted(row["id"] for row in listed) == [row["id"] for row in rows]
    choices = [
        {"scan": rows[0]["id"], "decree": decree.pk},
        {"scan": rows[1]["id"], "decree": decree.pk},
    ]
    path = "/api/v1/dropped-scans/confirm/"
    twice = client.post(path, {"choices": choices}, content_type="application/json").json()
    assert [one["scan"] for one in twice["failed"]] == [row["id"] for row in rows]
    choices[1]["decree"] = None
    done = client.post(path, {"choices": choices}, content_type="application/json").json()
    assert done == {"attached": [rows[0]["id"]], "set_aside": [rows[1]["id"]], "failed": []}


def test_queries_do_not_grow_with_files(client, village, secretary, django_assert_num_queries):
    client.force_login(secretary)
    issuer = make_office(region=village)

    def batch(count):
        for _ in range(count):
            make_decree(issuer=issuer)
        rows = drop_scans(village, files=files(*["a.pdf"] * count), actor=secretary)
        return url("confirm_scans", rows[0].batch)

    one, three = batch(1), batch(3)
    client.get(one)
    for page in (one, three):
        with django_assert_num_queries(10):
            client.get(page)
        with django_assert_num_queries(6):
            client.get(url("drop_scans"))


def test_a_decree_of_another_year_needs_its_own_words(village, secretary, decree):
    older = make_decree(issuer=decree.issuer, number="222/2019", effective_from=date(2019, 1, 1))

    [row] = drop_scans(village, files=files("SK 222 2019.pdf"), actor=secretary)

    assert row.decree == older
