"""What the papers of meetings say: who is invited, who came, what was agreed, who signs."""

import uuid
from datetime import date, time, timedelta

import pytest

from accounts.access import Role
from common.errors import RuleBroken
from meetings import papers
from meetings.models import Attendance, FollowUp, Invitation, MeetingPhoto, hosted_by
from meetings.services import load_kinds
from papers.models import Paper
from papers.services import issue_paper
from tests.factories.accounts import make_user
from tests.factories.meetings import (
    make_body,
    make_held_meeting,
    make_kind,
    make_meeting,
    make_member,
    mark,
)
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.volunteers import make_office_holder, make_organisation
from tests.factories.wksbm import make_seat
from tests.papers.sheets import squeezed, text_of

HELD = date(2026, 11, 14)  # a Saturday


@pytest.fixture
def officer(db):
    return make_user(Role.DISTRICT_OFFICER, "52.07")


def facts_of(kind, subject, officer):
    return issue_paper(kind, subject, actor=officer).facts["facts"]


def item(title, discussed="", decided=""):
    return {"id": str(uuid.uuid4()), "title": title, "discussed": discussed, "decided": decided}


def make_task(meeting, **overrides):
    facts = {"task": "Mendata lansia", "owner_name": "Pak RT", "due_on": date(2026, 12, 5)}
    asker = make_user(Role.VILLAGE_COORDINATOR, meeting.region)
    return FollowUp.objects.create(
        meeting=meeting, asked_by=asker, **hosted_by(meeting.host), **(facts | overrides)
    )


def make_minutes(officer, host=None, **overrides):
    facts = {
        "on": HELD,
        "until": time(17),
        "led_by": "Ahmad",
        "agenda": [
            item("Laporan kas", "Kas dibacakan.\n\nSaldo cukup.", "Kas diterima."),
            item("Penutup"),
        ],
        "decided": "Arisan tetap.\nIuran naik.",
    }
    return make_held_meeting(host, logged_by=officer, **(facts | overrides))


def test_invitation_has_agenda_what_was_left_undone_and_the_list_of_the_invited(officer):
    body = make_body()
    before = make_held_meeting(body, logged_by=officer)
    make_task(before)
    make_task(before, task="Sudah beres", status="dropped", dropped_because="Tidak perlu")
    make_task(make_held_meeting(make_body(), logged_by=officer), task="Milik badan lain")
    member, left_out = make_member(body, "Ani"), make_member(body, "Budi")
    make_seat(wksbm=body, holder=make_person("Cici", at=body.region), post="secretary")
    meeting = make_meeting(
        body, agenda=[item("Pembukaan"), item("Laporan kas")], note="Bawa buku kas."
    )
    Invitation.objects.create(meeting=meeting, person=left_out, left_out=True)
    Invitation.objects.create(meeting=meeting, name="Pak Camat", origin="Kecamatan")
    Invitation.objects.create(meeting=meeting, person=member, origin="Bendahara arisan")

    paper = issue_paper(papers.INVITATION, meeting, actor=officer)

    facts = paper.facts["facts"]
    assert facts["agenda"] == [
        {"title": "Pembukaan", "points": []},
        {
            "title": "Tindak lanjut rapat lalu",
            "points": ["Mendata lansia (Pak RT, paling lambat 5 Desember 2026)"],
        },
        {"title": "Laporan kas", "points": []},
    ]
    assert facts["people"] == [
        {"name": "Ani", "post": "Bendahara arisan"},
        {"name": "Cici", "post": "Sekretaris"},
        {"name": "Pak Camat", "post": "Kecamatan"},
    ]
    assert facts["time"] == "15.00 WITA sampai selesai"
    text = text_of(paper.file.read())
    for words in ("Bawa buku kas.", "DAFTAR YANG DIUNDANG", "2. Tindak lanjut rapat lalu"):
        assert squeezed(words) in text


def test_what_was_left_undone_stands_under_its_own_item(officer):
    body = make_body()
    make_task(make_held_meeting(body, logged_by=officer), due_on=None)
    meeting = make_meeting(body, agenda=[item("Tindak lanjut rapat lalu"), item("Penutup")])

    facts = facts_of(papers.INVITATION, meeting, officer)

    assert facts["agenda"] == [
        {"title": "Tindak lanjut rapat lalu", "points": ["Mendata lansia (Pak RT)"]},
        {"title": "Penutup", "points": []},
    ]


