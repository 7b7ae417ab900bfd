"""The e-mail channel over a real SMTP line on loopback."""

import socket
import uuid
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from notifications.channels import Accepted, Email, Message, Refused, Unknown
from notifications.services import send_due
from tests.factories.notifications import STARTS_AT, hours, make_delivery, make_reminded

NOW = STARTS_AT - hours(24)


class Server:
    """Answers as it is told at each step; remembers what it took."""

    def __init__(self):
        self.mail_answer = self.recipient_answer = self.data_answer = "250 OK"
        self.drop_after_data = False
        self.taken = []

    async def handle_MAIL(self, _server, _session, envelope, address, _options):  # noqa: N802 (aiosmtpd's name)
        if self.mail_answer.startswith("250"):
            envelope.mail_from = address
        return self.mail_answer

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 (aiosmtpd's name)
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802 (aiosmtpd's name)
        self.taken.append((envelope.rcpt_tos, envelope.original_content))
        if self.drop_after_data:
            server.transport.abort()
        return self.data_answer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def smtp(settings):
    server = Server()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.DEFAULT_FROM_EMAIL = "WKSBM <wksbm@desa.example>"
    yield server
    controller.stop()


def message(**overrides):
    facts = {
        "address": "siti@desa.example",
        "subject": "Pengingat: rapat é",
        "body": "Yth. Ibu,\n.titik di awal\nSelesai\n",
        "reference": uuid.UUID(int=7),
    }
    return Message(**(facts | overrides))


def test_mail_arrives_whole_with_a_stable_message_id(smtp):
    assert Email().send(message()) == Accepted("250 OK")

    [(recipients, content)] = smtp.taken
    mail = message_from_bytes(content, policy=policy.default)
    assert recipients == ["siti@desa.example"]
    assert mail["Subject"] == "Pengingat: rapat é"
    assert mail["From"] == "WKSBM <wksbm@desa.example>"
    assert mail["Message-ID"] == "<00000000-0000-0000-0000-000000000007@desa.example>"
    assert mail.get_content().splitlines() == ["Yth. Ibu,", ".titik di awal", "Selesai"]


@pytest.mark.parametrize("step", ["recipient_answer", "data_answer"])
@pytest.mark.parametrize(("answer", "for_good"), [("451 later", False), ("550 nobody", True)])
def test_what_is_refused_about_the_message(smtp, step, answer, for_good):
    setattr(smtp, step, answer)

    assert Email().send(message()) == Refused(answer, for_good=for_good, of_message=True)


def test_a_server_that_closes_for_now_is_a_fault_of_the_channel(smtp):
    smtp.recipient_answer = "421 closing"

    assert Email().send(message()) == Refused("421 closing", for_good=False)


def test_a_server_that_serves_nobody_is_no_fault_of_the_message(smtp):
    smtp.mail_answer = "550 not from you"

    assert Email().send(message()) == Refused("550 not from you", for_good=False)


def test_a_line_dropped_after_the_message_is_a_doubt(smtp):
    smtp.drop_after_data = True

    assert isinstance(Email().send(message()), Unknown)
    assert len(smtp.taken) == 1


def test_a_closed_port_is_a_refusal_for_now(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    answer = Email().send(message())

    assert isinstance(answer, Refused)
    assert not answer.for_good


def test_a_subject_cannot_carry_headers(smtp):
    Email().send(message(subject="Rapat\r\nBcc: orang@lain.example"))

    [(recipients, content)] = smtp.taken
    assert recipients == ["siti@desa.example"]
    mail = message_from_bytes(content, policy=policy.default)
    assert (mail["Bcc"], mail["Subject"]) == (None, "Rapat Bcc: orang@lain.example")


def test_an_address_that_cannot_be_one_is_refused_for_good(smtp):
    answer = Email().send(message(address="siti\n@desa.example"))

    assert isinstance(answer, Refused)
    assert answer.for_good
    assert smtp.taken == []


@pytest.mark.django_db
def test_a_reminder_goes_out_by_mail_with_the_way_to_the_meeting(smtp, settings):
    settings.SITE_URL = "https://wksbm.example"
    meeting, [person] = make_reminded(email="siti@desa.example")
    delivery = make_delivery(meeting, person)

    assert send_due(now=NOW) == {"sent": 1}

    [(_recipients, content)] = smtp.taken
    mail = message_from_bytes(content, policy=policy.default)
    assert mail["Subject"] == "Pengingat: Pertemuan rutin, Sabtu, 28 November 2026 pukul 15.00 WITA"
    assert f"Rincian: https://wksbm.example/meetings/{meeting.pk}/" in mail.get_content()
    assert [(a.channel, a.state, a.answer) for a in delivery.attempts.all()] == [
        ("email", "accepted", "250 OK")
    ]


@pytest.mark.django_db
def test_a_mail_in_doubt_is_shown_and_not_repeated(smtp):
    meeting, [person] = make_reminded(email="siti@desa.example")
    delivery = make_delivery(meeting, person)
    smtp.drop_after_data = True

    assert send_due(now=NOW) == {"maybe_sent": 1}
    assert send_due(now=NOW + hours(1)) == {}

    delivery.refresh_from_db()
    assert delivery.state == "maybe_sent"
    assert len(smtp.taken) == 1


@pytest.mark.django_db
def test_a_mail_server_that_was_down_gets_it_later(smtp):
    meeting, [person] = make_reminded(email="siti@desa.example")
    make_delivery(meeting, person)
    smtp.data_answer = "451 greylisted"

    assert send_due(now=NOW) == {"deferred": 1}
    smtp.data_answer = "250 OK"
    assert send_due(now=NOW + hours(1)) == {"sent": 1}

    ids = {message_from_bytes(content)["Message-ID"] for _to, content in smtp.taken}
    assert (len(smtp.taken), len(ids)) == (2, 1)
