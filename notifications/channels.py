"""The ways to a person, in the order in which they are tried, behind one small interface.

A channel's grade says what can be done when its answer never came:
A honours our reference as a key, so sending again is harmless; B can be asked what became of it;
C knows neither.
"""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from enum import Enum
from typing import ClassVar
from uuid import UUID, uuid5

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from people.models import Person

REFERENCES = UUID("6f0f4fb5-8f43-4e0a-9a4b-0d2a52b6cf0e")


class Grade(Enum):
    HONOURS_KEYS = "A"
    CAN_BE_ASKED = "B"
    KNOWS_NOTHING = "C"


@dataclass(frozen=True)
class Accepted:
    answer: str = ""
    has_arrived: bool = False  # with its person, as the channel says


@dataclass(frozen=True)
class Refused:
    """Surely not taken. For good (another channel may try), or only for now."""

    answer: str
    for_good: bool
    # It is about this message or its receiver, and says nothing of how the channel does.
    of_message: bool = False


@dataclass(frozen=True)
class Unknown:
    """It may have been taken, or not."""

    answer: str
    of_message: bool = False  # the channel itself answers


Answer = Accepted | Refused | Unknown


@dataclass(frozen=True)
class Message:
    address: str
    subject: str
    body: str
    reference: UUID  # the same whenever this delivery is sent by this channel
    stop_url: str = ""  # where its receiver stops messages like this one


def reference_of(delivery_id: int, channel: str) -> UUID:
    return uuid5(REFERENCES, f"{delivery_id}:{channel}")


class Channel:
    """What is common. `reaches` and `address` say the same, for many and for one."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    grade: ClassVar[Grade]
    batch: ClassVar[int] = 10  # as many as the slowest calls allow within the lease
    lease: ClassVar[timedelta] = timedelta(seconds=180)
    longest_call: ClassVar[timedelta] = timedelta(seconds=60)
    quiet: ClassVar[timedelta] = timedelta(seconds=30)  # grade B: before it is asked
    is_inside: ClassVar[bool] = False  # a part of the database: written, never leased
    is_by_hand: ClassVar[bool] = False  # a person brings it, and ticks it off

    def reaches(self) -> Q:
        """Return the condition on deliveries whose person has an address here."""
        raise NotImplementedError

    def address(self, person: Person) -> str:
        raise NotImplementedError

    def send(self, message: Message) -> Answer:
        raise NotImplementedError

    def look_up(self, reference: UUID) -> Accepted | Unknown | None:
        """Say what became of a message (grade B): None means that it never arrived there."""
        raise NotImplementedError


class Email(Channel):
    """One SMTP conversation per message, so that a lost line leaves one message in doubt."""

    name = "email"
    label = _("surel")
    grade = Grade.KNOWS_NOTHING

    def reaches(self) -> Q:
        return ~Q(person__email="")

    def address(self, person: Person) -> str:
        return person.email

    def send(self, message: Message) -> Answer:
        """Doubt is possible only between the end of the message and the server's 250."""
        try:
            content, recipient = _mime(message), sanitize_address(message.address, "ascii")
        except (ValueError, UnicodeError) as error:
            words = _gettext("Alamat surel ini tidak dapat dipakai: %(error)s") % {"error": error}
            return Refused(words[:300], for_good=True)
        backend = EmailBackend()
        try:
            backend.open()
            line = backend.connection
            assert line is not None  # noqa: S101 (open() raises where there is none)
            return _converse(line, recipient, content)
        except (smtplib.SMTPException, OSError) as error:  # before the message was handed over
            return Refused(_words(error), for_good=False)
        finally:
            _hang_up(backend)


class Inbox(Channel):
    """The person's own page in this service."""

    name = "inbox"
    label = _("kotak masuk")
    grade = Grade.HONOURS_KEYS
    is_inside = True

    def reaches(self) -> Q:
        return Q(person__user__isnull=False)

    def address(self, person: Person) -> str:
        return str(person.user_id or "")


class ByHand(Channel):
    """Somebody of the place tells the person, by WhatsApp or face to face: it reaches everybody."""

    name = "by_hand"
    label = _("pengurus, secara langsung")
    grade = Grade.HONOURS_KEYS
    batch = 1_000
    lease = timedelta(seconds=60)
    longest_call = timedelta(0)
    is_by_hand = True

    def reaches(self) -> Q:
        return Q(pk__isnull=False)

    def address(self, person: Person) -> str:
        return person.phone


BY_HAND = ByHand()

LADDER: Sequence[Channel] = (Email(), Inbox(), BY_HAND)

LABELS: dict[str, str | Promise] = {channel.name: channel.label for channel in LADDER}


# --- SMTP -----------------------------------------------------------------------------------------


def _sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _mime(message: Message) -> bytes:
    """Return the message as it goes over the line, ended by the dot."""
    host = _sender().rpartition("@")[2]
    headers = {
        "Message-ID": f"<{message.reference}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    body = message.body
    if message.stop_url:  # RFC 2369, and RFC 8058: one click in the mail program is enough
        headers["List-Unsubscribe"] = f"<{message.stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        words = _gettext("Berhenti menerima pesan seperti ini: %(url)s")
        body += f"\n{words % {'url': message.stop_url}}\n"
    mail = EmailMessage(
        subject=" ".join(message.subject.split()),
        body=body,
        to=[message.address],
        headers=headers,
    )
    text = mail.message().as_bytes()
    text = b"\r\n".join(text.splitlines())
    quoted = b"\r\n".join(
        b"." + line if line.startswith(b".") else line for line in text.split(b"\r\n")
    )
    return quoted.removesuffix(b"\r\n") + b"\r\n.\r\n"


def _converse(smtp: smtplib.SMTP, recipient: str, content: bytes) -> Answer:
    """Hand over one message. What is refused about its recipient or itself is refused for good."""
    smtp.ehlo_or_helo_if_needed()
    code, words = smtp.mail(_sender())
    if code != 250:  # the server won't serve us at all: no fault of this message
        return Refused(_reply(code, words), for_good=False)
    for command, expected in ((f"RCPT TO:<{recipient}>", {250, 251}), ("DATA", {354})):
        code, words = smtp.docmd(command)
        if code not in expected:
            return _refusal(code, words, of_message=command != "DATA")
    smtp.send(content)
    try:
        code, words = smtp.getreply()
    except (smtplib.SMTPException, OSError) as error:
        return Unknown(_words(error))
    if 200 <= code < 300:
        return Accepted(_reply(code, words))
    if 400 <= code < 600:
        return _refusal(code, words, of_message=True)
    return Unknown(_reply(code, words))


def _refusal(code: int, words: bytes, *, of_message: bool) -> Refused:
    """Return what was refused; a 421 is always the server's own (RFC 5321, 3.8)."""
    for_good = 500 <= code < 600
    return Refused(_reply(code, words), for_good, of_message=of_message and code != 421)


def _reply(code: int, words: bytes) -> str:
    return f"{code} {words.decode(errors='replace')}"[:300]


def _words(error: Exception) -> str:
    return (_gettext("Sambungan ke server surel gagal: %(error)s") % {"error": error})[:300]


def _hang_up(backend: EmailBackend) -> None:
    """Say goodbye without waiting for the reply: what counts has been said."""
    if backend.connection is None:
        return
    with suppress(smtplib.SMTPException, OSError):
        backend.connection.putcmd("quit")
    backend.connection.close()
