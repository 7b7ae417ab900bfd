"""Who belongs to a body; no decree is needed, and a list is pasted in one go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import first_day, last_day, term
from common.errors import RuleBroken
from common.inserts import insert
from common.versions import save_version
from people.models import Person
from people.services import add_persons, note_presence
from wksbm.models import Membership, Wksbm
from wksbm.rules import PastedName, names_in, same_name, term_between

LONGEST_PASTE = 500


@dataclass
class AddedMembers:
    """What became of a pasted list: every line is in one of these."""

    added: list[Membership] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)


@transaction.atomic
def add_member(
    wksbm: Wksbm, *, person: Person, since: date, until: date | None = None, actor: User
) -> Membership:
    """Let a known person belong to the body. Raises wksbm_dissolved."""
    require(actor, Can.KEEP_BODY, on=wksbm)
    _refuse_dissolved(wksbm, since)
    note_presence(person, wksbm.region)
    return insert(
        Membership(
            region_id=wksbm.region_id, wksbm=wksbm, person=person, term=term_between(since, until)
        )
    )


@transaction.atomic
def add_members(wksbm: Wksbm, *, names: str, since: date, actor: User) -> AddedMembers:
    """Add a pasted list, one name a line. Who has served or belonged here is that person, not new.

    Names that stand twice or are members already are reported and not doubled. Raises
    wksbm_dissolved.
    """
    require(actor, Can.KEEP_BODY, on=wksbm)
    _refuse_dissolved(wksbm, since)
    Wksbm.objects.select_for_update().get(pk=wksbm.pk)  # two pastes at once see each other
    lines = names_in(names)
    _refuse_lines(lines)
    outcome = AddedMembers()
    staying = Q(term__endswith=None) | Q(term__endswith__gt=since)
    members = _names_of(Person.objects.filter(memberships__in=wksbm.memberships.filter(staying)))
    known = _names_of(
        Person.objects.filter(Q(memberships__wksbm=wksbm) | Q(seats__wksbm=wksbm)).distinct()
    )
    new: dict[str, PastedName] = {}
    for line in lines:
        key = same_name(line.name)
        if key in members:
            outcome.already.append(line.name)
        elif key in new:
            outcome.twice.append(line.name)
        else:
            new[key] = line
    strangers = [line for key, line in new.items() if key not in known]
    persons = [known[key] for key in new if key in known] + add_persons(
        [(line.name, line.phone) for line in strangers], at=wksbm.region, actor=actor
    )
    outcome.added = Membership.objects.bulk_create(
        Membership(region_id=wksbm.region_id, wksbm=wksbm, person=person, term=term(since, None))
        for person in persons
    )
    return outcome


@transaction.atomic
def end_membership(
    membership: Membership, *, on: date, version: int | None = None, actor: User
) -> Membership:
    """Let the person belong until this day, included. Raises already_ended, ends_too_early."""
    require(actor, Can.KEEP_BODY, on=membership)
    first, last = first_day(membership.term), last_day(membership.term)
    if last is not None and last <= on:
        raise RuleBroken("already_ended", _("Keanggotaan ini sudah berakhir lebih dahulu."))
    if first is not None and on < first:
        raise RuleBroken("ends_too_early", _("Tanggal ini mendahului masa keanggotaannya."))
    membership.term = term(first, on)
    return save_version(membership, ["term"], version=version)


def _refuse_dissolved(wksbm: Wksbm, since: date) -> None:
    if wksbm.dissolved_on is not None and since >= wksbm.dissolved_on:
        raise RuleBroken("wksbm_dissolved", _("WKSBM ini sudah dibubarkan."))


def _refuse_lines(lines: list[PastedName]) -> None:
    faults = [
        ValidationError(
            _("Baris %(line)d: nama paling panjang 120 huruf."),
            code="too_long",
            params={"line": line.line},
        )
        for line in lines
        if len(line.name) > 120
    ]
    if not lines:
        faults = [ValidationError(_("Tulis nama, satu nama per baris."), code="required")]
    if len(lines) > LONGEST_PASTE:
        faults = [
            ValidationError(
                _("Paling banyak %(most)d nama sekali tempel."),
                code="too_many",
                params={"most": LONGEST_PASTE},
            )
        ]
    if faults:
        raise ValidationError({"names": faults})


def _names_of(persons: Iterable[Person]) -> dict[str, Person]:
    return {same_name(person.name): person for person in persons}
