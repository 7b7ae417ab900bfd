"""What people send back: heeded where it is plain, else left for a person to read. Once each."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, codes_where, may, require
from accounts.models import User
from common.errors import RuleBroken
from common.languages import official
from common.names import tidy
from meetings.models import Meeting
from meetings.services import Invited, is_open, note_answer, take_answer
from notifications.models import OptOut, Reply
from notifications.rules import Meaning, understand, without_numbers
from notifications.services.senders import (
    address_of,
    guest_meant,
    home_of,
    invited_to,
    meeting_meant,
    persons_at,
)
from notifications.services.wishes import note_opt_in, note_opt_out, opt_in, opt_out
from people.models import Person
from people.services import hold
from regions.codes import LENGTHS, Level
from regions.models import Region

Understood = Reply.Understood
ANSWERS: Final = (Understood.COMING, Understood.NOT_COMING, Understood.POSTPONE)
WISHES: Final = (Understood.STOP, Understood.START)
LONGEST_REFERENCE: Final = 100
FACTS: Final = ("region", "person", "meeting", "understood")


@transaction.atomic
@official
def take_reply(
    channel: str, *, reference: str, sender: str, text: str, received_at: datetime
) -> Reply:
    """Keep what came back by a channel, and do what it plainly says. The same one counts once.

    `reference` is the provider's own number of it; `received_at` is when it was sent, for they
    overtake each other: a later word of the same person holds. A channel to come calls this from
    its webhook, for each message of it, after the signature was checked, and answers 200 only when
    it has returned; a provider that was not answered hands the same over again:

        for one in whatsapp.messages_in(request.body):
            services.take_reply(
                "whatsapp",
                reference=one.id,
                sender=one.sender,
                text=one.text,
                received_at=one.sent_at,
            )

    HADIR, TIDAK and TUNDA answer the next meeting of which the person was told; BERHENTI and MULAI
    are the person's wish. Nothing is guessed: whose number or word is not surely one of them is
    read by a person. Numbers of a NIK or an account in the text are not kept.
    """
    now = timezone.now()
    facts = {
        "sender": address_of(sender.replace("\x00", ""))[:120],
        "text": without_numbers(text.replace("\x00", ""))[:4000],
        "received_at": min(received_at, now),
    }
    reply, is_new = Reply.objects.get_or_create(
        channel=channel, reference=_short(reference), defaults=facts
    )
    if is_new:
        persons = persons_at(reply.sender)
        if len(persons) == 1:
            _is_from(reply, persons[0])
        else:
            _is_from_many(reply, persons)
        meaning = understand(reply.text)
        if _may_heed(reply, meaning.word):
            _heed(reply, meaning)
        reply.save(update_fields=FACTS)
    return reply


@transaction.atomic
def assign_reply(reply: Reply, *, person: Person, actor: User) -> Reply:
    """Say who sent it. What it plainly says holds then, if the actor may note that.

    Raises reply_dealt_with, person_erased, person_merged.
    """
    require(actor, Can.KEEP_REMINDERS, on=_place(reply, actor))
    row = _held(reply)
    _is_from(row, person)
    meaning = understand(row.text)
    if _may_heed(row, meaning.word) and _may_note(row, meaning.word, actor):
        _heed(row, meaning, actor)
        row.dealt_with_at, row.dealt_with_by = timezone.now(), actor
    row.save(update_fields=[*FACTS, "dealt_with_at", "dealt_with_by"])
    return row


@transaction.atomic
def deal_with_reply(reply: Reply, *, meaning: str = "", note: str = "", actor: User) -> Reply:
    """Note that somebody has read it, and what it means ("": none of our words).

    What it means holds as if its sender had said it. Raises not_allowed (of a meeting elsewhere),
    reply_dealt_with, sender_unknown, no_meeting_meant.
    """
    require(actor, Can.KEEP_REMINDERS, on=_place(reply, actor))
    row = _held(reply)
    if meaning:
        _refuse_unclear(row, meaning)
        _heed(row, Meaning(meaning), actor)
    row.note = tidy(note)
    row.dealt_with_at, row.dealt_with_by = timezone.now(), actor
    row.save(update_fields=[*FACTS, "note", "dealt_with_at", "dealt_with_by"])
    return row


# --- Whose it is ---------------------------------------------------------------------------------


def _is_from(reply: Reply, person: Person) -> None:
    hold(person)
    reply.person = person
    reply.meeting = meeting_meant(person, reply.received_at)
    reply.region = reply.meeting.region if reply.meeting else home_of([person])


def _is_from_many(reply: Reply, persons: list[Person]) -> None:
    """Place it where all who share the number are known; a number of nobody may be a guest's."""
    guest = None if persons else guest_meant(reply.sender, reply.received_at)
    reply.meeting = guest.meeting if guest else None
    reply.region = guest.meeting.region if guest else home_of(persons)


