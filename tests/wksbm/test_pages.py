"""Each page: what it shows, what it does, what it refuses, and how many queries it takes."""

import hashlib
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.access import Role
from common.dates import today
from people.models import Person
from tests.factories.accounts import make_user
from tests.factories.documents import make_pdf, make_photo
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.wksbm import (
    make_change,
    make_decree,
    make_membership,
    make_office,
    make_seat,
    make_wksbm,
)
from wksbm.models import Decree, Membership, Seat, Wksbm
from wksbm.services import NewPerson, replace_holder

pytestmark = pytest.mark.django_db
PDF = make_pdf()
JANUARY = date(2026, 1, 1)


@pytest.fixture
def body():
    return make_wksbm(name="Peduli Goa")


@pytest.fixture
def coordinator(client, body):
    user = make_user(Role.VILLAGE_COORDINATOR, body.region)
    client.force_login(user)
    return user


@pytest.fixture
def officer(client):
    user = make_user(Role.DISTRICT_OFFICER, make_region("52.07"))
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"wksbm:{name}", args=args)


def test_who_keeps_one_body_goes_straight_to_it(client, body, coordinator):
    assert client.get(url("overview")).url == body.get_absolute_url()


def test_the_list_shows_the_bodies_of_ones_regions(client, body, officer):
    make_decree(bodies=[body])
    make_wksbm(name="Peduli Banjar", region=make_village("52.07.02.2014"))
    make_wksbm(name="Jauh", region=make_village("52.08.01.2001"))

    page = client.get(url("overview")).content.decode()

    assert [name in page for name in ("Peduli Goa", "Peduli Banjar", "Jauh")] == [
        True,
        True,
        False,
    ]
    assert "Desa Goa, Kec. Jereweh" in page or "Goa" in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "banjar"}, ["Peduli Banjar"]),
        ({"q": "goa"}, ["Peduli Goa"]),
        ({"state": "in_force"}, ["Peduli Goa"]),
        ({"state": "no_decree"}, ["Peduli Banjar"]),
        ({"region": "52.07.02"}, ["Peduli Banjar"]),
    ],
)
def test_the_list_is_narrowed(client, body, officer, query, names):
    make_decree(bodies=[body])
    make_wksbm(name="Peduli Banjar", region=make_village("52.07.02.2014"))

    found = client.get(url("overview"), query).context["bodies"]

    assert [wksbm.name for wksbm, _state in found] == names


def test_the_district_sees_villages_by_state_and_kecamatan(client, body, officer):
    make_decree(bodies=[body])
    make_village("52.07.02.1001")

    context = client.get(url("villages")).context

    assert {name: number for name, _badge, number in context["states"]} == {
        "in_force": 1,
        "lapsing": 0,
        "lapsed": 0,
        "no_decree": 0,
        "no_body": 1,
    }
    narrowed = client.get(url("villages"), {"state": "no_body"}).context["villages"]
    assert [row.code for _name, row, _badge in narrowed] == ["52.07.02.1001"]
    narrowed = client.get(url("villages"), {"district": "52.07.01"}).context["villages"]
    assert [row.code for _name, row, _badge in narrowed] == ["52.07.01.2001"]


def test_a_village_oversees_nobody(client, coordinator):
    assert client.get(url("villages")).context["villages"] == []


def test_the_page_of_a_body_shows_its_past_too(client, body, coordinator):
    decree = make_decree(bodies=[body], valid_until=date(2026, 12, 31))
    chair = make_person("Siti Aminah")
    make_seat(wksbm=body, holder=chair, decree=decree, since=JANUARY, tie_to_head="spouse")
    past = make_person("Nurhayati")
    make_seat(wksbm=body, holder=past, since=date(2020, 1, 1), until=date(2025, 12, 31))
    make_membership(wksbm=body, person=make_person("Budi"))

    context = client.get(body.get_absolute_url()).context

    assert [line["seat"].holder for line in context["board"]] == [chair]
    assert [line["seat"].holder for line in context["past_board"]] == [past]
    assert [member.person.name for member in context["members"]] == ["Budi"]
    assert [(found, badge.text) for found, _term, badge in context["decrees"]] == [
        (decree, "SK segera berakhir" if today() >= date(2026, 11, 1) else "SK berlaku")
    ]


def test_a_lapsed_decree_warns_and_locks_nothing(client, body, coordinator):
    make_decree(bodies=[body], effective_from=date(2020, 1, 1), valid_until=date(2023, 1, 1))

    page = client.get(body.get_absolute_url())

    assert "Semua kegiatan tetap bisa dicatat." in page.content.decode()
    assert client.get(url("seat_holder", body.pk)).status_code == 200


