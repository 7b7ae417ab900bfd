"""Who gets which language: the reader's choice on pages, Indonesian in what goes out."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.access import Role
from meetings.rules import counted
from meetings.texts import invitation, minutes
from notifications.channels import Accepted, Grade
from notifications.models import Delivery
from notifications.services import plan, send_due, text_now
from notifications.services.explaining import describe
from tests.factories.accounts import make_token, make_user
from tests.factories.notifications import STARTS_AT, Provider, hours, make_delivery, make_reminded
from wksbm.models import Membership

pytestmark = pytest.mark.django_db

HELP = "/help/"


def test_a_phone_sold_in_english_still_opens_in_indonesian(client):
    response = client.get(HELP, headers={"Accept-Language": "en-US,en;q=0.9"})

    assert '<html lang="id"' in response.content.decode()
    assert response["Content-Language"] == "id"
    assert "Accept-Language" not in response["Vary"]


def test_the_reader_chooses_by_a_button_and_comes_back_to_the_page(settings):
    client = Client(enforce_csrf_checks=True)
    page = client.get(f"{HELP}?a=1").content.decode()
    assert page.count(f'value="{HELP}?a=1"') == 2  # in the header and in the footer
    token = client.cookies[settings.CSRF_COOKIE_NAME].value

    chosen = {"language": "en", "next": f"{HELP}?a=1", "csrfmiddlewaretoken": token}
    response = client.post(reverse("set_language"), chosen)

    assert response.status_code == 302
    assert response["Location"] == f"{HELP}?a=1"
    cookie = client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("en", True, "Lax")
    assert '<html lang="en"' in client.get(HELP).content.decode()


def test_no_link_and_no_stranger_changes_the_language(settings):
    client = Client(enforce_csrf_checks=True)
    client.get(f"{reverse('set_language')}?language=en")
    forged = client.post(reverse("set_language"), {"language": "en"})

    assert forged.status_code == 403
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies


def test_one_is_not_sent_to_a_foreign_address(client):
    away = {"language": "en", "next": "https://example.com/"}

    assert client.post(reverse("set_language"), away)["Location"] == "/"


def test_an_unknown_language_is_indonesian(client, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"

    assert client.get(HELP)["Content-Language"] == "id"


def test_a_refused_form_leads_back_to_its_page(client):
    refused = client.post(reverse("account_login"), {}, headers={"Referer": "http://testserver/x/"})

    assert refused.content.decode().count('name="next" value="/x/"') == 2


def test_whoever_owes_a_second_step_can_choose_the_language_first(client, settings):
    settings.SECOND_STEP_ROLES = [Role.OPERATOR]
    client.force_login(make_user(Role.OPERATOR))

    assert client.post(reverse("set_language"), {"language": "en"})["Location"] == "/"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


@pytest.mark.parametrize(
    ("asked", "language", "title"),
    [
        ("", "id", "Tidak ditemukan"),
        ("en", "en", "Not found"),
        ("en-GB,id;q=0.5", "en", "Not found"),
        ("fr, id;q=0.5, en;q=0.4", "id", "Tidak ditemukan"),
        ("fr", "id", "Tidak ditemukan"),
    ],
)
def test_a_program_asks_by_header(client, asked, language, title):
    _token, key = make_token(make_user(Role.OPERATOR))
    headers = {"Authorization": f"Bearer {key}", "Accept-Language": asked}

    response = client.get("/api/v1/wksbm/999999/", headers=headers)

    assert response.json()["title"] == title
    assert response.json()["code"] == "not_found"
    assert response["Content-Language"] == language
    assert "Accept-Language" in response["Vary"]


# --- What goes out -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_reminder_is_indonesian_whatever_the_worker_speaks():
    meeting, [person] = make_reminded()
    delivery = make_delivery(meeting, person)
    sent = []
    provider = Provider(Grade.KNOWS_NOTHING, lambda message: sent.append(message) or Accepted("ok"))

    with translation.override("en"):
        send_due(now=STARTS_AT - hours(23), ladder=[provider])

        assert translation.get_language() == "en"
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.SENT
    assert (
        delivery.subject == "Pengingat: Pertemuan rutin, Sabtu, 28 November 2026 pukul 15.00 WITA"
    )
    [message] = sent
    assert "mengundang Ibu/Bapak" in message.body
    assert "Rincian: http" in message.body


def test_why_it_was_withdrawn_is_kept_in_indonesian_and_told_in_english():
    meeting, [person] = make_reminded()
    delivery = make_delivery(meeting, person)
    Membership.objects.filter(person=person).delete()

    with translation.override("en"):
        plan(now=STARTS_AT - hours(48))
        delivery.refresh_from_db()
        [line] = describe([delivery])

    assert delivery.reason == "Bukan lagi pengurus atau anggota pada tanggal pertemuan."
    assert line.reason == "No longer on the board or a member on the day of the meeting."


def test_texts_to_share_are_indonesian_for_an_english_reader():
    meeting, [person] = make_reminded()
    delivery = make_delivery(meeting, person)

    with translation.override("en"):
        [line] = describe([delivery])
        assert text_now(delivery, line.subject).body.startswith("Yth. Ibu/Bapak")
        assert invitation(meeting).startswith("Yth. Ibu/Bapak pengurus")
        assert minutes(meeting, counted([], guests=0, guest_women=0)).startswith("Hasil ")
