"""Everything that is held of one person, for that person (UU 27/2022, articles 7 and 32)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from audit.models import SensitiveLook
from audit.services import note_look
from common import vault
from common.errors import NotAllowed
from people.models import DataRequest, Person
from people.services.places import place_of
from people.subjects import HOLDINGS, Rows, Secret


@dataclass(frozen=True)
class Part:
    """A part of what is held, in words."""

    key: str
    label: str
    rows: Rows


def own_person(user: User) -> Person | None:
    """Return the person who the user is, if that is known."""
    return Person.objects.filter(user=user).first()


def own_data(person: Person, *, actor: User) -> list[Part]:
    """Return what is held of oneself, numbers masked: for a screen that others may see too.

    Raises not_oneself.
    """
    _require_own(person, actor)
    return [
        Part(part.key, part.label, [{w: _masked(v) for w, v in row.items()} for row in part.rows])
        for part in _held_of(person)
    ]


@transaction.atomic
def copy_own_data(person: Person, *, actor: User) -> list[Part]:
    """Return what is held of oneself, whole. The look is noted. Raises not_oneself."""
    _require_own(person, actor)
    return _copy(person, actor)


@transaction.atomic
def copy_for_request(request: DataRequest, *, actor: User) -> list[Part]:
    """Return what is held of who asked, whole, to be handed to them. The look is noted.

    Raises not_allowed.
    """
    require(actor, Can.SERVE_SUBJECTS, on=request)
    if request.kind != DataRequest.Kind.COPY:
        raise NotAllowed("not_a_copy", _("Orang ini tidak meminta salinan datanya."))
    return _copy(request.person, actor)


def one_human(person: Person) -> list[Person]:
    """Return the person and all who were merged into them, however often."""
    found, seen = [person], {person.pk}
    for one in found:
        merged = Person.objects.filter(merged_into=one).exclude(pk__in=seen).order_by("pk")
        found.extend(merged)
        seen.update(other.pk for other in merged)
    return found


def _copy(person: Person, actor: User) -> list[Part]:
    note_look(
        person,
        by=actor,
        kind=SensitiveLook.Kind.SUBJECT_COPY,
        purpose=SensitiveLook.Purpose.SUBJECT,
        region=place_of(person).pk,
    )
    return _held_of(person)


def _held_of(person: Person) -> list[Part]:
    persons = one_human(person)
    return [
        Part(one.key, str(one.label), [row for each in persons for row in one.rows(each)])
        for one in sorted(HOLDINGS.values(), key=lambda one: one.key != "person")  # that first
    ]


def _masked(value: object) -> object:
    return vault.masked(value) if isinstance(value, Secret) else value


def _require_own(person: Person, actor: User) -> None:
    if person.user_id is None or person.user_id != actor.pk:
        raise NotAllowed("not_oneself", _("Ini hanya untuk data diri sendiri."))
