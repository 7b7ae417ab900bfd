"""Why somebody cannot take a duty: one question for many persons at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.dates import term
from people.models import Person
from volunteers.models import Absence, Appointment, Assignment, Duty, Qualification
from volunteers.services.qualifying import counting_for
from volunteers.times import days_of

ABSENT = "absent"


@dataclass(frozen=True)
class Obstacle:
    """`code` is for programs and lasts; `words` are for people."""

    code: str
    words: str


def obstacles(duty: Duty, persons: Collection[Person]) -> dict[int, list[Obstacle]]:
    """Return, by the key of each person, what stands in the way; nothing for who can.

    Codes: gone (died, erased, merged), not_of_pillar, not_qualified, double_booked, absent. The
    number of queries does not depend on how many persons are asked for.
    """
    keys = [person.pk for person in persons]
    days = days_of(duty.starts_at, duty.ends_at, duty.region.tz)
    found: dict[int, list[Obstacle]] = defaultdict(list)
    for person in persons:
        found[person.pk] += _gone(person, days[0])
    for key in _not_of_pillar(duty, keys, days[0]):
        words = _("bukan %(pillar)s pada hari itu") % {"pillar": duty.pillar}
        found[key].append(Obstacle("not_of_pillar", words))
    for key, missing in _missing(duty, keys, days[0]).items():
        words = _("belum punya kualifikasi %(names)s") % {"names": ", ".join(missing)}
        found[key].append(Obstacle("not_qualified", words))
    for key in _busy(duty, keys):
        found[key].append(Obstacle("double_booked", _("sudah bertugas di tempat lain waktu itu")))
    for absence in _absences(keys, days):
        words = _("berhalangan %(days)s") % {"days": said_days(absence)}
        found[absence.person_id].append(Obstacle(ABSENT, words))
    return found


def busy_at(duty: Duty) -> Iterable[int]:
    """Return who, of those who hold the duty's assignments, has taken another at its time."""
    open_or_taken = (Assignment.Status.OFFERED, Assignment.Status.ACCEPTED)
    held = duty.assignments.filter(status__in=open_or_taken)
    return _busy(duty, list(held.values_list("person_id", flat=True)))


def said_days(absence: Absence) -> str:
    """Say the days of an absence, both ends included."""
    first, last = date_format(absence.since), date_format(absence.until)
    return (
        first if first == last else _("%(first)s sampai %(last)s") % {"first": first, "last": last}
    )


def _gone(person: Person, on: date) -> list[Obstacle]:
    if person.died_on is not None and person.died_on <= on:
        return [Obstacle("gone", _("sudah meninggal"))]
    if person.erased_at is not None or person.merged_into_id is not None:
        return [Obstacle("gone", _("catatannya sudah digabung atau dihapus"))]
    return []


def _not_of_pillar(duty: Duty, keys: list[int], on: date) -> set[int]:
    if duty.pillar_id is None:
        return set()
    serving = Appointment.objects.serving(on).filter(pillar=duty.pillar_id, person__in=keys)
    return set(keys) - set(serving.values_list("person_id", flat=True))


def _missing(duty: Duty, keys: list[int], on: date) -> dict[int, list[str]]:
    """Return what each lacks of what the duty needs; what includes it counts for it."""
    needed = list(duty.needs.order_by("name", "pk"))
    if not needed:
        return {}
    counting = counting_for(needed)
    held: dict[int, set[int]] = defaultdict(set)
    valid = Qualification.objects.valid(on).filter(person__in=keys)
    for key, kind in valid.values_list("person_id", "kind_id"):
        held[key].add(kind)
    missing = {
        key: [str(kind) for kind in needed if counting[kind.pk].isdisjoint(held[key])]
        for key in keys
    }
    return {key: names for key, names in missing.items() if names}


def _busy(duty: Duty, keys: list[int]) -> list[int]:
    at_once = Assignment.objects.taken().filter(
        person__in=keys, period__overlap=(duty.starts_at, duty.ends_at)
    )
    others = at_once.exclude(duty=duty).order_by("person_id").distinct("person_id")
    return list(others.values_list("person_id", flat=True))


def _absences(keys: list[int], days: list[date]) -> Iterable[Absence]:
    touching = Absence.objects.filter(days__overlap=term(days[0], days[-1]))
    return touching.filter(person__in=keys).order_by("person_id", "pk")