def _place(reply: Reply, actor: User) -> Reply | Region:
    """Return where it lies; what lies nowhere is for each district that reads such."""
    if reply.region_id is not None:
        return reply
    longest = LENGTHS[Level.REGENCY]
    codes = [code for code in codes_where(actor, Can.KEEP_REMINDERS) if 0 < len(code) <= longest]
    return Region.objects.get(code=codes[0]) if codes else reply


def _held(reply: Reply) -> Reply:
    row = Reply.objects.select_for_update(of=["self"]).get(pk=reply.pk)
    if row.dealt_with_at is not None or row.understood:
        raise RuleBroken("reply_dealt_with", _("Balasan ini sudah ditangani."))
    return row


# --- What it says --------------------------------------------------------------------------------


def _may_heed(reply: Reply, word: str) -> bool:
    if word in WISHES:
        return reply.person is not None
    return word in ANSWERS and _invited(reply) is not None


def _may_note(reply: Reply, word: str, actor: User) -> bool:
    return word in WISHES or may(actor, Can.PLAN_MEETINGS, on=reply.meeting)


def _refuse_unclear(reply: Reply, word: str) -> None:
    if word in WISHES and reply.person is None:
        words = _("Pilih dahulu siapa pengirimnya.")
        raise RuleBroken("sender_unknown", words)
    if word in ANSWERS and _invited(reply) is None:
        words = _("Tidak ada pertemuan yang dapat dijawab pengirim ini.")
        raise RuleBroken("no_meeting_meant", words)


def _invited(reply: Reply) -> Invited | None:
    """Return the sender on the list of the meeting that is meant, while it can be answered."""
    meeting: Meeting | None = reply.meeting
    if meeting is None or not is_open(meeting, timezone.now()):
        return None
    return invited_to(meeting, reply.person, reply.sender)


def _heed(reply: Reply, meaning: Meaning, actor: User | None = None) -> None:
    """Do what it says, unless a later word of the sender is known; `actor` if a person read it."""
    reply.understood = meaning.word
    if meaning.word in WISHES:
        _wish(reply, meaning.word, actor)
    else:
        _answer(reply, meaning, actor)


def _answer(reply: Reply, meaning: Meaning, actor: User | None) -> None:
    invited = _invited(reply)
    if invited is None:
        raise TypeError("Nobody who is invited has answered.")
    said = {"answer": meaning.word, "reason": meaning.reason}
    if actor is None:
        take_answer(invited, **said, received_at=reply.received_at)
        return
    known = invited.row
    if known is None or known.answered_at is None or known.answered_at <= reply.received_at:
        note_answer(invited, **said, actor=actor)
    else:
        require(actor, Can.PLAN_MEETINGS, on=invited.meeting)


def _wish(reply: Reply, word: str, actor: User | None) -> None:
    person = reply.person
    if person is None:
        raise TypeError("Nobody is known who wishes it.")
    if _wished_later(reply, person):
        return
    if word == Understood.START:
        opt_in(person) if actor is None else note_opt_in(person, actor=actor)
    elif actor is None:
        opt_out(person, how=OptOut.How.WORD)
    else:
        note_opt_out(person, actor=actor)


def _wished_later(reply: Reply, person: Person) -> bool:
    """Whether the person has said since, by a reply or otherwise, what they want."""
    words = Reply.objects.filter(person=person, understood__in=WISHES)
    otherwise = OptOut.objects.filter(person=person, until=None).exclude(how=OptOut.How.WORD)
    return (
        words.filter(received_at__gt=reply.received_at).exists()
        or otherwise.filter(since__gt=reply.received_at).exists()
    )


def _short(reference: str) -> str:
    """Return the provider's number as it is kept: a long one by its digest."""
    if len(reference) <= LONGEST_REFERENCE:
        return reference
    return hashlib.sha256(reference.encode()).hexdigest()
