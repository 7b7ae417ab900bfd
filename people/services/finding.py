"""Finding persons: by exact facts also beyond one's regions, where they are shown masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.limits import DailyLimit
from accounts.models import User
from audit.models import SensitiveLook
from audit.services import note_look
from common.errors import RuleBroken
from common.names import bare, split_titles
from common.nik import LENGTH as NIK_LENGTH
from common.nik import tidy_digits
from common.phones import normalised
from people.models import Person, PersonQuerySet
from people.rules import beside, read_nik
from people.services.persons import note_presence
from regions import cache
from regions.codes import lineage_of
from regions.models import Region

ASKED_A_DAY: Final = DailyLimit("known_elsewhere", 40)
MOST: Final = 3
MOST_OF_A_PHONE: Final = 20  # families share numbers
CHOSEN_WITHIN: Final = timedelta(minutes=30)
SALT: Final = "people.candidate"


@dataclass(frozen=True)
class Candidate:
    """Somebody of another region, as little as tells whether it is the one who is meant."""

    token: str  # says who it is, to the service alone, for this user and this region
    initials: str
    sex: str
    birth_year: int | None
    regency: str


@dataclass(frozen=True)
class Found:
    """Those whom the asker sees anyway, and those who are known elsewhere."""

    persons: list[Person]
    candidates: list[Candidate]


def find_by_number(number: str, *, at: Region, actor: User) -> Found:
    """Find who has this NIK, in the actor's regions or, masked, beyond; or this phone, in them.

    Raises too_many_today: how often one may ask beyond one's regions is limited, and each answer
    is noted.
    """
    require(actor, Can.KEEP_BODY, on=at)
    phone = normalised(number)
    if len(tidy_digits(number)) < NIK_LENGTH and phone:
        seen = Person.objects.visible_to(actor).standing().reached_by(phone)
        return Found(list(seen.order_by("bare_name", "pk")[:MOST_OF_A_PHONE]), [])
    try:
        digits = read_nik(number)
    except ValidationError as fault:
        raise beside("number", fault) from fault
    return _found(Person.objects.with_nik(digits), at, actor)


def find_by_birth(name: str, *, born: date, at: Region, actor: User) -> Found:
    """Find who has exactly this name (but for titles) and birth date, as for a NIK."""
    require(actor, Can.KEEP_BODY, on=at)
    return _found(Person.objects.filter(bare_name=bare(name), birth_date=born), at, actor)


@transaction.atomic
def take_in(token: str, *, at: Region, actor: User) -> Person:
    """Let a candidate be present `at` the region for which they were found: "this is the one".

    Raises candidate_expired.
    """
    require(actor, Can.KEEP_BODY, on=at)
    try:
        said = signing.loads(token, salt=SALT, max_age=CHOSEN_WITHIN)
    except signing.BadSignature:
        said = {}
    person = Person.objects.standing().filter(pk=said.get("person")).first()
    if person is None or (said["user"], said["at"]) != (actor.pk, at.pk):
        raise RuleBroken("candidate_expired", _("Pencarian ini sudah terlalu lama. Cari lagi."))
    note_presence(person, at)
    return person


def _found(exactly: PersonQuerySet, at: Region, actor: User) -> Found:
    """Ask within the actor's regions first: only what is not found there counts as asked beyond."""
    standing = exactly.standing().order_by("pk")
    seen = list(standing.visible_to(actor)[:MOST])
    if seen:
        return Found(seen, [])
    ASKED_A_DAY.count(actor)
    elsewhere = list(standing.select_related("village")[:MOST])
    with transaction.atomic():
        return Found([], [_masked(person, at, actor) for person in elsewhere])


def _masked(person: Person, at: Region, actor: User) -> Candidate:
    """Return how the person is shown beyond their regions, noted for those who keep them."""
    kept = person.presences.order_by("pk").values_list("region_id", flat=True).first()
    kind = SensitiveLook.Kind.CANDIDATE
    note_look(person, by=actor, kind=kind, region=kept or person.village_id or at.pk)
    said = {"person": person.pk, "user": actor.pk, "at": at.pk}
    return Candidate(
        token=signing.dumps(said, salt=SALT),
        initials=" ".join(f"{word[0]}." for word in split_titles(person.name).name.split()),
        sex=str(person.get_sex_display()),
        birth_year=person.birth_date.year if person.birth_date else None,
        regency=_regency(person.village_id or kept),
    )


def _regency(code: str | None) -> str:
    above = lineage_of(code) if code else []
    names = cache.names_of(above)
    regencies = [name.full_name for one, name in names.items() if len(one) == 5]
    return regencies[0] if regencies else ""
