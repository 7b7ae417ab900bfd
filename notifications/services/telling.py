"""What no channel could bring: who is to be told of what, and that somebody has told them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.languages import official
from common.phones import for_whatsapp
from meetings.models import Meeting
from notifications.channels import BY_HAND, reference_of
from notifications.models import Attempt, Delivery
from notifications.rules import Text, group_occasions, group_text, meeting_of
from notifications.services.explaining import Line, describe, local

SHARED = gettext_noop("Dibagikan ke grup.")  # kept, so never in the language of who pressed it

# As WRITE_INSIDE of outcomes does for a claim: only what is still to be told, in time.
TELL = """
    UPDATE notifications_delivery AS d
       SET state = 'sent', sent_at = %(now)s, delivered_at = %(now)s, ended_at = %(now)s,
           reason = '', subject = text.subject, body = text.body, link = text.link
      FROM unnest(%(ids)s::bigint[], %(subjects)s::text[], %(bodies)s::text[], %(links)s::text[])
           AS text (id, subject, body, link)
     WHERE d.id = text.id AND d.state = 'by_hand' AND d.not_after > %(now)s
    RETURNING d.id
"""


@dataclass(frozen=True)
class ToTell:
    """One person who is to be told, and the words for it."""

    line: Line
    until: str  # on the village's clock
    phone: str  # +62812..., or empty: then it is told face to face
    whatsapp: str  # a link that opens the chat with the words in it; empty without a phone


@dataclass(frozen=True)
class TellingGroup:
    """Those who are to be told of the same thing."""

    title: str
    meeting_id: str  # where it can be shared to a meeting's group
    people: list[ToTell]


def to_tell(deliveries: Sequence[Delivery]) -> list[TellingGroup]:
    """Gather what is to be told by what it is about, in the order given."""
    about = groupby(describe(deliveries), key=_about)
    return [
        TellingGroup(title, meeting_id, [_to_tell(line) for line in lines])
        for (title, meeting_id), lines in about
    ]


@transaction.atomic
def mark_told(delivery: Delivery, *, actor: User) -> None:
    """Note that the person was told. Raises not_to_tell: told, sent or withdrawn meanwhile."""
    require(actor, Can.KEEP_REMINDERS, on=delivery)
    if not _tell([delivery], "", actor):
        raise RuleBroken("not_to_tell", _("Pesan ini tidak perlu disampaikan lagi."))


@transaction.atomic
def mark_shared(meeting: Meeting, *, actor: User) -> int:
    """Note that a meeting's group was told: all who were to be told of it. Return how many.

    Raises not_to_tell where nobody is left to be told.
    """
    require(actor, Can.KEEP_REMINDERS, on=meeting)
    told = _tell(open_of(meeting), SHARED, actor)
    if not told:
        raise RuleBroken("not_to_tell", _("Tidak ada lagi yang perlu disampaikan."))
    return told


def open_of(meeting: Meeting) -> Sequence[Delivery]:
    """Return what is to be told to those whom the meeting invites."""
    rows = (
        Delivery.objects.to_tell(timezone.now())
        .filter(occasion__in=group_occasions(meeting))
        .select_related("person", "region")
        .order_by("due_at", "person__name", "pk")
    )
    return list(rows)


def text_to_share(meeting: Meeting) -> str:
    """Return the words for the meeting's group; they name nobody."""
    return group_text(meeting, {one.rule for one in open_of(meeting)})


@official
def words_of(delivery: Delivery, text: Text) -> str:
    """Return a message as it goes to one person by WhatsApp.

    Its page opens only for who has an account.
    """
    if not text.link or delivery.person.user_id is None:
        return text.body
    return f"{text.body}\n\n{settings.SITE_URL}{text.link}"


def _about(line: Line) -> tuple[str, str]:
    return line.title, meeting_of(line.delivery.occasion)


def _to_tell(line: Line) -> ToTell:
    delivery = line.delivery
    phone = delivery.person.phone
    words = words_of(delivery, line.subject.text(delivery.person))
    link = f"https://wa.me/{for_whatsapp(phone)}?text={quote(words, safe='')}" if phone else ""
    return ToTell(line, local(delivery.not_after, delivery), phone, link)


def _tell(deliveries: Sequence[Delivery], how: str, actor: User) -> int:
    """Complete those that are still to be told, with the words of now, and who told them."""
    now = timezone.now()
    texts = {
        line.delivery.pk: line.subject.text(line.delivery.person) for line in describe(deliveries)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            TELL,
            {
                "now": now,
                "ids": list(texts),
                "subjects": [text.subject for text in texts.values()],
                "bodies": [text.body for text in texts.values()],
                "links": [text.link for text in texts.values()],
            },
        )
        told = [pk for (pk,) in cursor.fetchall()]
    Attempt.objects.bulk_create(
        Attempt(
            delivery_id=pk,
            channel=BY_HAND.name,
            by=actor,
            reference=reference_of(pk, BY_HAND.name),
            state=Attempt.State.ACCEPTED,
            answer=how,
            started_at=now,
            ended_at=now,
        )
        for pk in told
    )
    return len(told)