def test_list_tells_who_came_with_numbers_masked_and_counts_by_sex(officer):
    body = make_body()
    ani = make_member(body, "Ani", sex="female", phone="+6281234567890")
    budi, absent = make_member(body, "Budi", sex="male"), make_member(body, "Cici")
    meeting = make_held_meeting(body, logged_by=officer, guests=3, guest_women=1)
    mark(meeting, budi)
    mark(meeting, absent, present=False)
    Attendance.objects.create(meeting=meeting, person=ani, present=True, late=True)
    Attendance.objects.create(
        meeting=meeting, name="Dedi", sex="male", origin="RT 03", present=True, deputy_for=absent
    )
    MeetingPhoto.objects.create(
        meeting=meeting, kind="sheet", picture="x.jpg", sha256="a" * 64, added_by=officer
    )

    facts = facts_of(papers.ATTENDANCE_LIST, meeting, officer)

    member = f"Anggota {body.name}"
    assert [list(line.values()) for line in facts["people"]] == [
        ["Ani", "P", "Anggota", member, "0812-****-*890", "Terlambat"],
        ["Budi", "L", "Anggota", member, "", ""],
        ["Dedi", "L", "RT 03", "RT 03", "", "Mewakili Cici"],
    ]
    assert facts["counts"] == {
        "invited": 3,
        "came": 6,
        "men": 4,
        "women": 2,
        "unknown": 0,
        "guests": 3,
    }
    assert (facts["quorum"], facts["sheets"]) == ("", 1)


def test_the_signed_sheet_stays_the_valid_one(officer):
    body = make_body()
    make_member(body, "Ani", sex="female")
    meeting = make_meeting(body)
    sheet = issue_paper(papers.ATTENDANCE_SHEET, meeting, actor=officer)
    assert sheet.facts["facts"]["people"][0] == {"name": "Ani", "sex": "P", "post": "Anggota"}
    make_member(body, "Budi")
    meeting.status, meeting.logged_by, meeting.logged_at = "held", officer, meeting.starts_at
    meeting.save()

    with pytest.raises(RuleBroken) as refused:
        issue_paper(papers.ATTENDANCE_SHEET, meeting, actor=officer)

    assert refused.value.code == "meeting_held"
    issue_paper(papers.ATTENDANCE_LIST, meeting, actor=officer)
    assert list(Paper.objects.valid().order_by("pk").values_list("kind", flat=True)) == [
        papers.ATTENDANCE_SHEET,
        papers.ATTENDANCE_LIST,
    ]


def test_minutes_say_all_that_was_written_down(officer):
    body = make_body()
    chair = make_seat(wksbm=body, post="chair", holder=make_person("H. Ahmad", at=body.region))
    make_seat(wksbm=body, post="secretary", holder=make_person("Siti", at=body.region))
    mark(meeting := make_minutes(officer, body), chair.holder)
    make_task(meeting, item=meeting.agenda[0]["id"])
    meeting.approved_at, meeting.approved_by = meeting.starts_at + timedelta(days=1), officer
    meeting.approved_as = "H. Ahmad, Ketua"
    meeting.save()

    paper = issue_paper(papers.MINUTES, meeting, actor=officer)

    facts = paper.facts["facts"]
    assert facts["agenda"][0] == {
        "title": "Laporan kas",
        "discussed": ["Kas dibacakan.", "Saldo cukup."],
        "decided": ["Kas diterima."],
    }
    assert facts["decided"] == ["Arisan tetap.", "Iuran naik."]
    assert facts["tasks"] == [
        {"item": "1", "task": "Mendata lansia", "owner": "Pak RT", "due": "5 Desember 2026"}
    ]
    assert facts["time"] == "15.00 sampai 17.00 WITA"
    assert facts["came"] == (
        "diundang 2 orang, hadir 1 orang (laki-laki 0, perempuan 0, tidak tercatat 1)"
    )
    assert facts["approved"] == (
        "Notulen ini disetujui oleh H. Ahmad, Ketua pada 15 November 2026."
    )
    assert [signer["title"] + [signer["name"]] for signer in facts["signers"]] == [
        ["Notulis", f"Sekretaris {body.name}", "Siti"],
        ["Pimpinan rapat", f"Ketua {body.name}", "Ahmad"],
    ]
    text = text_of(paper.file.read())
    for words in ("Saldo cukup.", "Lain-lain", "Iuran naik.", "Acara nomor 1"):
        assert squeezed(words) in text


