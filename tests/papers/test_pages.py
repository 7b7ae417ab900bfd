"""Printing from the meeting and the decree, the paper's page, its file, the letterhead."""

from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.access import Role
from papers.models import Letterhead, Paper
from tests.factories.accounts import make_token, make_user
from tests.factories.meetings import make_meeting
from tests.factories.papers import make_paper
from tests.factories.wksbm import make_decree, make_wksbm
from tests.papers.test_services import PNG, coordinator


def test_three_taps_from_home_to_the_printed_invitation(client, db):
    meeting = make_meeting()
    client.force_login(coordinator())

    page = client.get(meeting.get_absolute_url()).content.decode()
    for name in ("print_invitation", "print_attendance_sheet"):
        url = reverse(f"meetings:{name}", args=[meeting.pk])
        assert f'action="{url}"' in page
        paper_page = client.post(url, follow=True)
        paper = Paper.objects.latest("pk")
        file_url = reverse("papers:file", args=[paper.pk])
        assert f'href="{file_url}"' in paper_page.content.decode()
        file = client.get(file_url)
        assert b"".join(file.streaming_content).startswith(b"%PDF-")


def test_the_file_is_private_and_a_download(client, db):
    paper = make_paper(make_meeting())
    client.force_login(coordinator())

    answer = client.get(reverse("papers:file", args=[paper.pk]))

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_no_get_issues_a_paper(client, db):
    meeting = make_meeting()
    client.force_login(coordinator())

    assert client.get(reverse("meetings:print_invitation", args=[meeting.pk])).status_code == 405
    assert not Paper.objects.exists()


def test_no_invitation_to_what_is_cancelled(client, db):
    meeting = make_meeting(status="cancelled", cancelled_because="Hujan")
    client.force_login(coordinator())

    assert "Cetak Undangan" not in client.get(meeting.get_absolute_url()).content.decode()
    for name in ("print_invitation", "print_attendance_sheet"):
        answer = client.post(reverse(f"meetings:{name}", args=[meeting.pk]))
        assert answer.status_code == 409


def test_extract_is_printed_from_the_decree(client, db):
    decree = make_decree(bodies=[make_wksbm()])
    client.force_login(coordinator())
    url = reverse("wksbm:print_extract", args=[decree.mandates.get().pk])

    assert f'action="{url}"' in client.get(decree.get_absolute_url()).content.decode()
    answer = client.post(url, follow=True)

    assert "Kutipan keputusan" in answer.content.decode()


def test_withdrawing_asks_for_the_reason(client, db):
    paper = make_paper(make_meeting())
    client.force_login(coordinator())
    url = reverse("papers:withdraw_paper", args=[paper.pk])

    assert client.post(url, {"because": ""}).status_code == 422
    answer = client.post(url, {"because": "Salah tempat"}, follow=True)

    assert "Salah tempat" in answer.content.decode()


def test_letterhead_is_kept_and_shown(client, db):
    meeting = make_meeting()
    client.force_login(coordinator())
    url = reverse("papers:letterhead", args=[meeting.region_id])
    assert "KECAMATAN JEREWEH" in client.get(url).content.decode()

    form = {"lines": "DESA GOA\nJalan 1", "paper_size": "a4", "logo": ContentFile(PNG, "l.png")}
    answer = client.post(url, form, follow=True)

    assert "Kop surat disimpan." in answer.content.decode()
    assert Letterhead.objects.get().logo_sha256
    preview = client.get(reverse("papers:letterhead_preview", args=[meeting.region_id]))
    assert preview.content.startswith(b"\x89PNG")


def test_letterhead_says_what_is_wrong_beside_the_field(client, db):
    meeting = make_meeting()
    client.force_login(coordinator())
    url = reverse("papers:letterhead", args=[meeting.region_id])

    form = {"lines": "DESA GOA", "paper_size": "a4", "logo": ContentFile(b"%PDF-1.7", "l.png")}
    answer = client.post(url, form)

    assert answer.status_code == 422
    assert "Logo harus gambar PNG atau JPG." in answer.content.decode()


def test_list_shows_papers_and_letterheads(client, db, django_assert_num_queries):
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    url = reverse("papers:papers")
    counts = []
    for _time in range(2):
        paper = make_paper(make_meeting())
        with django_assert_num_queries(6):
            page = client.get(url).content.decode()
        counts.append(page.count("row__title"))
        assert paper.number in page

    assert counts == [1, 2]
    assert reverse("papers:letterhead", args=["52.07"]) in page


def test_api_issues_lists_gives_the_file_and_withdraws(client, db):
    meeting = make_meeting()
    _token, key = make_token(coordinator())
    headers = {"Authorization": f"Bearer {key}"}

    def send(url, body):
        return client.post(url, body, content_type="application/json", headers=headers)

    sent = {"kind": "meetings.invitation", "subject": str(meeting.pk)}
    made = send("/api/v1/papers/", sent)
    again = send("/api/v1/papers/", sent)

    assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
    row = made.json()
    listed = client.get("/api/v1/papers/?kind=meetings.invitation", headers=headers).json()
    assert listed["results"] == [row]
    file = client.get(f"/api/v1/papers/{row['id']}/file/", headers=headers)
    assert b"".join(file.streaming_content).startswith(b"%PDF-")
    gone = send(f"/api/v1/papers/{row['id']}/withdraw/", {"because": "Salah"})
    assert gone.json()["state"] == "withdrawn"


def test_api_refuses_what_it_does_not_know(client, db):
    _token, key = make_token(coordinator())
    headers = {"Authorization": f"Bearer {key}"}
    foreign = make_meeting(make_wksbm(region=make_decree().region))
    for kind, subject in (
        ("absent", "1"),
        ("handover", "52.07"),
        ("meetings.invitation", "x"),
        ("meetings.invitation", "00000000-0000-0000-0000-000000000001"),
        ("wksbm.decree_extract", "9" * 30),
    ):
        answer = client.post(
            "/api/v1/papers/",
            {"kind": kind, "subject": subject},
            content_type="application/json",
            headers=headers,
        )
        assert answer.status_code == 422, (kind, subject)
    assert foreign is not None
