"""What somebody answers to a message in their inbox: HADIR, TIDAK or TUNDA to its meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import RuleBroken
from meetings.models import Invitation, Meeting
from meetings.services import answer_invitation, is_open, on_list
from notifications.models import Delivery
from notifications.rules import meeting_of
from notifications.services.reading import mark_read


@dataclass(frozen=True)
class Asked:
    """A coming meeting that a message tells of, and what its receiver has answered so far."""

    meeting: Meeting
    row: Invitation | None

    @property
    def said(self) -> str:
        """Return the answer as the buttons name it: coming, not_coming, postpone; or deputy."""
        return self.row.given if self.row else ""


@transaction.atomic
def answer_message(delivery: Delivery, *, answer: str, actor: User) -> Invitation:
    """Answer the meeting that the message tells of, as its receiver; it is read by that.

    `answer` is coming, not_coming or postpone. Raises not_allowed (403), not_invited,
    answers_closed; answer_missing on `answer`.
    """
    mark_read(delivery, actor=actor)
    key = meeting_of(delivery.occasion)
    meeting = Meeting.objects.filter(pk=key).first() if key else None
    invited = on_list(meeting, person=delivery.person_id) if meeting else None
    if invited is None:
        raise RuleBroken("not_invited", _("Pesan ini tidak mengundang Ibu/Bapak lagi."))
    return answer_invitation(invited, answer=answer, user=actor)


def asked_by(deliveries: Sequence[Delivery]) -> dict[int, Asked]:
    """Return which of these messages of one person ask for an answer still, by their keys.

    Several may be about one meeting: the first of them asks.
    """
    first: dict[str, Delivery] = {}
    for delivery in deliveries:
        first.setdefault(meeting_of(delivery.occasion), delivery)
    first.pop("", None)
    if not first:
        return {}
    now = timezone.now()
    coming = Meeting.objects.coming(now).filter(pk__in=first).select_related("region")
    persons = {delivery.person_id for delivery in first.values()}
    keys = [UUID(key) for key in first]
    rows = Invitation.objects.filter(meeting__in=keys, person__in=persons)
    said = {str(row.meeting_id): row for row in rows}
    return {
        first[str(meeting.pk)].pk: Asked(meeting, said.get(str(meeting.pk)))
        for meeting in coming
        if is_open(meeting, now)
    }
