"""Days on which somebody cannot serve: blocked and freed by oneself, or by who keeps the roster."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can
from accounts.models import User
from common.dates import term
from common.inserts import insert
from common.names import tidy
from people.models import Person
from people.services import note_presence, place_of
from volunteers.models import Absence
from volunteers.own import require_own_or

LONGEST = timedelta(days=366)


@transaction.atomic
def block_dates(
    person: Person, *, since: date, until: date | None = None, reason: str = "", actor: User
) -> Absence:
    """Say that a person cannot serve on these days, both included; without `until` on that day.

    What they have accepted stays accepted: who plans sees it. Raises not_known_anywhere,
    person_erased, person_merged; ends_before_start, too_long on `until`.
    """
    place = place_of(person)
    require_own_or(person, Can.KEEP_ROSTER, on=place, actor=actor)
    last = until or since
    if last < since:
        raise _fault("ends_before_start", _("Hari terakhir mendahului hari pertama."))
    if last - since > LONGEST:
        raise _fault("too_long", _("Paling lama satu tahun sekaligus."))
    note_presence(person, place)  # and nobody is merged or erased meanwhile
    days = term(since, last)
    return insert(Absence(person=person, region=place, days=days, reason=tidy(reason)))


@transaction.atomic
def free_dates(absence: Absence, *, actor: User) -> None:
    """Take the days back: the person can serve. The history keeps what was said."""
    require_own_or(absence.person, Can.KEEP_ROSTER, on=absence, actor=actor)
    absence.delete()


def _fault(code: str, message: str) -> ValidationError:
    return ValidationError({"until": ValidationError(message, code=code)})
