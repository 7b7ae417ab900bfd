"""HADIR, TIDAK, TUNDA by button and by link; the chair who says nothing; the pages of replies."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from common.errors import NotAllowed, RuleBroken
from meetings.links import own_answer_url
from meetings.services import Invited, Line, answer_invitation, cancel_meeting, take_answer
from notifications.models import Delivery, Reply
from notifications.rules import RULES
from notifications.services import answer_message, describe, explain, load_rules, plan, take_reply
from people.models import Presence
from tests.factories.accounts import make_token, make_user
from tests.factories.meetings import make_body, make_meeting, make_member
from tests.factories.notifications import hours, make_delivery, make_reply
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.volunteers import make_appointment, make_pillar
from tests.factories.wksbm import make_seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    return make_village()


@pytest.fixture
def body(village):
    return make_body(village, name="WKSBM Melati")


@pytest.fixture
def keeper(village):
    return make_user(Role.VILLAGE_COORDINATOR, village)


def make_told(body, user, **facts):
    """Return a coming meeting, its invited person (the user), and the message that told of it."""
    meeting = make_meeting(body)
    person = make_member(body, "Siti Aminah", user=user)
    usual = {"state": "sent", "subject": "Pengingat", "sent_at": timezone.now()}
    return meeting, person, make_delivery(meeting, person, **(usual | facts))


def answered(meeting):
    rows = meeting.invitations.order_by("person__name")
    return [(row.called, row.answer, row.reason, row.answered_how) for row in rows]


# --- The link in the message ----------------------------------------------------------------------


def test_the_message_carries_the_link_of_its_receiver_and_of_nobody_else(client, body):
    load_rules()
    meeting = make_meeting(body)
    siti, budi = make_member(body, "Siti"), make_member(body, "Budi")
    plan(now=meeting.starts_at - hours(25))

    texts = {
        line.delivery.person: line.subject.text(line.delivery.person).body
        for line in describe(list(Delivery.objects.filter(rule="meeting_ahead", step="1_day")))
    }

    links = {person: re.findall(r"http\S+", text) for person, text in texts.items()}
    assert links == {one: [own_answer_url(meeting, Line(one, None))] for one in (siti, budi)}
    path = links[siti][0].partition("//")[2].partition("/")[2]
    assert client.post(f"/{path}", {"answer": "postpone", "reason": "hujan"}).status_code == 302
    assert answered(meeting) == [("Siti", "not_coming", "Minta ditunda. hujan", "link")]


def test_who_only_reads_deliveries_does_not_get_the_receivers_link(client, body, keeper):
    load_rules()
    meeting = make_meeting(body)
    siti = make_member(body, "Siti")
    delivery = make_delivery(meeting, siti, state="dead")
    key = own_answer_url(meeting, Line(siti, None)).rstrip("/").rpartition("/")[2]
    shown = {}
    for user in (keeper, make_user(Role.AUDITOR, "52.07")):
        client.force_login(user)
        shown[user.pk] = client.get(delivery.get_absolute_url()).content.decode()

    assert [key in page for page in shown.values()] == [True, False]


# --- The buttons ----------------------------------------------------------------------------------


def test_a_message_is_answered_by_one_button_and_again(client, body):
    reader = make_user()
    meeting, person, delivery = make_told(body, reader)
    make_delivery(meeting, person, state="sent", step="7_days", subject="Lebih lama")
    client.force_login(reader)
    inbox, page = (
        reverse("notifications:inbox"),
        reverse("notifications:message", args=[delivery.pk]),
    )
    buttons = re.compile(r'name="answer"\s+value="(\w+)"')

    first = buttons.findall(client.get(inbox).content.decode())
    for answer in ("coming", "not_coming", "postpone"):
        url = reverse("notifications:answer_message", args=[delivery.pk])
        assert client.post(url, {"answer": answer}).status_code == 302

    assert first == ["coming", "not_coming", "postpone"]  # once, though two messages tell of it
    assert answered(meeting) == [("Siti Aminah", "not_coming", "Minta ditunda.", "account")]
    delivery.refresh_from_db()
    assert delivery.read_at is not None
    assert "Jawaban Ibu/Bapak: TUNDA." in client.get(page).content.decode()
    assert client.post(url, {"answer": "besok"}).status_code == 422
    assert client.get(url).status_code == 405


def test_buttons_are_its_receivers_and_end_with_the_meeting(client, body, keeper):
    reader = make_user()
    meeting, person, delivery = make_told(body, reader)
    url = reverse("notifications:answer_message", args=[delivery.pk])
    client.force_login(keeper)
    assert client.post(url, {"answer": "coming"}).status_code == 404
    with pytest.raises(NotAllowed):
        answer_message(delivery, answer="coming", actor=keeper)
    client.force_login(reader)
    page = reverse("notifications:message", args=[delivery.pk])

    meeting.invitations.create(person=person, left_out=True)
    with pytest.raises(RuleBroken) as left_out:
        answer_message(delivery, answer="coming", actor=reader)
    meeting.invitations.update(left_out=False)
    cancel_meeting(meeting, because="Hujan", actor=keeper)
    late = client.post(url, {"answer": "coming"})

    assert left_out.value.code == "not_invited"
    assert late.status_code == 409
    assert 'name="answer"' not in client.get(page).content.decode()
    assert answered(meeting) == [("Siti Aminah", "", "", "")]


def test_programs_answer_and_deal_with_replies(client, body, keeper, village):
    reader = make_user(Role.VILLAGE_TREASURER, village)
    meeting, person, delivery = make_told(body, reader)
    row, other = make_reply(region=village, text="HADIR"), make_reply(region=village)
    make_reply(region=make_village("52.07.01.2002"))

    def call(user, method, path, data=None):
        _token, key = make_token(user, scopes=["read", "write"])
        return getattr(client, method)(
            f"/api/v1/{path}",
            data=data,
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )

    answer = call(reader, "post", f"deliveries/{delivery.pk}/answer/", {"answer": "coming"})
    wrong = call(reader, "post", f"deliveries/{delivery.pk}/answer/", {"answer": "besok"})
    others = call(keeper, "post", f"deliveries/{delivery.pk}/answer/", {"answer": "coming"})
    listed = call(keeper, "get", "replies/?to_read=true&count=true").json()
    hidden = call(reader, "get", "replies/").json()
    given = call(keeper, "post", f"replies/{row.pk}/assign/", {"person": person.pk})
    twice = call(keeper, "post", f"replies/{row.pk}/deal-with/", {})
    dealt = call(keeper, "post", f"replies/{other.pk}/deal-with/", {"note": "Ditelepon"})
    done = call(keeper, "get", "replies/?to_read=false").json()

    assert [one.status_code for one in (answer, wrong, others)] == [200, 422, 403]
    assert answer.json()["read_at"] is not None
    assert ([one["id"] for one in listed["results"]], listed["count"]) == ([other.pk, row.pk], 2)
    assert hidden["results"] == []
    assert given.json() | {"dealt_with_at": ""} == {
        "id": row.pk,
        "region": village.pk,
        "channel": "gateway",
        "sender": row.sender,
        "person_id": person.pk,
        "meeting_id": str(meeting.pk),
        "text": "HADIR",
        "understood": "coming",
        "received_at": given.json()["received_at"],
        "dealt_with_at": "",
        "note": "",
    }
    assert (twice.status_code, twice.json()["code"]) == (409, "reply_dealt_with")
    assert twice["Content-Type"].startswith("application/problem+json")
    assert (dealt.status_code, dealt.json()["note"]) == (200, "Ditelepon")
    assert {one["id"] for one in done["results"]} == {row.pk, other.pk}


def log_as_held(meeting, user):
    facts = {"status": "held", "logged_by": user, "logged_at": timezone.now()}
    type(meeting).objects.filter(pk=meeting.pk).update(**facts)


# --- The meeting's page ---------------------------------------------------------------------------


def test_every_answer_is_on_the_meetings_page_with_how_it_came(client, body, keeper):
    meeting = make_meeting(body)
    ani, budi, cici, dedi = (make_member(body, name) for name in ("Ani", "Budi", "Cici", "Dedi"))
    answer_invitation(Invited(meeting, person=ani), answer="coming")
    answer_invitation(
        Invited(meeting, person=budi), answer="not_coming", reason="Sakit", user=keeper
    )
    take_answer(Invited(meeting, person=cici), answer="postpone", received_at=timezone.now())
    client.force_login(keeper)

    page = client.get(meeting.get_absolute_url()).content.decode()
    client.force_login(make_user(Role.VILLAGE_TREASURER, body.region))
    others = client.get(meeting.get_absolute_url()).content.decode()

    def lines(text):
        rows = re.findall(r'<li class="row">(.*?)</li>', text, re.DOTALL)
        plain = (" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in rows)
        return [re.sub(r", \d+ \w+ \d{4}, [\d.]+$", "", line) for line in plain]

    assert lines(page)[:4] == [
        "Ani Hadir · Lewat tautan undangan",
        "Budi Tidak hadir (Sakit) · Lewat akunnya",
        "Cici Minta ditunda · Lewat balasan pesan",
        "Dedi",
    ]
    assert "Satu orang minta pertemuan ini ditunda." in page
    assert lines(others)[1] == "Budi Tidak hadir · Lewat akunnya"
    assert dedi.name in others
    log_as_held(meeting, keeper)
    held = client.get(meeting.get_absolute_url()).content.decode()
    assert "Jawaban undangan: 3" in held
    assert "Cici Minta ditunda · Lewat balasan pesan" in lines(held)


# --- The chair ------------------------------------------------------------------------------------


def make_led(village):
    """Return a body's coming meeting, its chair and deputy, and the TKSK of its kecamatan."""
    load_rules()
    body = make_body(village)
    chair, deputy = make_member(body, "Ketua"), make_member(body, "Wakil")
    make_seat(wksbm=body, holder=chair, post="chair")
    make_seat(wksbm=body, holder=deputy, post="vice_chair")
    tksk = make_person("TKSK", at=village)
    make_appointment(person=tksk, region=village.parent, pillar=make_pillar("tksk"))
    return make_meeting(body), chair, deputy, tksk


