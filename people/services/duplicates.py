"""Finding persons who may be one, and remembering what people say of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from time import monotonic
from typing import Final

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from people.models import DuplicatePair, FamilyCard, Person, Presence, TwinSearch
from people.rules import PROPOSE_FROM, Facts, Reason, common_code, reasons_for, score_of

BATCH: Final = 2_000
# Nobody is put before people with more others than this.
MOST_OTHERS: Final = 10

# Each changed person is compared with few others only, found by an index: of the same phone, born
# on the same day or one that is easily mistaken for it, or known in the same village.
_CANDIDATES: Final = """
    WITH changed AS MATERIALIZED (
        SELECT id, bare_name, phone, birth_date
          FROM people_person
         WHERE id = ANY (%(keys)s) AND merged_into_id IS NULL AND erased_at IS NULL
    ), found AS (
        SELECT changed.id AS one, other.id AS other, similarity(changed.bare_name, other.bare_name)
          FROM changed JOIN people_person AS other
            ON other.phone = changed.phone AND other.phone <> '' AND other.id <> changed.id
         WHERE similarity(changed.bare_name, other.bare_name) >= 0.4
         UNION
        SELECT changed.id, other.id, similarity(changed.bare_name, other.bare_name)
          FROM changed
         CROSS JOIN LATERAL (VALUES
                   (changed.birth_date),
                   ((changed.birth_date - interval '1 year')::date),
                   ((changed.birth_date + interval '1 year')::date),
                   (CASE WHEN extract(day FROM changed.birth_date) <= 12 THEN make_date(
                       extract(year FROM changed.birth_date)::int,
                       extract(day FROM changed.birth_date)::int,
                       extract(month FROM changed.birth_date)::int) END)
               ) AS born (day)
          JOIN people_person AS other ON other.birth_date = born.day AND other.id <> changed.id
         WHERE similarity(changed.bare_name, other.bare_name) >= 0.5
         UNION
        SELECT changed.id, other.id, similarity(changed.bare_name, other.bare_name)
          FROM changed
          JOIN people_presence AS own ON own.person_id = changed.id
          JOIN people_presence AS near
            ON near.region_id = own.region_id AND near.person_id <> changed.id
          JOIN people_person AS other ON other.id = near.person_id
         WHERE similarity(changed.bare_name, other.bare_name) >= 0.6
    ), ranked AS (
        SELECT found.*, row_number() OVER (PARTITION BY one ORDER BY similarity DESC, other) AS nth
          FROM found JOIN people_person AS person ON person.id = found.other
         WHERE person.merged_into_id IS NULL AND person.erased_at IS NULL
    )
    SELECT least(one, other), greatest(one, other), max(similarity)
      FROM ranked WHERE nth <= %(most)s
     GROUP BY 1, 2
