"""Writing persons down and correcting what is known of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import NotAllowed, RuleBroken
from common.inserts import insert
from common.versions import save_version
from people.models import Person, Presence
from people.rules import FACTS, tidied
from regions.models import Region


def hold(person: Person) -> None:
    """Let nobody erase or merge the person until this transaction ends.

    Raises person_erased, person_merged: then there is nobody to write something of.
    """
    held = Person.objects.select_for_update(no_key=True).filter(pk=person.pk)
    refuse_gone(held.only("merged_into", "erased_at").first() or person)


def hold_all(keys: Collection[int]) -> dict[int, Person]:
    """Hold many, in one order for everybody; who is gone among them is for the caller to refuse."""
    held = Person.objects.select_for_update(no_key=True).filter(pk__in=keys)
    return {person.pk: person for person in held.order_by("pk")}


def refuse_gone(person: Person) -> None:
    if person.erased_at is not None:
        raise RuleBroken("person_erased", _("Data orang ini sudah dihapus atas permintaannya."))
    if person.merged_into_id is not None:
        raise RuleBroken(
            "person_merged", _("Catatan ini sudah digabung. Buka catatan orang yang tetap.")
        )


@transaction.atomic
def add_person(name: str, *, at: Region, actor: User, **facts: Any) -> Person:
    """Write down a person who serves or lives `at` a region. Only the name is needed.

    Phones are kept as +62, RT and RW as three digits; see `people.rules.FACTS` for what else.
    """
    require(actor, Can.KEEP_BODY, on=at)
    person = insert(Person(**tidied(_known({"name": name, **facts}))))
    note_presence(person, at)
    return person


def add_persons(people: Iterable[tuple[str, str]], *, at: Region, actor: User) -> list[Person]:
    """Write down many by name and phone number, in two statements; fields are validated."""
    require(actor, Can.KEEP_BODY, on=at)
    persons = [Person(**tidied({"name": name, "phone": phone})) for name, phone in people]
    for person in persons:
        person.clean_fields()
    with transaction.atomic():
        Person.objects.bulk_create(persons)
        Presence.objects.bulk_create(Presence(person=person, region=at) for person in persons)
    return persons


@transaction.atomic
def note_presence(person: Person, region: Region) -> None:
    """Let those who keep this region's data see the person. Noting it again does nothing.

    Raises person_erased, person_merged.
    """
    hold(person)
    Presence.objects.bulk_create([Presence(person=person, region=region)], ignore_conflicts=True)


@transaction.atomic
def change_person(
    person: Person, *, changes: Mapping[str, Any], version: int | None = None, actor: User
) -> Person:
    """Correct the facts of a person who is present where the actor keeps a body.

    Raises person_erased, person_merged, stale_version.
    """
    require(actor, Can.KEEP_BODY, on=nearest_presence(person, actor))
    hold(person)
    facts = tidied(_known(changes))
    for field, value in facts.items():
        setattr(person, field, value)
    return save_version(person, [*facts, "bare_name"], version=version)


@transaction.atomic
def link_user(person: Person, user: User | None) -> Person:
    """Say which user this person is, or that it is none. Raises person_erased, person_merged."""
    if user is not None:
        hold(person)
    person.user = user
    return save_version(person, ["user"], version=None)


def merge_links(stays: User, goes: User) -> None:
    """Let the person of the second account be the first one's, unless that is somebody already.

    Then there are two persons of one human: the second keeps its records and loses its account.
    """
    person = Person.objects.filter(user=goes).first()
    if person is not None:
        link_user(person, None if Person.objects.filter(user=stays).exists() else stays)


@transaction.atomic
def move_residents(from_region: Region, to_region: Region, *, actor: User) -> int:
    """Let everybody who lives in a region that ended live in the other; return how many.

    They stay present where they were, so that the old region's data keep them.
    """
    require(actor, Can.SET_UP_DISTRICT, on=from_region)
    require(actor, Can.SET_UP_DISTRICT, on=to_region)
    residents = Person.objects.filter(village=from_region)
    present = residents.values_list("pk", flat=True)
    Presence.objects.bulk_create(
        [Presence(person_id=pk, region=to_region) for pk in present], ignore_conflicts=True
    )
    return residents.update(village=to_region, version=F("version") + 1, updated_at=timezone.now())


def nearest_presence(person: Person, user: User, *, can: Can = Can.KEEP_BODY) -> Presence:
    """Return a presence where the user may do this to the person; failing that, any.

    Raises not_allowed where there is none.
    """
    allowed = person.presences.where_may(user, can).order_by("pk").first()
    found = allowed or person.presences.order_by("pk").first()
    if found is None:
        raise NotAllowed("not_allowed", _("Orang ini belum tercatat di desa mana pun."))
    return found


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts, where each is one that a person has: no other column is set this way."""
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"A person has no {', '.join(sorted(unknown))} to be written.")
    return dict(facts)