def asked():
    rows = Delivery.objects.filter(rule="chair_unanswered").order_by("due_at")
    return [(row.step, row.person.name, row.state) for row in rows]


def test_a_chair_who_does_not_answer_is_followed_by_the_deputy_then_the_tksk(village):
    meeting, _chair, _deputy, _tksk = make_led(village)
    early = make_member(meeting.wksbm, "Anggota")
    answer_invitation(Invited(meeting, person=early), answer="coming")  # whoever else answers

    plan(now=meeting.starts_at - hours(50))
    plan(now=meeting.starts_at - hours(50))

    assert asked() == [("2_days", "Wakil", "planned"), ("1_day", "TKSK", "planned")]
    first, last = Delivery.objects.filter(rule="chair_unanswered").order_by("due_at")
    assert (first.due_at, first.not_after) == (meeting.starts_at - hours(48), last.due_at)
    assert (last.due_at, last.not_after) == (meeting.starts_at - hours(24), meeting.starts_at)
    [line] = describe([first])
    text = line.subject.text(first.person)
    assert text.subject.startswith("Ketua belum menjawab: Pertemuan rutin, ")
    assert f"Ketua, ketua {meeting.host_name}, belum menjawab undangan" in text.body


def test_once_the_chair_answers_nobody_is_asked(village):
    meeting, chair, _deputy, _tksk = make_led(village)
    plan(now=meeting.starts_at - hours(50))

    take_answer(Invited(meeting, person=chair), answer="not_coming", received_at=timezone.now())
    plan(now=meeting.starts_at - hours(49))

    assert {state for _step, _name, state in asked()} == {"withdrawn"}
    row = Delivery.objects.filter(rule="chair_unanswered").first()
    assert row.reason == "Ketua sudah menjawab undangan."
    assert explain(row)