"""


def find_duplicates(*, seconds: float = 40, batch: int = BATCH) -> int:
    """Compare everybody who changed since they were last compared; return how many were.

    It stops after some seconds: the next tick goes on.
    """
    started, compared = monotonic(), 0
    while monotonic() - started < seconds:
        keys = _to_compare(batch)
        if not keys:
            break
        compare(keys)
        compared += len(keys)
    return compared


@transaction.atomic
def compare(keys: Collection[int]) -> None:
    """Compare these persons with all others, and keep the pairs that people should see."""
    versions = list(Person.objects.filter(pk__in=keys).values_list("pk", "version").order_by("pk"))
    pairs = [pair for pair in _scored(_candidates(keys)) if pair.score >= PROPOSE_FROM]
    DuplicatePair.objects.bulk_create(
        pairs,
        update_conflicts=True,
        unique_fields=["lower", "higher"],
        update_fields=["region", "score", "reasons"],
    )
    found = {(pair.lower_id, pair.higher_id) for pair in pairs}
    open_pairs = DuplicatePair.objects.filter(
        Q(lower__in=keys) | Q(higher__in=keys), status=DuplicatePair.Status.OPEN
    )
    rows = open_pairs.values_list("pk", "lower", "higher")
    past = [pk for pk, lower, higher in rows if (lower, higher) not in found]
    DuplicatePair.objects.filter(pk__in=past, status=DuplicatePair.Status.OPEN).delete()
    TwinSearch.objects.bulk_create(
        [TwinSearch(person_id=pk, version=version) for pk, version in versions],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["version"],
    )


def possible_twins(person: Person) -> list[DuplicatePair]:
    """Compare somebody who was just written down; return the pairs to decide."""
    compare([person.pk])
    found = DuplicatePair.objects.to_decide().filter(Q(lower=person) | Q(higher=person))
    return list(found.select_related("lower", "higher"))


@transaction.atomic
def tell_apart(pair: DuplicatePair, *, actor: User) -> DuplicatePair:
    """Remember that the two are two, and never propose them again. Raises pair_decided."""
    require(actor, Can.DECIDE_DUPLICATES, on=pair)
    return _decide(pair, DuplicatePair.Status.OPEN, DuplicatePair.Status.DIFFERENT, actor)


@transaction.atomic
def reopen_pair(pair: DuplicatePair, *, actor: User) -> DuplicatePair:
    """Take back that the two are different persons. Raises pair_decided."""
    require(actor, Can.DECIDE_DUPLICATES, on=pair)
    return _decide(pair, DuplicatePair.Status.DIFFERENT, DuplicatePair.Status.OPEN, None)


def _decide(
    pair: DuplicatePair, was: DuplicatePair.Status, becomes: DuplicatePair.Status, by: User | None
) -> DuplicatePair:
    held = DuplicatePair.objects.filter(pk=pair.pk, status=was)
    if not held.update(status=becomes, decided_by=by, decided_at=timezone.now() if by else None):
        raise RuleBroken("pair_decided", _("Orang lain sudah memutuskan pasangan ini."))
    pair.refresh_from_db()
    return pair


def _to_compare(limit: int) -> list[int]:
    changed = Q(searched__isnull=True) | ~Q(searched__version=F("version"))
    return list(Person.objects.standing().filter(changed).values_list("pk", flat=True)[:limit])


def _candidates(keys: Collection[int]) -> list[tuple[int, int, float]]:
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, {"keys": list(keys), "most": MOST_OTHERS})
        found: list[tuple[int, int, float]] = cursor.fetchall()
    return found


def _scored(candidates: list[tuple[int, int, float]]) -> Iterable[DuplicatePair]:
    keys = {key for lower, higher, _likeness in candidates for key in (lower, higher)}
    facts, places = _facts(keys)
    for lower, higher, likeness in candidates:
        reasons = reasons_for(facts[lower], facts[higher], likeness=likeness)
        yield DuplicatePair(
            lower_id=lower,
            higher_id=higher,
            region_id=common_code([*places[lower], *places[higher]]) or None,
            score=score_of(reasons),
            reasons=[reason.as_json() for reason in reasons],
        )


def _facts(keys: Collection[int]) -> tuple[dict[int, Facts], dict[int, list[str]]]:
    """Return what is compared of these persons, and every place of each."""
    places: defaultdict[int, list[str]] = defaultdict(list)
    for pk, code in Presence.objects.filter(person__in=keys).values_list("person", "region"):
        places[pk].append(code)
    cards: defaultdict[int, set[bytes]] = defaultdict(set)
    standing = FamilyCard.objects.filter(person__in=keys).held(today())
    for pk, number in standing.values_list("person", "number_index"):
        cards[pk].add(bytes(number))
    facts = {}
    for person in Person.objects.filter(pk__in=keys):
        if person.village_id:
            places[person.pk].append(person.village_id)
        facts[person.pk] = Facts(
            key=person.pk,
            sex=person.sex,
            birth_date=person.birth_date,
            birth_is_uncertain=person.birth_date_is_uncertain,
            nik=person.nik,
            phones=frozenset(filter(None, [person.phone, *person.other_phones])),
            cards=frozenset(cards[person.pk]),
            villages=frozenset(code for code in places[person.pk] if len(code) == 13),
        )
    return facts, places


def why(pair: DuplicatePair) -> list[Reason]:
    """Return what spoke for the pair when it was last compared, the weightiest first."""
    reasons = [Reason(**reason) for reason in pair.reasons]
    return sorted(reasons, key=lambda reason: -abs(reason.weight))
