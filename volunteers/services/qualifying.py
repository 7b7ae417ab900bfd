"""Who is qualified for what: a qualification counts for all that it includes, step by step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from people.models import Person
from volunteers.models import Qualification, QualificationKind


def missing_for(
    person: Person, kinds: Iterable[QualificationKind], on: date
) -> list[QualificationKind]:
    """Return which of these the person does not hold on a day, in their order; two queries."""
    wanted = list(kinds)
    if not wanted:
        return []
    counting = counting_for(wanted)
    valid = Qualification.objects.valid(on).filter(person=person)
    held = set(valid.values_list("kind_id", flat=True))
    return [kind for kind in wanted if counting[kind.pk].isdisjoint(held)]


def holds(person: Person, kind: QualificationKind, on: date) -> bool:
    """Whether the person holds it on a day, or something that includes it."""
    return not missing_for(person, [kind], on)


def qualified_persons(kinds: Iterable[QualificationKind], on: date) -> QuerySet[Person]:
    """Return the persons who hold all of these on a day; of none of them, everybody.

    It is not narrowed to what anybody may see: filter by it what comes from `visible_to`.
    """
    found: QuerySet[Person] = Person.objects.standing()
    for keys in counting_for(list(kinds)).values():
        valid = Qualification.objects.valid(on).filter(person=OuterRef("pk"), kind__in=keys)
        found = found.filter(Exists(valid))
    return found


def counting_for(kinds: Iterable[QualificationKind]) -> dict[int, set[int]]:
    """Return for each kind the keys of those that count for it: itself, and all that include it.

    The nation's graph is a few hundred lines at most: it is read whole, in one query.
    """
    including = _inverted(edges())
    return {kind.pk: reached_from(kind.pk, including) for kind in kinds}


def edges() -> dict[int, set[int]]:
    """Return what each kind includes directly, by keys."""
    included: dict[int, set[int]] = {}
    pairs = QualificationKind.includes.through.objects.values_list(
        "from_qualificationkind_id", "to_qualificationkind_id"
    )
    for wider, narrower in pairs:
        included.setdefault(wider, set()).add(narrower)
    return included


def reached_from(start: int, steps: dict[int, set[int]]) -> set[int]:
    """Return the key and all that is reached from it, however many steps away."""
    reached, waiting = {start}, [start]
    while waiting:
        new = steps.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached


def _inverted(steps: dict[int, set[int]]) -> dict[int, set[int]]:
    turned: dict[int, set[int]] = {}
    for start, ends in steps.items():
        for end in ends:
            turned.setdefault(end, set()).add(start)
    return turned
