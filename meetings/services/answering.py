"""What the invited answer: by a signed link without an account, by their account, or noted."""

from __future__ import annotations

import base64
import binascii
import hmac
import uuid
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import wall_time
from common.errors import RuleBroken
from common.names import bare, tidy
from meetings.models import POSTPONE, POSTPONED, Invitation, Meeting
from meetings.services.invited import invited_as
from meetings.services.inviting import (
    guest_of,
    held_again,
    invitation_of,
    is_new,
    keep,
    number_of,
)
from people.models import Person
from people.services import survivor_key


class Signer(signing.Signer):
    """Django's, with the key derived once: it does so for each signature, and many are made."""

    @cached_property
    def _begun(self) -> hmac.HMAC:
        salt = force_bytes(self.salt) + b"signer"
        return salted_hmac(salt, "", self.key, algorithm=self.algorithm)

    def signature(self, value: str | bytes, key: str | bytes | None = None) -> str:
        if key is not None and key != self.key:
            return super().signature(value, key)
        begun = self._begun.copy()
        begun.update(force_bytes(value))
        return signing.b64_encode(begun.digest()).decode()


# A link of one purpose says nothing to another's page. A dot stays within a link in every chat.
ONE = Signer(salt="meetings.answer", sep=".")
MANY = Signer(salt="meetings.answer-by-name", sep=".")
# What a link for everybody may add to a meeting: a flood of made-up names ends here.
MOST_BY_NAME = 300
ANSWER = ("answer", "reason", "deputy_name", "deputy_phone")


class Invited(NamedTuple):
    """One who is invited: a person, or a guest by their row."""

    meeting: Meeting
    person: Person | None = None
    guest: Invitation | None = None

    @property
    def called(self) -> str:
        if self.person is not None:
            return self.person.name
        return self.guest.name if self.guest else ""

    @property
    def row(self) -> Invitation | None:
        """What is known of the invitation, to be read."""
        if self.person is None:
            return self.guest
        return self.meeting.invitations.filter(person=self.person).first()


# --- Links ---------------------------------------------------------------------------------------


def key_of_person(meeting: Meeting, person_id: int) -> str:
    """Return the key of the page on which this person answers."""
    return ONE.sign(f"{_short(meeting.pk)}{person_id}")


def key_of_guest(guest: Invitation) -> str:
    return ONE.sign(_short(guest.pk))


def key_for_all(meeting: Meeting) -> str:
    """Return the key of the page on which whoever has it answers by name and number."""
    return MANY.sign(_short(meeting.pk))


def invited_of_key(key: str) -> Invited | None:
    """Return whose link it is, if they are still invited; None for a link that is none.

    The link of a person who was made one with another is the other's.
    """
    found = _unsigned(ONE, key)
    if found is None:
        return None
    pk, person_id = found
    if not person_id:
        row = Invitation.objects.filter(pk=pk, person=None, left_out=False).first()
        meeting = _with_host(row.meeting_id) if row else None
        return Invited(meeting, guest=row) if meeting else None
    meeting = _with_host(pk)
    return on_list(meeting, person=survivor_key(person_id)) if meeting else None


def on_list(
    meeting: Meeting, *, person: int | None = None, guest: uuid.UUID | None = None
) -> Invited | None:
    """Return the one on the invitation list by the person's or the guest's key; None for none."""
    if person is not None:
        found = meeting.invited().filter(pk=person).first()
        return Invited(meeting, person=found) if found else None
    if guest is None:
        return None
    row = meeting.invitations.filter(pk=guest, person=None, left_out=False).first()
    return Invited(meeting, guest=row) if row else None


def meeting_of_key(key: str) -> Meeting | None:
    found = _unsigned(MANY, key)
    return _with_host(found[0]) if found else None


def is_open(meeting: Meeting, now: datetime) -> bool:
    """Whether it can still be answered: it is planned and its day, in its place, is not over."""
    return meeting.is_planned and wall_time(now, ZoneInfo(meeting.zone)).date() <= meeting.on


# --- Answers -------------------------------------------------------------------------------------


@transaction.atomic
def answer_invitation(
    invited: Invited,
    *,
    answer: str,
    reason: str = "",
    deputy_name: str = "",
    deputy_phone: str = "",
    user: User | None = None,
) -> Invitation:
    """Write down what the holder of a link answers; `user` if they are signed in as themselves.

    The last answer counts. POSTPONE is kept as not coming, with that as the reason. Raises
    answers_closed; answer_missing on `answer`, deputy_missing on `deputy_name`, not_a_phone on
    `deputy_phone`.
    """
    how = Invitation.How.LINK if user is None else Invitation.How.ACCOUNT
    return _answered(
        invited, how, user, answer, reason=reason, name=deputy_name, phone=deputy_phone
    )


@transaction.atomic
def note_answer(
    invited: Invited,
    *,
    answer: str,
    reason: str = "",
    deputy_name: str = "",
    deputy_phone: str = "",
    actor: User,
) -> Invitation:
    """Write down what somebody answered by word of mouth. Raises what `answer_invitation` does."""
    require(actor, Can.PLAN_MEETINGS, on=invited.meeting)
    how = Invitation.How.NOTED
    return _answered(
        invited, how, actor, answer, reason=reason, name=deputy_name, phone=deputy_phone
    )


