"""What a person has agreed to, by which wording, and that they have taken it back (UU 27/2022)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.inserts import insert
from common.versions import save_version
from people.models import Consent, Person
from people.services.persons import hold, nearest_presence
from people.wordings import current


@transaction.atomic
def give_consent(
    person: Person,
    *,
    purpose: str,
    means: str,
    given_at: datetime | None = None,
    actor: User,
) -> Consent:
    """Note that the person agreed to the purpose in its present wording, now or at an instant.

    Raises not_yet, person_erased, person_merged.
    """
    require(actor, Can.KEEP_BODY, on=nearest_presence(person, actor))
    hold(person)
    now = timezone.now()
    if given_at is not None and given_at > now:
        raise RuleBroken("not_yet", _("Persetujuan tidak bisa diberikan di hari depan."))
    return insert(
        Consent(
            person=person,
            purpose=purpose,
            wording=current(purpose).version,
            means=means,
            given_at=given_at or now,
        )
    )


@transaction.atomic
def withdraw_consent(consent: Consent, *, version: int | None = None, actor: User) -> Consent:
    """Note that the person takes it back, now: its use must stop within 3 x 24 hours (art. 40).

    Raises already_withdrawn.
    """
    require(actor, Can.KEEP_BODY, on=nearest_presence(consent.person, actor))
    if consent.withdrawn_at is not None:
        raise RuleBroken("already_withdrawn", _("Persetujuan ini sudah ditarik."))
    consent.withdrawn_at = timezone.now()
    return save_version(consent, ["withdrawn_at"], version=version)
