"""The public check of a paper: by anybody, without names, changing nothing."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.db import connections
from django.test import RequestFactory
from django.urls import reverse

from accounts.brakes import Brake
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


# --- Guessing ------------------------------------------------------------------------------------

NOON = "2026-11-22T12:00:00+08:00"
GUESS = "7F3K9Q2M"


def guess(client, times, **where):
    url = reverse("verify_paper", args=[GUESS])
    return [client.get(url, **where).status_code for _time in range(times)]


def test_guessing_ends_and_begins_again_when_it_was_said(client, db, time_machine):
    time_machine.move_to(NOON, tick=False)
    paper = make_paper(make_meeting())

    assert guess(client, 30) == [404] * 30
    stopped = page(client, paper.code)

    assert stopped.status_code == 429
    assert "Terlalu banyak kode yang tidak dikenal" in stopped.content.decode()
    assert paper.number not in stopped.content.decode()
    wait = int(stopped["Retry-After"])
    assert 0 < wait <= 15 * 60
    time_machine.shift(wait - 1)
    assert page(client, paper.code).status_code == 429
    time_machine.shift(1)
    assert page(client, paper.code).status_code == 200


def test_a_program_is_told_as_programs_are(client, db, time_machine):
    time_machine.move_to(NOON, tick=False)
    guess(client, 30)

    answer = client.get(
        reverse("verify_paper", args=[GUESS]), headers={"accept": "application/problem+json"}
    )

    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert answer.json()["code"] == "too_many_codes"
    assert answer["Retry-After"]


def test_who_asks_for_what_is_there_never_waits(client, db):
    paper = make_paper(make_meeting())

    assert {page(client, paper.code).status_code for _time in range(80)} == {200}


def test_guesses_count_by_address_and_by_the_network_of_a_home(client, db, time_machine):
    time_machine.move_to(NOON, tick=False)
    paper = make_paper(make_meeting())
    url = reverse("verify_paper", args=[paper.code])
    guess(client, 30, REMOTE_ADDR="2001:db8:1:2::1")

    for address, status in (
        ("2001:db8:1:2:ffff::9", 429),
        ("2001:db8:1:3::1", 200),
        ("10.0.0.1", 200),
    ):
        assert client.get(url, REMOTE_ADDR=address).status_code == status, address


@pytest.mark.django_db(transaction=True)
def test_two_guesses_at_once_are_two(time_machine, monkeypatch):
    """Each reads the count and then waits for the other, as long as it is let."""
    time_machine.move_to(NOON, tick=False)
    cache.clear()
    brake = Brake("race", misses=2, seconds=900)
    request = RequestFactory().get("/")
    both_read = threading.Barrier(2)

    def read_and_wait(*args, real=DatabaseCache.get):
        count = real(*args)
        with contextlib.suppress(threading.BrokenBarrierError):
            both_read.wait(0.5)
        return count

    def miss(_thread):
        try:
            brake.miss(request)
        finally:
            connections.close_all()

    with monkeypatch.context() as patch, ThreadPoolExecutor(2) as threads:
        patch.setattr(DatabaseCache, "get", read_and_wait)
        list(threads.map(miss, range(2)))

    assert brake.wait(request) > 0