@transaction.atomic
def take_answer(
    invited: Invited, *, answer: str, reason: str = "", received_at: datetime
) -> Invitation | None:
    """Write down what came back by a message, unless a later answer is known: then return None.

    Messages overtake each other: what counts is when it was sent to us. Raises answers_closed.
    """
    if invited.person is not None:
        row = invitation_of(invited.meeting, invited.person)
    elif invited.guest is not None:
        row = held_again(invited.guest)
    else:
        raise TypeError("Either a person or a guest answers.")
    if row.answered_at is not None and row.answered_at > received_at:
        return None
    how = Invitation.How.REPLY
    facts = {"reason": reason, "name": "", "phone": ""}
    return _write_answer(invited.meeting, row, how, None, answer, at=received_at, **facts)


@transaction.atomic
def answer_by_name(
    meeting: Meeting,
    *,
    name: str,
    phone: str,
    answer: str,
    reason: str = "",
    deputy_name: str = "",
    deputy_phone: str = "",
) -> bool:
    """Write down the answer of somebody who says who they are; whether that was one invited.

    Who is invited is known by the number and a word of the name, or, without a number in the
    register, by the very name; everybody else is a guest of that name. Nothing that is shown may
    tell the two apart. Raises answers_closed, too_many_answers; on fields what the others do.
    """
    _refuse_closed(meeting)
    number = number_of(phone)
    if not tidy(name):
        raise ValidationError({"name": ValidationError(_("Tulis nama."), code="name_missing")})
    if not number:
        fault = ValidationError(_("Tulis nomor HP."), code="phone_missing")
        raise ValidationError({"phone": fault})
    person = _invited_as(meeting, tidy(name), number)
    if person is not None:
        invited = Invited(meeting, person=person)
    else:
        invited = Invited(meeting, guest=_guest_by_name(meeting, name, number))
    how = Invitation.How.LINK
    _answered(invited, how, None, answer, reason=reason, name=deputy_name, phone=deputy_phone)
    return person is not None


def _answered(
    invited: Invited,
    how: str,
    user: User | None,
    answer: str,
    *,
    reason: str,
    name: str,
    phone: str,
) -> Invitation:
    row = invitation_of(invited.meeting, invited.person) if invited.person else invited.guest
    if row is None:
        raise TypeError("Either a person or a guest answers.")
    return _write_answer(
        invited.meeting, row, how, user, answer, reason=reason, name=name, phone=phone
    )


def _write_answer(
    meeting: Meeting,
    row: Invitation,
    how: str,
    user: User | None,
    answer: str,
    *,
    reason: str,
    name: str,
    phone: str,
    at: datetime | None = None,
) -> Invitation:
    _refuse_closed(meeting)
    if answer == POSTPONE:
        answer, reason = Invitation.Answer.NOT_COMING, f"{POSTPONED} {reason}"[:200]
    if answer not in Invitation.Answer.values or not answer:
        fault = _("Pilih hadir, tidak hadir, atau mengirim wakil.")
        raise ValidationError({"answer": ValidationError(fault, code="answer_missing")})
    sends = answer == Invitation.Answer.DEPUTY
    if sends and not tidy(name):
        fault = _("Tulis nama wakilnya.")
        raise ValidationError({"deputy_name": ValidationError(fault, code="deputy_missing")})
    row.answer = Invitation.Answer(answer)
    row.reason = "" if answer == Invitation.Answer.COMING else tidy(reason)
    row.deputy_name = tidy(name) if sends else ""
    row.deputy_phone = number_of(phone, "deputy_phone") if sends else ""
    row.answered_at, row.answered_how, row.answered_by = at or timezone.now(), how, user
    return keep(row, *ANSWER, "answered_at", "answered_how", "answered_by")


def _refuse_closed(meeting: Meeting) -> None:
    if not is_open(meeting, timezone.now()):
        raise RuleBroken("answers_closed", _("Undangan ini sudah tidak dapat dijawab."))


def _invited_as(meeting: Meeting, name: str, number: str) -> Person | None:
    """Return the one invited person who can be meant; None for nobody, or for more than one."""
    reached = invited_as(meeting, name, number)
    if reached is not None:
        return reached
    named = list(meeting.invited().filter(bare_name=bare(name), phone="")[:2])
    return named[0] if len(named) == 1 else None


def _guest_by_name(meeting: Meeting, name: str, number: str) -> Invitation:
    row = guest_of(meeting, name=name, phone=number)
    if not is_new(row):
        return row
    by_name = meeting.invitations.filter(person=None, answered_how=Invitation.How.LINK)
    if by_name.count() >= MOST_BY_NAME:
        raise RuleBroken(
            "too_many_answers",
            _("Sudah terlalu banyak jawaban lewat tautan ini. Hubungi pengurus."),
        )
    return row


# --- Keys ----------------------------------------------------------------------------------------


def _short(pk: uuid.UUID) -> str:
    return base64.urlsafe_b64encode(pk.bytes).decode().rstrip("=")


_LENGTH = len(_short(uuid.UUID(int=0)))


def _unsigned(signer: signing.Signer, key: str) -> tuple[uuid.UUID, int] | None:
    """Return the UUID and the number behind it (0 for none) of a key that we signed."""
    try:
        text = signer.unsign(key)
        pk = uuid.UUID(bytes=base64.urlsafe_b64decode(text[:_LENGTH] + "=="))
        return pk, int(text[_LENGTH:] or 0)
    except (signing.BadSignature, binascii.Error, ValueError):
        return None


def _with_host(pk: uuid.UUID) -> Meeting | None:
    rows = Meeting.objects.select_related("wksbm", "organisation", "region", "kind")
    return rows.filter(pk=pk).first()