def test_a_chair_without_time_to_answer_is_not_followed(village):
    """Told a day and a half before: only the last step, a day before, finds the chair silent."""
    meeting, _chair, _deputy, _tksk = make_led(village)
    cases = {
        "no chair": lambda body: body.seats.filter(post="chair").delete(),
        "left out": None,
    }
    soon = make_meeting(
        meeting.wksbm,
        on=(timezone.now() + hours(36)).astimezone(village.tz).date(),
        at=(timezone.now() + hours(36)).astimezone(village.tz).time(),
        starts_at=timezone.now() + hours(36),
    )
    plan(now=soon.starts_at - hours(30))
    assert asked() == [("1_day", "TKSK", "planned")]

    cases["no chair"](meeting.wksbm)
    plan(now=soon.starts_at - hours(30))

    assert asked() == [("1_day", "TKSK", "withdrawn")]
    assert (
        Delivery.objects.get(rule="chair_unanswered").reason
        == "Kelompok ini tidak punya ketua pada hari itu."
    )


# --- The pages of replies -------------------------------------------------------------------------


def test_replies_are_read_from_home_to_done(client, body, keeper, village):
    meeting = make_meeting(body)
    shared = [make_member(body, name, phone="+6281200001111") for name in ("Ani", "Ina")]
    take_reply(
        "gateway",
        reference="1",
        sender="081200001111",
        text="HADIR",
        received_at=timezone.now(),
    )
    client.force_login(keeper)

    home = client.get("/").content.decode()
    listed = client.get(reverse("notifications:replies")).content.decode()
    row = Reply.objects.get()
    page = client.get(row.get_absolute_url())
    given = client.post(
        reverse("notifications:assign_reply", args=[row.pk, shared[0].pk]), follow=True
    )
    done = client.get(reverse("notifications:replies"), {"show": "done"}).content.decode()

    assert "Satu balasan perlu dibaca." in home
    assert "Nomor ini dipakai lebih dari satu orang." in listed
    assert [one.name for one in page.context["sharing"]] == ["Ani", "Ina"]
    assert "Dicatat: balasan dari Ani." in given.content.decode()
    assert answered(meeting) == [("Ani", "coming", "", "noted")]
    assert "Tidak ada balasan yang perlu dibaca" in given.content.decode()
    assert "HADIR" in done
    assert "perlu dibaca." not in client.get("/").content.decode()