def test_a_page_of_a_body_takes_the_same_queries(client, body, officer, django_assert_num_queries):
    def fill(number):
        decree = make_decree(bodies=[body], effective_from=JANUARY)
        make_change(
            make_decree(bodies=[body], kind="ending"), decree, effective_on=date(2027, 1, number)
        )
        make_seat(wksbm=body, post="adviser", decree=decree)
        make_seat(wksbm=body, post="adviser", until=date(2026, 2, 1))
        make_membership(wksbm=body)

    fill(1)
    client.get(body.get_absolute_url())  # region names are read once a process
    with django_assert_num_queries(16):
        client.get(body.get_absolute_url())
    fill(2)
    fill(3)
    with django_assert_num_queries(16):
        client.get(body.get_absolute_url())


@pytest.mark.parametrize(("page", "queries"), [("overview", 5), ("villages", 8), ("decrees", 6)])
def test_lists_take_the_same_queries(client, officer, django_assert_num_queries, page, queries):
    def fill(number):
        body = make_wksbm(region=make_village(f"52.07.01.200{number}"))
        decree = make_decree(bodies=[body])
        make_change(
            make_decree(bodies=[body], kind="ending"), decree, effective_on=date(2027, 1, number)
        )

    fill(1)
    client.get(url(page))
    with django_assert_num_queries(queries):
        client.get(url(page))
    fill(2)
    fill(3)
    client.get(url(page))
    with django_assert_num_queries(queries):
        client.get(url(page))


# --- Founding and changing -----------------------------------------------------------------------


def test_a_coordinator_founds_in_her_village(client, body, coordinator):
    opened = client.get(url("found_wksbm"))
    sent = client.post(
        url("found_wksbm"),
        {"region": body.region_id, "name": "Sari Manunggal", "level": "rw", "unit": "RW 003"},
    )

    assert opened.context["form"]["region"].value() == body.region_id
    new = Wksbm.objects.get(name="Sari Manunggal")
    assert (sent.status_code, sent.url) == (302, new.get_absolute_url())
    assert (new.level, new.unit, new.founded_on) == ("rw", "RW 003", None)


def test_an_officer_searches_the_village_first(client, body, officer):
    make_village("52.08.01.2001", name="Goa")

    page = client.get(url("found_wksbm"), {"q": "goa"})

    assert [region.code for region in page.context["places"]] == ["52.07.01.2001"]


def test_what_is_refused_stands_beside_the_form(client, body, coordinator):
    page = client.post(
        url("found_wksbm"), {"region": body.region_id, "name": "Peduli Goa", "level": "village"}
    )

    assert page.status_code == 422
    assert page.context["form"].non_field_errors() == [
        "WKSBM dengan nama ini sudah ada di desa ini."
    ]


def test_nobody_founds_in_the_next_village(client, coordinator):
    there = make_village("52.07.02.2014")

    page = client.post(url("found_wksbm"), {"region": there.pk, "name": "X", "level": "village"})

    assert page.status_code == 403
    assert Wksbm.objects.filter(region=there).count() == 0


def test_a_stale_page_overwrites_nothing(client, body, coordinator):
    facts = {"name": "Baru", "level": "village", "version": 1}
    client.post(url("change_wksbm", body.pk), facts)

    stale = client.post(url("change_wksbm", body.pk), facts | {"name": "Lain"})

    assert stale.status_code == 412
    assert Wksbm.objects.get().name == "Baru"


def test_a_body_is_dissolved_from_its_page(client, body, coordinator):
    client.post(url("dissolve_wksbm", body.pk), {"on": "2026-07-01", "version": 1})

    assert Wksbm.objects.get().dissolved_on == date(2026, 7, 1)


# --- Decrees -------------------------------------------------------------------------------------


def decree_facts(**changes):
    return {
        "issuer": "village_head@52.07.01.2001",
        "kind": "formation",
        "number": "188.4/12/KEP/2026",
        "subject": "Pembentukan WKSBM",
        "enacted_on": "2026-03-02",
        "capacity": "holder",
    } | changes


