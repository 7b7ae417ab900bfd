"""Answers to an invitation: by a signed link without an account, by name, noted by the board."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.signing import Signer

from accounts.access import Role
from accounts.brakes import Brake
from common.errors import RuleBroken
from meetings import services
from meetings.models import Invitation
from meetings.views import answering
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_meeting, make_member
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("noon")

SATURDAY = date(2026, 11, 28)


@pytest.fixture
def body(db):
    return make_body(name="WKSBM Melati")


@pytest.fixture
def meeting(body):
    return make_meeting(body, on=SATURDAY)


@pytest.fixture
def siti(body):
    return make_member(body, "Siti Aminah", phone="+6281234567890")


def facts_of(meeting):
    rows = meeting.invitations.order_by("pk")
    return [
        (row.person and row.person.name, row.name, row.answer, row.reason, row.deputy_name)
        for row in rows
    ]


def test_the_link_shows_the_occasion_and_nobody_else(client, meeting, siti, body):
    make_member(body, "Rahasia Belaka")

    page = client.get(f"/meetings/answer/{services.key_of_person(meeting, siti.pk)}/")
    shown = page.content.decode()

    assert page.status_code == 200
    assert [word in shown for word in ("Pertemuan rutin", "28 November 2026", "Siti Aminah")] == [
        True
    ] * 3
    assert "Rahasia" not in shown
    assert not meeting.invitations.exists()
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert "no-store" in page["Cache-Control"]


def test_an_invited_person_answers_and_answers_again(client, meeting, siti):
    url = f"/meetings/answer/{services.key_of_person(meeting, siti.pk)}/"

    nothing = client.post(url, {"reason": ""})
    unnamed = client.post(url, {"answer": "deputy"})
    sent = client.post(
        url, {"answer": "deputy", "deputy_name": " Joko  Susilo", "deputy_phone": "0813 1111 2222"}
    )
    row = meeting.invitations.get()
    deputy = (row.answer, row.deputy_name, row.deputy_phone, row.answered_how, row.answered_by)
    client.post(url, {"answer": "not_coming", "reason": "Sakit", "deputy_name": "Joko"})

    assert (nothing.status_code, unnamed.status_code, sent.status_code) == (422, 422, 302)
    assert "Tulis nama wakilnya." in unnamed.content.decode()
    assert deputy == ("deputy", "Joko Susilo", "+6281311112222", "link", None)
    assert facts_of(meeting) == [("Siti Aminah", "", "not_coming", "Sakit", "")]


def test_who_is_signed_in_as_the_invited_answers_by_account(client, meeting, siti):
    siti.user = make_user(Role.VILLAGE_TREASURER, meeting.region)
    siti.save()
    client.force_login(siti.user)
    key = services.key_of_person(meeting, siti.pk)

    mine = client.get("/meetings/own-invitations/")
    client.post(f"/meetings/answer/{key}/", {"answer": "coming"})

    assert [(row.pk, own) for row, own in mine.context["rows"]] == [(meeting.pk, key)]
    row = meeting.invitations.get()
    assert (row.answered_how, row.answered_by) == ("account", siti.user)


def test_links_that_are_none(client, meeting, siti):
    """A link of another purpose, of somebody left out, or made up, opens nothing."""
    good = services.key_of_person(meeting, siti.pk)
    stranger = make_member(make_body(meeting.region), "Orang Lain")
    for_all = services.key_for_all(meeting)
    planner = make_user(Role.VILLAGE_COORDINATOR, meeting.region)
    guest = services.invite_guest(meeting, name="Pak Camat", actor=planner)
    withdrawn = services.key_of_guest(guest)
    opened = client.get(f"/meetings/answer/{withdrawn}/").status_code
    services.leave_out(meeting, guest=guest, actor=planner)
    answers = {
        f"/meetings/answer/{good[:-1]}{'A' if good[-1] != 'A' else 'B'}/": 404,
        f"/meetings/answer/{for_all}/": 404,
        f"/meetings/answer/{services.key_of_person(meeting, stranger.pk)}/": 404,
        f"/meetings/answer/{Signer(salt='meetings.answer', sep='.').sign('x')}/": 404,
        f"/meetings/answer/{withdrawn}/": 404,
        f"/meetings/answer-by-name/{good}/": 404,
        f"/meetings/answer/{good}/": 200,
        f"/meetings/answer-by-name/{for_all}/": 200,
    }

    assert opened == 200
    assert {url: client.get(url).status_code for url in answers} == answers


def test_links_end_with_the_meetings_day_in_its_own_zone(client, meeting, siti):
    url = f"/meetings/answer/{services.key_of_person(meeting, siti.pk)}/"
    for_all = f"/meetings/answer-by-name/{services.key_for_all(meeting)}/"
    with time_machine.travel(datetime(2026, 11, 28, 15, 59, tzinfo=UTC)):  # 23.59 WITA
        last = client.post(url, {"answer": "coming"}).status_code
    with time_machine.travel(datetime(2026, 11, 28, 16, 1, tzinfo=UTC)):
        client.post(url, {"answer": "not_coming"})
        client.post(for_all, {"name": "Ani", "phone": "081299998888", "answer": "coming"})
        page = client.get(url)

    assert last == 302
    assert page.context["is_open"] is False
    assert facts_of(meeting) == [("Siti Aminah", "", "coming", "", "")]
    with (
        time_machine.travel(datetime(2026, 11, 28, 16, 1, tzinfo=UTC)),
        pytest.raises(RuleBroken, match="tidak dapat dijawab"),
    ):
        services.answer_invitation(services.Invited(meeting, person=siti), answer="coming")


def test_the_link_of_a_moved_meeting_lives_on_and_of_a_cancelled_one_says_so(client, meeting, siti):
    planner = make_user(Role.VILLAGE_COORDINATOR, meeting.region)
    url = f"/meetings/answer/{services.key_of_person(meeting, siti.pk)}/"

    services.move_meeting(
        meeting, on=date(2026, 12, 5), at=meeting.at, place="Aula", version=None, actor=planner
    )
    moved = client.get(url).content.decode()
    services.cancel_meeting(meeting, because="Hujan lebat", actor=planner)
    cancelled = client.get(url).content.decode()

    assert "5 Desember 2026" in moved
    assert "Pertemuan ini dibatalkan." in cancelled
    assert "Kirim jawaban" not in cancelled


def test_by_name_the_invited_are_known_and_others_become_guests(client, body, meeting, siti):
    make_member(body, "Budi Santoso")  # no number in the register
    make_member(body, "Ani Lestari", phone="+6281200000001")
    make_member(body, "Ani Wijaya", phone="+6281200000001")  # a family's number
    url = f"/meetings/answer-by-name/{services.key_for_all(meeting)}/"
    said = [
        ("Bu Siti", "0812-3456-7890"),  # the number, and a word of the name
        ("Rina", "0812-3456-7890"),  # the number of somebody who is called otherwise
        ("Pak Budi Santoso", "081355556666"),  # the very name, no number known
        ("Ani Wijaya", "081200000001"),
        ("Ani", "081200000001"),  # either of two
        ("Siti Aminah", "081355557777"),  # the very name, but not the number that is known
    ]

    answers = [
        client.post(url, {"name": name, "phone": phone, "answer": "coming"}, follow=True)
        for name, phone in said
    ]

    shown = {page.content.decode().partition("csrfmiddlewaretoken")[0] for page in answers}
    assert len(shown) == 1  # nothing tells who is invited
    rows = meeting.invitations.all()
    assert {(row.person and row.person.name, row.name, row.phone) for row in rows} == {
        ("Siti Aminah", "", ""),
        (None, "Rina", "+6281234567890"),
        ("Budi Santoso", "", ""),
        ("Ani Wijaya", "", ""),
        (None, "Ani", "+6281200000001"),
        (None, "Siti Aminah", "+6281355557777"),
    }


def test_by_name_asks_for_name_and_number(meeting):
    for facts, field in (
        ({"name": " ", "phone": "081234567890"}, "name"),
        ({"name": "Ani", "phone": ""}, "phone"),
        ({"name": "Ani", "phone": "12"}, "phone"),
        ({"name": "Ani", "phone": "081234567890", "answer": ""}, "answer"),
    ):
        with pytest.raises(ValidationError) as refused:
            services.answer_by_name(meeting, **({"answer": "coming"} | facts))
        assert list(refused.value.error_dict) == [field], facts
    assert not meeting.invitations.exists()


def test_guessing_is_braked_and_floods_end(client, meeting, monkeypatch):
    for _number in range(answering.GUESSES.misses):
        client.get("/meetings/answer/made-up/", REMOTE_ADDR="203.0.113.7")
    braked = client.get("/meetings/answer/made-up/", REMOTE_ADDR="203.0.113.7")
    other = client.get("/meetings/answer/made-up/", REMOTE_ADDR="203.0.113.8")

    assert (braked.status_code, other.status_code) == (429, 404)
    monkeypatch.setattr("meetings.services.answering.MOST_BY_NAME", 1)
    services.answer_by_name(meeting, name="Ani", phone="081200000001", answer="coming")
    with pytest.raises(RuleBroken) as flooded:
        services.answer_by_name(meeting, name="Ina", phone="081200000002", answer="coming")
    services.answer_by_name(meeting, name="Ani", phone="081200000001", answer="not_coming")
    assert flooded.value.code == "too_many_answers"
    assert facts_of(meeting) == [(None, "Ani", "not_coming", "", "")]


def test_many_unknown_names_from_one_place_are_braked(client, meeting, siti, monkeypatch):
    monkeypatch.setattr(answering, "NAMES", Brake("names-in-a-test", misses=2, seconds=900))
    url = f"/meetings/answer-by-name/{services.key_for_all(meeting)}/"
    said = [("Siti", "081234567890")] * 2 + [("Ani", f"08120000000{n}") for n in range(3)]

    answers = [
        client.post(url, {"name": name, "phone": phone, "answer": "coming"}).status_code
        for name, phone in said
    ]

    assert answers == [302, 302, 302, 302, 429]


def test_the_link_of_a_merged_person_is_the_others(meeting, siti, body):
    twin = make_member(body, "Siti Aminah")
    key = services.key_of_person(meeting, twin.pk)
    twin.merged_into = siti
    twin.save()

    assert services.invited_of_key(key).person == siti


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_leave_one(noon):
    meeting = make_meeting(make_body(), on=SATURDAY)
    siti = make_member(meeting.wksbm, "Siti Aminah", phone="+6281234567890")

    def one():
        services.answer_invitation(services.Invited(meeting, person=siti), answer="coming")

    def other():
        services.answer_by_name(meeting, name="Siti", phone="081234567890", answer="not_coming")

    faults = at_once(one, other)

    assert faults == []
    assert Invitation.objects.filter(meeting=meeting).count() == 1