def test_record_of_a_musdes_says_date_quorum_and_points_and_who_signs(officer):
    load_kinds()
    village = make_village()
    first = make_meeting(
        village, kind=make_kind("musdes"), on=HELD - timedelta(days=2), status="cancelled",
        cancelled_because="Belum kuorum",
    )  # fmt: skip
    meeting = make_minutes(
        officer,
        village,
        kind=make_kind("musdes"),
        invited_count=4,
        delayed_to=time(16),
        second_session_of=first,
        without_quorum=True,
        minuted_by="Siti",
    )
    people = [make_person(name, at=village) for name in ("Ani", "Budi")]
    for person in people:
        Invitation.objects.create(meeting=meeting, person=person)
    mark(meeting, *people)
    Attendance.objects.create(meeting=meeting, name="Dedi", origin="Tokoh adat", present=True)

    paper = issue_paper(papers.RECORD, meeting, actor=officer)

    facts = paper.facts["facts"]
    assert paper.title == "Berita acara Musyawarah desa (musdes), 14 November 2026"
    assert facts["spelt_day"] == (
        "Sabtu, tanggal empat belas, bulan November, tahun dua ribu dua puluh enam (14-11-2026)"
    )
    assert facts["quorum"] == (
        "Dari 4 orang yang diundang hadir 2 orang; kuorum 2/3 dari yang diundang, yaitu 3 orang, "
        "tidak terpenuhi. Rapat ditunda sampai pukul 16.00 WITA. Ini sidang kedua; sidang pertama "
        "tanggal 12 November 2026 tidak mencapai kuorum. Rapat dilanjutkan dengan peserta yang "
        "hadir."
    )
    assert facts["points"] == ["Kas diterima.", "Arisan tetap.", "Iuran naik."]
    assert facts["groups"] == [
        {"name": "Tokoh adat", "count": 1},
        {"name": "Undangan lain", "count": 2},
    ]
    assert facts["body"].startswith("BPD, Desa Goa, ")
    assert [signer["title"] + [signer["name"]] for signer in facts["signers"]] == [
        ["Kepala Desa Goa", ""],
        ["Ketua BPD", "Desa Goa", "Ahmad"],
        ["Wakil masyarakat", ""],
        ["Wakil masyarakat", ""],
    ]
    text = text_of(paper.file.read())
    assert squeezed("DAFTAR HADIR") in text
    assert squeezed("Permendes PDTT 16/2019") in text


def test_each_host_has_its_own_signers(officer):
    load_kinds()
    village = make_village()
    group = make_organisation(region=village, name="Karang Taruna")
    vice = make_office_holder(organisation=group, post="vice_chair")
    kelurahan = make_village("52.07.01.1003")
    district = village.parent

    def titles(host, code):
        meeting = make_minutes(officer, host, kind=make_kind(code), minuted_by="Siti")
        facts = facts_of(papers.RECORD, meeting, officer)
        return [[*signer["title"], signer["name"]] for signer in facts["signers"]]

    assert titles(group, "pertemuan_rutin") == [
        ["Notulis", "Siti"],
        ["a.n. Ketua Karang Taruna", "Wakil ketua", vice.person.name],
        ["Mengetahui,", "Kepala Desa Goa", ""],
    ]
    assert titles(kelurahan, "muskel")[:2] == [
        ["Notulis", "Siti"],
        [f"Lurah {kelurahan.name}", "Ahmad"],
    ]
    assert titles(district, "rakor_kecamatan") == [
        ["Notulis", "Siti"],
        [f"Camat {district.name}", "Ahmad"],
        ["Wakil peserta", ""],
        ["Wakil peserta", ""],
    ]


def test_no_paper_of_what_is_not_there(officer):
    planned, silent = make_meeting(), make_held_meeting(logged_by=officer)
    cases = [
        (papers.ATTENDANCE_LIST, planned, "meeting_not_held"),
        (papers.MINUTES, planned, "meeting_not_held"),
        (papers.RECORD, planned, "meeting_not_held"),
        (papers.RECORD, silent, "nothing_decided"),
        (papers.INVITATION, silent, "meeting_not_planned"),
    ]

    for kind, meeting, code in cases:
        with pytest.raises(RuleBroken) as refused:
            issue_paper(kind, meeting, actor=officer)
        assert refused.value.code == code, (kind, code)
    assert not Paper.objects.exists()


def test_three_taps_from_the_meeting_to_each_paper(client, officer):
    meeting = make_minutes(officer)
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, meeting.region))

    page = client.get(meeting.get_absolute_url()).content.decode()
    for word in ("print-minutes", "print-attendance-list", "print-record"):
        url = f"/meetings/{meeting.pk}/{word}/"
        assert f'action="{url}"' in page
        paper_page = client.post(url, follow=True)
        paper = Paper.objects.latest("pk")
        assert f'href="/papers/{paper.pk}/file/"' in paper_page.content.decode()
    assert "Cetak Undangan" not in page
