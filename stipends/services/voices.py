"""What the person paid says: that it arrived, or that something is wrong; and the answer."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from common.inserts import insert
from common.versions import save_version
from people.models import Person
from people.services.merging import survivor_key
from people.services.places import place_of
from stipends.models import Dispute, Line, LineState, Receipt
from stipends.services.approving import policy_of
from stipends.services.filled import written
from volunteers.own import is_own, require_own, require_own_or


@transaction.atomic
def confirm_receipt(line: Line, actor: User) -> Receipt:
    """Say, as the person paid, that the money of a line arrived whole.

    Raises not_oneself, not_paid_yet, already_confirmed.
    """
    require_own(_payee(line), actor)
    if not LineState.objects.filter(line=line, state=LineState.State.PAID).exists():
        raise RuleBroken("not_paid_yet", _("Honor ini belum dicatat sebagai dibayarkan."))
    receipt, is_new = Receipt.objects.get_or_create(
        line=line, defaults={"by": actor, "at": timezone.now()}
    )
    if not is_new:
        raise RuleBroken("already_confirmed", _("Penerimaan ini sudah dikonfirmasi."))
    return receipt


@transaction.atomic
def raise_dispute(person: Person, *, line: Line | None, text: str, actor: User) -> Dispute:
    """Object to a payment, or (without a line) to not being paid; an officer may note it.

    The district answers within the days that its policy names, 14 without one, counted in the
    place's zone. One open dispute a line. Raises not_oneself, line_of_another.
    """
    place = line.region if line else place_of(person)
    require_own_or(person, Can.KEEP_STIPENDS, on=place, actor=actor)
    if line is not None and _payee(line).pk != person.pk:
        raise RuleBroken("line_of_another", _("Baris ini bukan honor orang itu."))
    written(text, field="text", words=_("Tulis apa yang tidak sesuai."))
    return insert(
        Dispute(
            region=place,
            person=person,
            line=line,
            text=text.strip(),
            raised_by=actor,
            raised_at=timezone.now(),
            due_on=today(place.tz) + timedelta(days=policy_of(place).dispute_days),
        )
    )


@transaction.atomic
def answer_dispute(
    dispute: Dispute, *, answer: str, version: int | None = None, actor: User
) -> Dispute:
    """Answer somebody who objected; never oneself.

    Raises own_dispute, already_answered, stale_version.
    """
    require(actor, Can.KEEP_STIPENDS, on=dispute)
    if is_own(dispute.person, actor):
        raise RuleBroken("own_dispute", _("Keberatan sendiri dijawab oleh petugas lain."))
    if dispute.answered_at is not None:
        raise RuleBroken("already_answered", _("Keberatan ini sudah dijawab."))
    written(answer, field="answer", words=_("Tulis jawabannya."))
    dispute.answer = answer.strip()
    dispute.answered_by, dispute.answered_at = actor, timezone.now()
    return save_version(dispute, ["answer", "answered_by", "answered_at"], version=version)


# --- Parts of the above --------------------------------------------------------------------------


def _payee(line: Line) -> Person:
    """Return who was paid: whoever the person was merged into in the end."""
    return Person.objects.get(pk=survivor_key(line.person_id))