def test_the_villages_own_head_is_offered_first(client, body, coordinator):
    make_office(region=make_region("52.07"), kind="other", name="Sekretaris Daerah")

    choices = client.get(url("add_decree", body.pk)).context["form"].fields["issuer"].choices

    assert [label for _value, label in choices] == [
        "Kepala Desa Goa",
        "Camat Jereweh",
        "Bupati Sumbawa Barat",
        "Kepala Dinas Sosial Kabupaten Sumbawa Barat",
        "Sekretaris Daerah",
    ]


def test_a_decree_is_added_with_its_scan(client, body, coordinator):
    sent = client.post(
        url("add_decree", body.pk), decree_facts(scan=SimpleUploadedFile("SK asli.pdf", PDF))
    )

    decree = Decree.objects.get()
    assert (sent.status_code, sent.url) == (302, decree.get_absolute_url())
    page = client.get(decree.get_absolute_url())
    assert decree.scan_sha256 in page.content.decode()
    assert "Peduli Goa" in page.content.decode()


def test_an_issuer_of_elsewhere_is_no_choice(client, body, coordinator):
    page = client.post(
        url("add_decree", body.pk), decree_facts(issuer="village_head@52.07.02.2014")
    )

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["issuer"]


def test_a_scan_goes_out_as_a_download(client, body, coordinator):
    client.post(
        url("add_decree", body.pk), decree_facts(scan=SimpleUploadedFile('a"b\r\n.pdf', PDF))
    )
    decree = Decree.objects.get()

    sent = client.get(url("scan", decree.pk))

    content = b"".join(sent.streaming_content)
    assert content.startswith(b"%PDF-")
    assert hashlib.sha256(content).hexdigest() == decree.scan_sha256
    headers = ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Cache-Control")
    assert [sent[name] for name in headers] == [
        "application/pdf",
        'attachment; filename="sk-2026-03-02.pdf"',
        "nosniff",
        "private, no-store",
    ]
    assert sent["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_refused_scan_loses_nothing_else_of_the_form(client, body, coordinator):
    facts = decree_facts(
        subject="Pembentukan WKSBM Goa", scan=SimpleUploadedFile("a.pdf", b"<svg>")
    )

    page = client.post(url("add_decree", body.pk), facts)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["scan"]
    shown = page.content.decode()
    assert [str(facts[name]) in shown for name in ("number", "subject", "enacted_on")] == [True] * 3
    assert not Decree.objects.exists()


def test_several_photos_are_chosen_at_once(client, body, coordinator):
    form = client.get(url("add_decree", body.pk)).content.decode()
    photos = [SimpleUploadedFile(f"{number}.jpg", make_photo()) for number in range(2)]

    client.post(url("add_decree", body.pk), decree_facts(scan=photos))

    assert re.search(r'<input type="file" name="scan"[^>]* multiple', form)
    assert Decree.objects.get().scan_name == "sk-2026-03-02.pdf"


def test_the_original_never_goes_out(client, body, coordinator, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    }
    settings.MEDIA_ROOT = tmp_path
    settings.ACCEL_PREFIX = "/private-files/"
    client.post(url("add_decree", body.pk), decree_facts(scan=SimpleUploadedFile("a.pdf", PDF)))
    decree = Decree.objects.get()

    sent = client.get(url("scan", decree.pk))

    assert (sent.status_code, sent.content) == (200, b"")
    assert sent["X-Accel-Redirect"] == f"/private-files/{decree.scan.name}"
    assert sent["Content-Type"] == "application/pdf"
    assert sent["Content-Disposition"] == 'attachment; filename="sk-2026-03-02.pdf"'
    assert (tmp_path / "sealed").is_dir()
    assert "sealed" not in str(sent.headers)
    assert "sealed" not in client.get(decree.get_absolute_url()).content.decode()


def test_a_store_elsewhere_is_streamed_even_behind_nginx(client, body, coordinator, settings):
    settings.ACCEL_PREFIX = "/private-files/"
    client.post(url("add_decree", body.pk), decree_facts(scan=SimpleUploadedFile("a.pdf", PDF)))

    sent = client.get(url("scan", Decree.objects.get().pk))

    assert "X-Accel-Redirect" not in sent
    assert b"".join(sent.streaming_content).startswith(b"%PDF-")


def test_a_scan_of_the_regent_stays_with_the_district(client, body, coordinator):
    client.post(
        url("add_decree", body.pk),
        decree_facts(issuer="regent@52.07", scan=SimpleUploadedFile("a.pdf", PDF)),
    )
    decree = Decree.objects.get()

    page = client.get(decree.get_absolute_url())

    assert client.get(url("scan", decree.pk)).status_code == 403
    assert "Unduh pindaian SK" not in page.content.decode()
    client.force_login(make_user(Role.DISTRICT_OFFICER, make_region("52.07")))
    assert client.get(url("scan", decree.pk)).status_code == 200


def test_a_scan_that_is_not_there_is_404(client, body, coordinator):
    assert client.get(url("scan", make_decree(bodies=[body]).pk)).status_code == 404


def test_the_page_of_a_decree_names_nobody_of_another_village(client, body, coordinator):
    other = make_wksbm(name="Peduli Banjar", region=make_village("52.07.02.2014"))
    regent = make_office(region=make_region("52.07"), kind="regent")
    decree = make_decree(bodies=[body, other], issuer=regent)
    older = make_decree(bodies=[other], issuer=regent, number="RAHASIA/9")
    make_change(decree, older, effective_on=JANUARY)
    make_seat(wksbm=body, holder=make_person("Siti Aminah"), decree=decree)
    make_seat(wksbm=other, holder=make_person("Nurhayati Banjar", at=other.region), decree=decree)

    page = client.get(decree.get_absolute_url()).content.decode()

    shown = ("Peduli Goa", "Siti Aminah", "Peduli Banjar", "Nurhayati Banjar", "RAHASIA/9")
    assert [name in page for name in shown] == [True, True, False, False, False]
    assert client.get(older.get_absolute_url()).status_code == 404


def test_a_decree_is_corrected_and_superseded(client, body, coordinator):
    old = make_decree(bodies=[body], number="1")
    new = make_decree(bodies=[body], number="2", effective_from=date(2026, 7, 1))

    facts = decree_facts(number="2 baru", version=1, enacted_on="2026-07-01")
    client.post(url("change_decree", new.pk), facts)
    client.post(url("record_change", new.pk), {"older": old.pk, "kind": "supersedes"})

    new.refresh_from_db()
    assert (new.number, new.effective_from) == ("2 baru", date(2026, 7, 1))
    assert list(Decree.objects.in_force(date(2026, 7, 1))) == [new]
    assert "digantikan" in client.get(old.get_absolute_url()).content.decode()


def test_a_scan_may_come_later(client, body, coordinator):
    decree = make_decree(bodies=[body])

    refused = client.post(
        url("attach_scan", decree.pk),
        {"scan": SimpleUploadedFile("a.pdf", b"<html>"), "version": 1},
    )
    taken = client.post(
        url("attach_scan", decree.pk), {"scan": SimpleUploadedFile("a.pdf", PDF), "version": 1}
    )

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert refused.context["form"].errors == {"scan": ["Berkas harus PDF atau foto (JPG, PNG)."]}


# --- Boards and members --------------------------------------------------------------------------


def test_a_new_person_is_seated(client, body, coordinator):
    decree = make_decree(bodies=[body])

    client.post(
        url("seat_holder", body.pk),
        {
            "post": "chair",
            "holder": "",
            "name": "Siti Aminah",
            "phone": "0812-3456-7890",
            "since": "2026-01-01",
            "decree": decree.pk,
            "tie_to_head": "spouse",
        },
    )

    seat = Seat.objects.get()
    assert (seat.holder.name, seat.holder.phone, seat.decree) == (
        "Siti Aminah",
        "+6281234567890",
        decree,
    )
    assert "Istri/suami kepala desa" in client.get(body.get_absolute_url()).content.decode()


def test_a_known_person_is_seated_and_no_stranger(client, body, coordinator):
    known = make_person("Budi")
    stranger = make_person("Orang Banjar", at=make_village("52.07.02.2014"))
    facts = {"post": "secretary", "since": "2026-01-01"}

    page = client.get(url("seat_holder", body.pk))
    refused = client.post(url("seat_holder", body.pk), facts | {"holder": stranger.pk})
    client.post(url("seat_holder", body.pk), facts | {"holder": known.pk})

    assert "Orang Banjar" not in page.content.decode()
    assert refused.status_code == 422
    assert [seat.holder for seat in Seat.objects.all()] == [known]


def test_a_bad_number_stands_beside_its_field(client, body, coordinator):
    page = client.post(
        url("seat_holder", body.pk),
        {"post": "chair", "name": "Siti", "phone": "12", "since": "2026-01-01"},
    )

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["phone"]
    assert Person.objects.count() == 0


def test_a_chair_is_replaced_and_the_old_one_stays_readable(client, body, coordinator):
    decree = make_decree(bodies=[body], number="SK-LAMA")
    old = make_seat(
        wksbm=body, holder=make_person("Siti Aminah"), decree=decree, since=date(2025, 1, 1)
    )

    client.post(
        url("replace_holder", old.pk),
        {"name": "Nurhayati", "since": "2026-01-01", "reason": "Pindah", "version": 1},
    )

    context = client.get(body.get_absolute_url()).context
    past = context["past_board"][0]["seat"]
    assert [line["seat"].holder.name for line in context["board"]] == ["Nurhayati"]
    assert (past.holder.name, past.decree.number, past.ended_because) == (
        "Siti Aminah",
        "SK-LAMA",
        "Pindah",
    )


def test_a_seat_gets_its_decree_and_its_end(client, body, coordinator):
    seat, decree = make_seat(wksbm=body), make_decree(bodies=[body])

    client.post(url("grant_seat_decree", seat.pk), {"decree": decree.pk, "version": 1})
    client.post(url("end_seat", seat.pk), {"on": "2026-06-30", "reason": "Wafat", "version": 2})

    seat.refresh_from_db()
    assert (seat.decree, seat.term.upper, seat.ended_because) == (
        decree,
        date(2026, 7, 1),
        "Wafat",
    )


def test_a_rule_that_is_broken_is_said_on_its_page(client, body, coordinator):
    seat = make_seat(wksbm=body, since=date(2026, 7, 1))

    page = client.post(url("end_seat", seat.pk), {"on": "2026-06-30", "version": 1})

    assert page.status_code == 409
    assert "Tanggal ini mendahului masa bakti pemegang sekarang." in page.content.decode()


def test_a_pasted_list_is_answered_line_by_line(client, body, coordinator):
    make_membership(wksbm=body, person=make_person("Siti"))

    page = client.post(
        url("add_members", body.pk),
        {"names": "1. Siti\n2. Budi\n3. budi", "since": "2026-01-01"},
        follow=True,
    ).content.decode()

    assert "1 anggota ditambahkan." in page
    assert "Sudah menjadi anggota: Siti." in page
    assert "Tertulis dua kali, dicatat sekali: budi." in page


def test_a_membership_is_ended(client, body, coordinator):
    member = make_membership(wksbm=body)

    client.post(url("end_membership", member.pk), {"on": "2026-06-30", "version": 1})

    assert list(Membership.objects.held(date(2026, 7, 1))) == []


def test_who_only_reads_is_offered_no_buttons(client, body):
    make_seat(wksbm=body)
    make_membership(wksbm=body)
    client.force_login(make_user(Role.PKK_LEADER, make_region("52.07")))

    page = client.get(body.get_absolute_url()).content.decode()

    assert [word in page for word in ("Tambah SK", "Ganti", "Akhiri", "Riwayat")] == [False] * 4


@pytest.mark.parametrize(
    "page",
    ["change_wksbm", "dissolve_wksbm", "add_decree", "seat_holder", "add_members"],
)
def test_forms_open(client, body, coordinator, page):
    assert client.get(url(page, body.pk)).status_code == 200


# --- A new village head --------------------------------------------------------------------------


def test_a_new_head_sees_three_steps_and_their_ticks(client):
    seat = make_seat(since=date(2020, 1, 1))
    body = seat.wksbm
    coordinator = make_user(Role.VILLAGE_COORDINATOR, body.region)
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")
    url = reverse("wksbm:new_head", args=[body.pk])
    client.force_login(officer)
    since = str(today())

    page = client.get(url, {"since": since}).text

    assert page.count("badge--warn") == 3
    replace = reverse("wksbm:replace_holder", args=[seat.pk])
    assert f"{replace}?since={since}&amp;tie_to_head=spouse" in page
    assert reverse("accounts:hand_over", args=[coordinator.pk]) in page
    form = client.get(replace, {"since": since, "tie_to_head": "spouse"}).text
    assert f'value="{since}"' in form
    assert '<option value="spouse" selected>' in form
    replace_holder(seat, successor=NewPerson("Ani"), since=today(), actor=officer)
    make_decree(bodies=[body], effective_from=today())
    page = client.get(url, {"since": since}).text
    assert (page.count("badge--ok"), page.count("badge--warn")) == (2, 1)


def test_a_coordinator_is_not_shown_the_way_to_their_own_handover(client):
    body = make_wksbm()
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, body.region))

    page = client.get(reverse("wksbm:new_head", args=[body.pk]), {"since": "2026-06-01"}).text

    assert "hand-over" not in page
    assert "Dinas Sosial mencatat serah terimanya" in page