def test_dealing_with_a_reply_by_its_form_and_finding_its_sender(client, body, keeper, village):
    meeting = make_meeting(body)
    siti = make_member(body, "Siti Aminah")
    away = make_person("Siti Jauh", at=make_village("52.08.01.2001"))
    row = make_reply(region=village, text="Nanti saya usahakan")
    client.force_login(keeper)
    deal = reverse("notifications:deal_with_reply", args=[row.pk])

    found = client.get(row.get_absolute_url(), {"q": "siti"})
    refused = client.post(deal, {"meaning": "coming"})
    wrong = client.post(deal, {"meaning": "besok"})
    foreign = client.post(reverse("notifications:assign_reply", args=[row.pk, away.pk]))
    given = client.post(reverse("notifications:assign_reply", args=[row.pk, siti.pk]))
    ended = client.post(deal, {"meaning": "postpone", "note": "Ditelepon"})

    assert [one.name for one in found.context["found"]] == ["Siti Aminah"]
    assert [one.status_code for one in (refused, wrong, foreign)] == [409, 422, 404]
    assert given["Location"] == row.get_absolute_url()
    assert ended["Location"] == reverse("notifications:replies")
    assert answered(meeting) == [("Siti Aminah", "not_coming", "Minta ditunda.", "noted")]
    page = client.get(row.get_absolute_url()).content.decode()
    assert f"Ditangani {keeper.name}" in page
    assert "Satu orang minta pertemuan" in client.get("/").content.decode()


def test_unknown_senders_are_on_the_districts_home_and_on_no_villages(client, body, keeper):
    make_reply()
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    officers = client.get("/").content.decode()
    client.force_login(keeper)

    assert "Balasan untuk dibaca: 1" in " ".join(officers.split())
    assert "perlu dibaca" not in client.get("/").content.decode()
    assert client.get(Reply.objects.get().get_absolute_url()).status_code == 404
    client.force_login(make_user(Role.AUDITOR, "52.07"))
    assert client.get(reverse("notifications:replies")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(
    client, body, keeper, village, rows, django_assert_num_queries
):
    meeting = make_meeting(body)
    for number in range(rows):
        person = make_person(f"Orang {number}", at=village)
        make_reply(region=village, person=person, meeting=meeting)
    client.force_login(keeper)
    client.get(reverse("notifications:replies"))

    with django_assert_num_queries(6):
        client.get(reverse("notifications:replies"))


def test_the_rule_is_a_line_in_the_table():
    assert RULES["chair_unanswered"].of_bodies
    assert timedelta(days=2) in [step.ahead for step in RULES["chair_unanswered"].steps]
    assert Presence.objects.count() == 0
