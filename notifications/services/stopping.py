"""The signed link in every e-mail by which its receiver stops messages, with no account."""

from __future__ import annotations

from typing import NamedTuple

from django.core import signing
from django.urls import reverse

from notifications.models import Delivery
from notifications.rules import RULES
from people.models import Person
from people.services import survivor_key

# It works as long as the mail is kept: who wants to stop is not to be told that a link is too old.
STOP = signing.Signer(salt="notifications.stop", sep=".")


class Stop(NamedTuple):
    """Whose messages a link stops, and of which rule ("": all)."""

    person: Person
    rule: str


def stop_path(delivery: Delivery) -> str:
    """Return the path of the page on which the receiver stops messages like this one."""
    key = STOP.sign(f"{delivery.person_id}-{_kind(delivery.rule)}")
    return reverse("notifications:stop", args=[key])


def stop_of_key(key: str) -> Stop | None:
    """Return what a link stops; None for a link that is none. Of a merged person the other's."""
    try:
        pk, _dash, rule = STOP.unsign(key).partition("-")
    except signing.BadSignature:
        return None
    person = Person.objects.filter(pk=survivor_key(int(pk)), erased_at=None).first()
    return Stop(person, _kind(rule)) if person else None


def _kind(rule: str) -> str:
    """Return what can be stopped by itself; a digest tells of many kinds, and stops them all."""
    return rule if rule in RULES and RULES[rule].steps else ""
