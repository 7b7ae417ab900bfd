"""Pages of monthly reports: the month's list, the form without scripts, paper, signature."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.access import Role
from papers.models import Paper
from tests.factories.accounts import make_user
from tests.factories.documents import make_pdf
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import make_appointment, make_pillar, make_report
from tests.papers.sheets import squeezed, text_of
from tests.volunteers.test_reporting import VISIT, served, signed
from volunteers.models import ActivityReport, Appointment
from volunteers.papers.report import ACTIVITY_REPORT, BLANK_REPORT
from volunteers.services import keep_entries, submit_report

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)


@pytest.fixture(autouse=True)
def june():
    """The tenth of June 2026, noon in Sumbawa."""
    with time_machine.travel(datetime(2026, 6, 10, 4, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def village():
    return make_village()


@pytest.fixture
def secretary(client, village):
    user = make_user(Role.VILLAGE_SECRETARY, village)
    client.force_login(user)
    return user


@pytest.fixture
def appointment(village):
    return make_appointment(person=make_person("Nurhayati", at=village))


def url(name, *args):
    return reverse(f"volunteers:{name}", args=args)


def filled(*rows, month="2026-05", version=1, **more):
    """Return what the form sends: ten rows, of which the first are filled in."""
    sent = {"month": month, "version": version, "count": 10, **more}
    for number in range(10):
        row = rows[number] if number < len(rows) else ("", "", "", "")
        for name, value in zip(("day", "activity", "place", "minutes"), row, strict=True):
            sent[f"row{number}_{name}"] = value
    return sent


def text(response):
    body = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(body.split())


def test_a_month_is_written_in_one_request(client, secretary, appointment):
    page = url("write_report", appointment.pk)
    shown = client.get(page)
    assert shown.status_code == 200
    assert "Laporan Mei 2026" in text(shown)  # until the twentieth, the month before

    answer = client.post(
        page,
        filled(
            ("4", "Kunjungan lansia", "Dusun Barat", "90"), ("", "", "", ""), ("9", "Rapat", "", "")
        ),
    )

    report = ActivityReport.objects.get()
    assert (answer.status_code, answer.url) == (302, report.get_absolute_url())
    assert list(report.entries.order_by("on").values_list("on", "activity", "minutes")) == [
        (date(2026, 5, 4), "Kunjungan lansia", 90),
        (date(2026, 5, 9), "Rapat", None),
    ]
    assert "Senin, 4 " in text(client.get(answer.url))
    again = client.get(page)
    assert 'value="Kunjungan lansia"' in again.content.decode()


def test_more_rows_keep_what_was_typed_and_save_nothing(client, secretary, appointment):
    answer = client.post(
        url("write_report", appointment.pk), filled(("x", "Belum selesai", "", ""), more="1")
    )

    body = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="Belum selesai"' in body
    assert 'name="row19_day"' in body
    assert 'name="row20_day"' not in body
    assert 'name="count" value="20"' in body
    assert not ActivityReport.objects.exists()


def test_faults_stand_beside_their_row(client, secretary, appointment):
    answer = client.post(
        url(
            "write_report",
            appointment.pk,
        ),
        filled(
            ("31", "Rapat", "", ""),
            ("", "Tanpa tanggal", "", ""),
            ("2", "", "", ""),
            month="2026-06",
        ),
    )

    form = answer.context["form"]
    assert answer.status_code == 422
    assert {name: list(faults) for name, faults in form.errors.items()} == {
        "row0_day": ["Pastikan nilai ini lebih kecil dari atau sama dengan 30."],
        "row1_day": ["Isi juga bagian ini."],
        "row2_activity": ["Isi juga bagian ini."],
    }
    late = client.post(
        url("write_report", appointment.pk),
        filled(("", "", "", ""), ("11", "Besok", "", ""), month="2026-06"),
    )
    faults = late.context["form"].errors
    assert {name: list(found) for name, found in faults.items()} == {
        "row1_day": ["Tanggal kegiatan tidak boleh setelah hari ini."]
    }
    assert not ActivityReport.objects.filter(entries__isnull=False).exists()


def test_page_and_api_refuse_alike(client, secretary, appointment):
    later = {"month": "2026-07"}
    page = client.post(url("write_report", appointment.pk), filled(("1", "A", "", ""), **later))
    answer = client.post(
        "/api/v1/activity-reports/",
        {"appointment": appointment.pk, "month": "2026-07-01"},
        content_type="application/json",
    )

    assert (page.status_code, answer.status_code) == (409, 409)
    assert answer.json()["code"] == "report_of_month_to_come"
    assert answer.json()["detail"] in text(page)


def test_hours_that_were_confirmed_are_offered(client, secretary, appointment):
    served(appointment, title="Posko banjir")
    page = url("write_report", appointment.pk)
    assert "Simpan dan tambahkan 1 tugas yang disahkan" in text(client.get(page))

    client.post(page, filled(fill="1"))

    report = ActivityReport.objects.get()
    assert [entry.activity for entry in report.entries.all()] == ["Posko banjir"]
    assert "Simpan laporan" in text(client.get(page))
    answer = client.post(url("fill_from_duties", report.pk), follow=True)
    assert "0 tugas ditambahkan." in text(answer)


def test_a_volunteer_without_a_role_writes_and_hands_in_the_own(client, village):
    user = make_user()
    own = make_appointment(person=make_person(at=village, user=user), region=village)
    client.force_login(user)

    client.post(url("write_report", own.pk), filled(("4", "Rapat", "", "")))
    report = ActivityReport.objects.get()
    client.post(url("submit_report", report.pk))

    report.refresh_from_db()
    assert report.status == "submitted"
    assert client.get(url("report", report.pk)).status_code == 200
    assert client.get(url("write_report", own.pk)).url == report.get_absolute_url()
    assert "Nomor anggota" not in text(client.get(url("reports")))
    assert client.get(url("sign_report", report.pk)).status_code == 403
    client.post(url("take_back_report", report.pk))
    report.refresh_from_db()
    assert report.status == "draft"


def test_the_signed_paper_is_uploaded_read_and_opened_again(client, secretary, appointment):
    report = make_report(appointment=appointment)
    shown = client.get(url("sign_report", report.pk))
    assert 'value="Kepala Desa Goa"' in shown.content.decode()

    answer = client.post(
        url("sign_report", report.pk),
        {
            "version": 1,
            "signed_on": "2026-06-02",
            "signed_by": "H. Abdul Karim",
            "signed_as": "Kepala Desa Goa",
            "scan": SimpleUploadedFile("x.pdf", make_pdf()),
        },
        follow=True,
    )

    assert "H. Abdul Karim, Kepala Desa Goa" in text(answer)
    file = client.get(url("report_scan", report.pk))
    assert b"".join(file.streaming_content).startswith(b"%PDF-")
    assert file["Content-Disposition"] == 'attachment; filename="laporan-2026-05.pdf"'
    opened = client.post(
        url("reopen_report", report.pk), {"version": 2, "because": "Salah bulan"}, follow=True
    )
    assert "Salah bulan" in text(opened)
    stale = client.post(
        url("sign_report", report.pk),
        {
            "version": 1,
            "signed_on": "2026-06-02",
            "signed_by": "H. Abdul Karim",
            "signed_as": "Kepala Desa Goa",
            "scan": SimpleUploadedFile("x.pdf", make_pdf()),
        },
    )
    assert stale.status_code == 412


def test_the_paper_says_what_the_report_says(client, secretary, appointment):
    report = make_report(appointment=appointment)
    refused = client.post(url("print_report", report.pk))
    assert refused.status_code == 409
    keep_entries(report, entries=[VISIT], actor=secretary)

    client.post(url("print_report", report.pk))
    client.post(url("print_blank_report", appointment.pk), {"month": "2026-05"})

    paper = Paper.objects.get(kind=ACTIVITY_REPORT)
    said = text_of(paper.file.read())
    for words in (
        "Nurhayati",
        "Senin, 4",
        "Kunjungan lansia",
        "1 kegiatan, 1 jam 30 menit",
        "Mengetahui, Kepala Desa Goa",
    ):
        assert squeezed(words) in said
    assert paper.number.endswith("/VI/2026")
    blank = text_of(Paper.objects.get(kind=BLANK_REPORT).file.read())
    assert "Kunjungan" not in blank
    assert squeezed("MEI 2026").casefold() in blank.casefold()


# --- The month's list ----------------------------------------------------------------------------


@pytest.fixture
def month(village):
    """May: one each without report, written, handed in, signed; and one of another kecamatan."""
    made = {}
    for status in ("", "draft", "submitted"):
        made[status] = make_appointment(
            person=make_person(f"Warga {status or 'tanpa'}", at=village), region=village
        )
        if status:
            make_report(appointment=made[status], status=status)
    made["signed"] = make_appointment(
        person=make_person("Warga signed", at=village),
        region=village,
        pillar=make_pillar("tagana"),
        honorarium=Appointment.Honorarium.PAID,
    )
    signed(make_report(appointment=made["signed"]), make_user(Role.VILLAGE_SECRETARY, village))
    elsewhere = make_village("52.07.02.2001")
    made["elsewhere"] = make_appointment(
        person=make_person("Warga jauh", at=elsewhere), region=elsewhere
    )
    return made


def listed(client, **asked):
    answer = client.get(url("reports"), asked)
    assert answer.status_code == 200
    return sorted(line.appointment.person.name.split()[-1] for line in answer.context["lines"])


def test_the_list_says_who_has_not_handed_in(client, month):
    client.force_login(make_user(Role.DISTRICT_OFFICER, make_region("52.07")))
    everybody = ["draft", "jauh", "signed", "submitted", "tanpa"]
    cases = [
        ({}, everybody),
        ({"month": "2026-05"}, everybody),
        ({"state": "late"}, ["draft", "jauh", "tanpa"]),
        ({"state": "none"}, ["jauh", "tanpa"]),
        ({"state": "signed"}, ["signed"]),
        ({"region": "52.07.02"}, ["jauh"]),
        ({"pillar": make_pillar("tagana").pk}, ["signed"]),
        ({"honorarium": "unpaid", "state": "submitted"}, ["submitted"]),
        ({"q": "JAUH"}, ["jauh"]),
        ({"month": "2026-06", "state": "late"}, everybody),
        ({"month": "2025-12"}, []),
        ({"month": "x"}, everybody),
    ]

    for asked, names in cases:
        assert listed(client, **asked) == names, asked

    page = client.get(url("reports"))
    counts = [(number, words) for number, words, _tone, _url in page.context["counts"]]
    assert counts == [(3, "Belum diserahkan"), (1, "Diajukan"), (1, "Bertanda tangan")]
    assert "Jereweh" in text(page)
    csv = client.get(
        reverse("spreadsheets:export", args=["activity-reports"]),
        {"state": "signed", "form": "csv"},
    )
    assert b"Warga signed" in b"".join(csv.streaming_content)


def test_queries_do_not_grow_with_rows(client, village, secretary, django_assert_num_queries):
    def three(make):
        return [make() for _ in range(3)]

    make_report(appointment=make_appointment(region=village))
    client.get(url("reports"))
    with django_assert_num_queries(9):
        client.get(url("reports"))
    last = three(lambda: make_report(appointment=make_appointment(region=village)))[-1]
    with django_assert_num_queries(9):
        client.get(url("reports"))
    keep_entries(last, entries=[VISIT], actor=secretary)
    with django_assert_num_queries(10):
        client.get(url("report", last.pk))
    keep_entries(last, entries=[VISIT] * 3, actor=secretary)
    with django_assert_num_queries(10):
        client.get(url("report", last.pk))
    submit_report(last, actor=secretary)
