"""The public check of a paper: by anybody, without names, changing nothing."""

import pytest
from django.urls import reverse

from papers import services
from papers.models import Paper
from tests.factories.meetings import make_body, make_meeting, make_member
from tests.factories.papers import make_paper
from tests.factories.wksbm import make_seat


def page(client, code):
    return client.get(reverse("verify_paper", args=[code]))


def test_a_valid_paper_is_valid_to_anybody(client, db):
    paper = make_paper(make_meeting())

    answer = page(client, paper.code)

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    body = answer.content.decode()
    for word in ("Sah", "Undangan", paper.number, paper.sha256, "Desa Goa"):
        assert word in body


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: f"{code[:4]}-{code[4:]}", "  {}".format]
)
def test_the_code_may_be_typed_as_people_type(client, db, change):
    paper = make_paper(make_meeting())

    assert paper.number in page(client, change(paper.code)).content.decode()


def test_it_names_nobody(client, db):
    body = make_body()
    make_member(body, "Rahasia Sekali")
    chair = make_seat(wksbm=body, post="chair").holder
    paper = make_paper(make_meeting(body, purpose="Kunjungan Budi"))
    services.withdraw_paper(paper, because="Ibu Wati sakit", actor=paper.issued_by)

    text = page(client, paper.code).content.decode()

    assert "Dibatalkan" in text
    for name in ("Rahasia Sekali", chair.name, "Budi", "Wati", paper.issued_by.name):
        assert name not in text


def test_a_superseded_paper_says_that_there_is_a_newer_one(client, db):
    meeting = make_meeting()
    paper = make_paper(meeting)
    meeting.place = "Rumah RT"
    newer = make_paper(meeting)

    assert newer.supersedes == paper
    assert "Ada versi lebih baru" in page(client, paper.code).content.decode()
    assert "Ada versi lebih baru" not in page(client, newer.code).content.decode()


@pytest.mark.parametrize("code", ["7F3K9Q2M", "x", "A" * 500, "\u0660" * 8, "%00", "7F3K9Q2M0"])
def test_an_unknown_code_is_said_to_be_unknown(client, db, code):
    answer = page(client, code)

    assert answer.status_code == 404
    assert "Kode tidak dikenal" in answer.content.decode()


def test_looking_changes_nothing_and_nothing_can_be_sent(client, db):
    paper = make_paper(make_meeting())
    before = list(Paper.objects.values())

    page(client, paper.code)

    assert list(Paper.objects.values()) == before
    assert client.post(reverse("verify_paper", args=[paper.code])).status_code == 405
