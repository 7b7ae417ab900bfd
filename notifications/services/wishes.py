"""Who wants to be told nothing, of one kind or at all: asked when planning, and before sending."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from notifications.models import OptOut
from notifications.rules import RULES
from people.models import Consent, Person, Presence
from people.services import nearest_presence, survivor_key

# Of rows called `wanted`, with a rule and a person. Who has taken back the consent to messages, and
# given none since, wants none (UU 27/2022); who was never asked has not refused.
WILLING = """
    NOT EXISTS (
        SELECT FROM notifications_optout AS stopped
         WHERE stopped.person_id = wanted.person_id
           AND stopped.until IS NULL
           AND stopped.rule IN ('', wanted.rule)
    )
    AND NOT EXISTS (
        SELECT FROM people_consent AS taken_back
         WHERE taken_back.person_id = wanted.person_id
           AND taken_back.purpose = 'messages'
           AND taken_back.withdrawn_at IS NOT NULL
           AND NOT EXISTS (
                   SELECT FROM people_consent AS standing
                    WHERE standing.person_id = taken_back.person_id
                      AND standing.purpose = 'messages'
                      AND standing.withdrawn_at IS NULL
               )
    )
"""

UNWILLING_AMONG = f"""
    SELECT wanted.person_id
      FROM (SELECT unnest(%(persons)s::bigint[]) AS person_id, %(rule)s::text AS rule) AS wanted
     WHERE NOT ({WILLING})
"""  # noqa: S608 (ours)


def unwilling_words() -> str:
    return _("Ia meminta agar pesan seperti ini tidak dikirim.")


def unwilling_among(rule: str, persons: Collection[int]) -> set[int]:
    """Return who of them wants no messages of the rule; of "": none at all."""
    with connection.cursor() as cursor:
        cursor.execute(UNWILLING_AMONG, {"rule": rule, "persons": sorted(persons)})
        return {person for (person,) in cursor.fetchall()}


class Wishes(NamedTuple):
    """What a person has asked for."""

    stopped: Set[str]  # the rules that were stopped one by one
    all_stopped: bool
    took_back_consent: bool


def wishes_of(person: Person) -> Wishes:
    """Return what messages the person has stopped, as it stands."""
    standing = OptOut.objects.filter(person=person, until=None)
    stopped = set(standing.values_list("rule", flat=True))
    given = Consent.objects.filter(person=person, purpose=Consent.Purpose.MESSAGES)
    took_back = given.exists() and not given.filter(withdrawn_at=None).exists()
    return Wishes(stopped - {""}, "" in stopped, took_back)


def kinds() -> Mapping[str, str]:
    """Return what can be stopped by itself: the rules' names and labels."""
    return {name: str(rule.label) for name, rule in RULES.items() if rule.steps}


# --- The person's own word ------------------------------------------------------------------------


@transaction.atomic
def opt_out(person: Person, *, rule: str = "", how: str, noted_by: User | None = None) -> OptOut:
    """Stop messages of a rule, or all ("") to this person. Said twice it is one. Raises no_kind.

    What waits is withdrawn by the next round; the word holds before anything else is sent.
    """
    _known(rule)
    facts = {"how": how, "since": timezone.now(), "noted_by": noted_by}
    found, _is_new = OptOut.objects.get_or_create(
        person_id=survivor_key(person.pk), rule=rule, until=None, defaults=facts
    )
    return found


@transaction.atomic
def opt_in(person: Person, *, rule: str = "") -> int:
    """Let messages of a rule come again, or all (""); return how many words ended. Raises no_kind.

    A consent that was taken back stands: it is given anew where consents are kept.
    """
    _known(rule)
    standing = OptOut.objects.filter(person=survivor_key(person.pk), until=None)
    if rule:
        standing = standing.filter(rule=rule)
    return standing.update(until=timezone.now())


# --- Noted by others ------------------------------------------------------------------------------


@transaction.atomic
def note_opt_out(person: Person, *, rule: str = "", actor: User) -> OptOut:
    """Note that the person asked for no more messages of a rule, or at all. Raises no_kind."""
    require(actor, Can.KEEP_REMINDERS, on=presence_to_note(person, actor))
    return opt_out(person, rule=rule, how=OptOut.How.NOTED, noted_by=actor)


@transaction.atomic
def note_opt_in(person: Person, *, rule: str = "", actor: User) -> int:
    """Note that the person wants them again; as opt_in. Raises no_kind."""
    require(actor, Can.KEEP_REMINDERS, on=presence_to_note(person, actor))
    return opt_in(person, rule=rule)


def _known(rule: str) -> None:
    if rule and rule not in kinds():
        raise RuleBroken("no_kind", _("Jenis pesan ini tidak dikenal."))


def presence_to_note(person: Person, user: User) -> Presence:
    """Return where the user may note it of the person; failing that, any place of theirs."""
    return nearest_presence(person, user, can=Can.KEEP_REMINDERS)
