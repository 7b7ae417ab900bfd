"""Pages of the books: choosing whose, the forms without scripts, lists by year, printing."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.access import Role
from papers.models import Paper
from programme.hosts import columns_of, slug_of
from programme.models import Activity, Letter, Visit
from programme.views import pages
from tests.factories.accounts import make_user
from tests.factories.documents import make_pdf
from tests.factories.meetings import make_body, make_held_meeting, make_member
from tests.factories.people import make_person
from tests.factories.programme import make_activity, make_letter, make_visit
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    """The tenth of June 2026, noon in Sumbawa."""
    with time_machine.travel(datetime(2026, 6, 10, 4, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def body():
    return make_body(name="WKSBM Goa")


@pytest.fixture
def secretary(client, body):
    user = make_user(Role.VILLAGE_SECRETARY, body.region)
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"programme:{name}", args=args)


def text(response):
    body = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(body.split())


def test_one_chooses_whose_books_to_open(client, body, secretary):
    organisation = make_organisation(region=body.region, name="Karang Taruna Mekar")
    make_body(make_village("52.07.01.2002"), name="WKSBM Jauh")

    page = client.get(url("books"))
    shown = text(page)
    sought = text(client.get(url("books"), {"q": "mekar"}))

    for host in (body, organisation, body.region):
        assert url("books_of", slug_of(host)) in page.content.decode()
        assert client.get(url("books_of", slug_of(host))).status_code == 200
    assert "Jauh" not in shown
    assert ("Karang Taruna Mekar" in sought, "WKSBM Goa" in sought) == (True, False)
    for slug in ("wksbm-0", "wksbm-x", "region-52.07", "region-52.07.01.2002", "kosong"):
        assert client.get(url("books_of", slug)).status_code == 404, slug
    assert columns_of("kosong") == {"pk__in": ()}


def test_a_plan_is_written_done_copied_and_printed(client, body, secretary):
    member = make_member(body, "Nurhayati")
    of = slug_of(body)
    sent = {
        "name": "Posyandu lansia",
        "goal": "40 lansia",
        "from_month": "2",
        "to_month": "4",
        "in_charge": str(member.pk),
        "cost": "500000",
        "source": "self",
    }
    page = url("add_activity", of)
    assert "Nurhayati" in text(client.get(page))
    refused = client.post(page, sent | {"to_month": "1"})
    assert refused.status_code == 422
    assert "Bulan selesai mendahului bulan mulai." in text(refused)

    answer = client.post(page, sent)
    assert (answer.status_code, answer.url) == (302, f"{url('plan', of)}?year=2026")
    row = Activity.objects.get()
    assert (row.in_charge, row.year, row.host) == (member, 2026, body)
    shown = text(client.get(answer.url))
    for words in ("Februari\u2013April", "Nurhayati", "Rp500.000", "Belum ada hasil"):
        assert words in shown, words
    assert "Tidak ada kegiatan yang cocok" in text(client.get(answer.url, {"month": "6"}))
    assert "Posyandu" in text(client.get(answer.url, {"month": "3", "status": "late"}))
    assert client.get(url("plan", of), {"year": "x", "month": "13"}).status_code == 200

    changed = client.post(
        url("change_activity", row.pk), sent | {"name": "Senam lansia", "version": "1"}
    )
    done = {"done_on": "2026-04-02", "result": "38 lansia", "version": "2"}
    finished = client.post(url("finish_activity", row.pk), done)
    row.refresh_from_db()
    assert (changed.status_code, finished.status_code) == (302, 302)
    assert (row.name, row.status, row.result) == ("Senam lansia", "done", "38 lansia")
    assert "38 lansia" in text(client.get(url("activity", row.pk)))
    client.post(url("plan_again", row.pk))
    client.post(url("drop_activity", row.pk), {"because": "Banjir", "version": "4"})
    row.refresh_from_db()
    assert (row.status, row.result) == ("dropped", "Banjir")

    make_activity(body, name="Bazar")
    assert "Salin dari tahun lain" in text(client.get(url("plan", of), {"year": 2027}))
    copied = client.post(f"{url('copy_plan', of)}?year=2027", {"from_year": "2026"})
    assert copied.url == f"{url('plan', of)}?year=2027"
    assert [one.name for one in Activity.objects.of_year(2027)] == ["Bazar"]
    printed = client.post(url("print_book", of), {"kind": "plan", "year": "2026"})
    assert printed.url == Paper.objects.get().get_absolute_url()
    assert client.post(url("print_book", of), {"kind": "x"}).url == url("books_of", of)
    unlikely = client.post(url("print_book", of), {"kind": "plan", "year": "1999"})
    assert unlikely.url == printed.url


def test_who_is_in_charge_stays_though_no_longer_offered(client, body, secretary):
    left = make_person("Zainab", at=make_village("52.07.01.2002"))
    row = make_activity(body, in_charge=left)
    make_member(body, "Nurhayati")
    page = url("change_activity", row.pk)

    offered = client.get(page).context["form"].fields["in_charge"].choices
    sent = {"name": "Senam", "from_month": "3", "to_month": "5", "in_charge": str(left.pk)}
    client.post(page, sent)

    row.refresh_from_db()
    assert [name for _key, name in offered][1:] == ["Zainab", "Nurhayati"]
    assert (row.name, row.in_charge) == ("Senam", left)


def test_minutes_add_to_the_plan(client, body, secretary):
    agenda = [{"id": "a1", "title": "Bazar murah", "discussed": "", "decided": "Bulan Juli"}]
    meeting = make_held_meeting(body, logged_by=secretary, agenda=agenda)
    assert "Masukkan ke rencana kerja" in text(client.get(meeting.get_absolute_url()))
    page = url("add_from_meeting", meeting.pk)

    offered = client.get(page)
    chosen = client.get(page, {"item": "a1"})
    answer = client.post(
        page, {"name": "Bazar murah", "from_month": "7", "to_month": "7", "year": "2026"}
    )

    row = Activity.objects.get()
    assert "?year=2026&amp;item=a1" in offered.content.decode()
    assert 'value="Bazar murah"' in chosen.content.decode()
    assert (answer.status_code, row.meeting, row.host) == (302, meeting, body)
    assert meeting.get_absolute_url() in client.get(url("activity", row.pk)).content.decode()


def test_letters_are_entered_with_their_scan_corrected_and_struck(client, body, secretary):
    of = slug_of(body)
    page = url("enter_letter", of)
    file = SimpleUploadedFile("surat.pdf", make_pdf(), "application/pdf")
    sent = {"entered_on": "2026-06-09", "party": "Camat", "subject": "Undangan rapat"}

    for direction in ("in", "out"):
        answer = client.post(f"{page}?direction={direction}", sent | {"scan": file})
        file.seek(0)
        assert answer.url == f"{url('letters', of)}?direction={direction}&year=2026"
        assert "1. Undangan rapat" in text(client.get(answer.url))
    late = client.post(page, sent | {"entered_on": "2026-06-11"})
    assert (late.status_code, list(late.context["form"].errors)) == (422, ["entered_on"])

    row = Letter.objects.get(direction="in")
    shown = client.get(url("letter", row.pk))
    assert url("letter_scan", row.pk) in shown.content.decode()
    assert b"".join(client.get(url("letter_scan", row.pk))).startswith(b"%PDF-")
    client.post(url("change_letter", row.pk), sent | {"party": "Bupati", "version": "1"})
    replaced = client.post(url("attach_letter_scan", row.pk), {"scan": file, "version": "2"})
    struck = client.post(url("strike_letter", row.pk), {"because": "Dua kali", "version": "3"})
    again = client.post(url("strike_letter", row.pk), {"because": "x", "version": "4"})
    row.refresh_from_db()
    assert (replaced.status_code, struck.status_code, again.status_code) == (302, 302, 409)
    assert (row.party, row.struck_because, row.number) == ("Bupati", "Dua kali", 1)
    assert "Surat ini dicoret" in text(client.get(row.get_absolute_url()))


def test_guests_are_written_also_from_a_meeting(client, body, secretary):
    of = slug_of(body)
    sent = {
        "on": "2026-06-10",
        "name": "Rahmat",
        "office": "Dinas Sosial Bima",
        "people": "12",
        "purpose": "Studi tiru",
        "phone": "0812-3456-7890",
    }
    page = url("enter_visit", of)
    wrong = client.post(page, sent | {"phone": "1"})
    answer = client.post(page, sent)
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["phone"])
    assert answer.url == f"{url('visits', of)}?year=2026"
    assert "12 orang berkunjung." in text(client.get(answer.url))
    row = Visit.objects.get()
    changed = client.post(url("change_visit", row.pk), sent | {"name": "Yuni", "version": "1"})
    struck = client.post(url("strike_visit", row.pk), {"because": "Salah", "version": "2"})
    row.refresh_from_db()
    assert (changed.status_code, struck.status_code) == (302, 302)
    assert (row.name, row.phone, row.is_struck) == ("Yuni", "+6281234567890", True)
    assert "0812-3456-7890" in text(client.get(row.get_absolute_url()))

    meeting = make_held_meeting(body, logged_by=secretary, visitors="Bima", guests=5)
    assert "Catat tamu di buku tamu" in text(client.get(meeting.get_absolute_url()))
    taken = client.post(url("enter_visitors", meeting.pk))
    twice = client.post(url("enter_visitors", meeting.pk))
    visit = Visit.objects.get(meeting=meeting)
    assert (taken.url, twice.status_code) == (visit.get_absolute_url(), 409)
    assert (visit.people, visit.office) == (5, "Bima")
    treasurer = make_user(Role.VILLAGE_TREASURER, body.region)
    client.force_login(treasurer)
    assert "0812-3456-7890" not in text(client.get(row.get_absolute_url()))


def test_lists_are_read_by_key(client, body, secretary, monkeypatch):
    monkeypatch.setattr(pages, "PAGE", 2)
    of = slug_of(body)
    for number in range(1, 4):
        make_letter(body, number=number, entered_by=secretary)
        make_visit(body, on=date(2026, 1, number), name=f"Tamu {number}", entered_by=secretary)

    for name, first, rest in (("letters", [3, 2], [1]), ("visits", [3, 2], [1])):
        page = client.get(url(name, of))
        after = client.get(url(name, of) + page.context["next_url"])
        odd = client.get(url(name, of), {"after": "x~y"})
        found = [
            [getattr(row, "number", None) or row.on.day for row in shown.context["rows"]]
            for shown in (page, after, odd)
        ]
        assert found == [first, rest, first], name
        assert after.context["first_url"]


@pytest.mark.parametrize(
    ("name", "queries"), [("books_of", 10), ("plan", 8), ("letters", 8), ("visits", 8)]
)
def test_lists_ask_the_same_of_few_and_of_many(
    client, body, secretary, name, queries, django_assert_num_queries
):
    make_region("52")
    for size in (1, 3):
        while Activity.objects.count() < size:
            member = make_member(body)
            make_activity(body, in_charge=member)
            make_letter(body, direction="out", entered_by=secretary)
            make_visit(body, entered_by=secretary)
        page = f"{url(name, slug_of(body))}?direction=out"
        client.get(page)
        with django_assert_num_queries(queries):
            assert client.get(page).status_code == 200
