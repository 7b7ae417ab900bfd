"""Trainings: who is asked, who came, and what those who came are qualified for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import first_day, last_day, today
from common.errors import RuleBroken
from common.inserts import insert
from common.names import bare, tidy
from common.versions import save_version
from people.models import Person, Presence
from people.services import add_persons
from people.services.persons import refuse_gone
from regions.models import Region
from volunteers.models import Qualification, QualificationKind, Training, TrainingMark
from volunteers.pasting import sexes_in
from volunteers.services.kinds import refuse_elsewhere
from volunteers.services.qualifications import withdraw_qualification
from wksbm.rules import PastedName, names_in, term_between

LONGEST_PASTE = 500
CHANGEABLE = ("title", "grants", "days", "hours", "place", "organiser")


@dataclass
class Invited:
    """What became of a pasted list: every line is in one of these."""

    added: list[TrainingMark] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)  # several volunteers have this name


@transaction.atomic
def plan_training(
    region: Region,
    *,
    title: str,
    since: date,
    until: date | None = None,
    grants: QualificationKind | None = None,
    hours: int | None = None,
    place: str = "",
    organiser: str = "",
    actor: User,
) -> Training:
    """Plan a training, briefing or sosialisasi of one or more days; it need not grant anything."""
    require(actor, Can.KEEP_ROSTER, on=region)
    if grants is not None:
        refuse_elsewhere(grants, region, field="grants")
    return insert(
        Training(
            region=region,
            title=tidy(title),
            days=term_between(since, until or since),
            grants=grants,
            hours=hours,
            place=tidy(place),
            organiser=tidy(organiser),
        )
    )


@transaction.atomic
def change_training(
    training: Training, *, changes: Mapping[str, Any], version: int | None = None, actor: User
) -> Training:
    """Correct what is known of a training; `since` and `until` are its days.

    What it granted and when stays once it was granted. Raises training_granted, stale_version.
    """
    require(actor, Can.KEEP_ROSTER, on=training)
    facts = {name: changes[name] for name in CHANGEABLE if name in changes}
    if "since" in changes or "until" in changes:
        since = changes.get("since", training.first_day)
        facts["days"] = term_between(since, changes.get("until", training.last_day) or since)
    held = _locked(training)
    if held.granted_at is not None and _differs(held, facts):
        raise RuleBroken(
            "training_granted",
            _("Kualifikasinya sudah diberikan. Hari dan kualifikasinya tidak diubah lagi."),
        )
    if facts.get("grants") is not None:
        refuse_elsewhere(facts["grants"], held.region, field="grants")
    for name, value in facts.items():
        setattr(held, name, tidy(value) if isinstance(value, str) else value)
    return save_version(held, facts, version=version)


@transaction.atomic
def invite_participants(
    training: Training, *, persons: Iterable[Person] = (), names: str = "", actor: User
) -> Invited:
    """Ask many at once: chosen persons, and a pasted list with one name a line.

    A name that one volunteer below the training's region has is that volunteer; one that several
    have is reported and not guessed; any other is somebody new there, with the L or P that stands
    in a column behind the name. Raises attendance_frozen, person_erased, person_merged.
    """
    require(actor, Can.KEEP_ROSTER, on=training)
    held = _locked(training)
    _refuse_frozen(held)
    chosen = {person.pk: person for person in persons}
    for person in chosen.values():
        refuse_gone(person)
    names, sexes = sexes_in(names)
    lines = names_in(names)
    _refuse_lines(lines, chosen)
    outcome = Invited()
    asked = Person.objects.filter(training_marks__training=held)
    known = _by_name(asked)
    outcome.already = [one.name for one in chosen.values() if one in known.get(bare(one.name), [])]
    new = {key: one for key, one in chosen.items() if one.name not in outcome.already}
    strangers = _sorted_out(lines, known, new, held, outcome)
    written = _write_down(strangers, sexes, held, actor)
    outcome.added = TrainingMark.objects.bulk_create(
        TrainingMark(training=held, person=person) for person in (*new.values(), *written)
    )
    return outcome


@transaction.atomic
def mark_attendance(
    training: Training, *, present_ids: Iterable[int], version: int | None = None, actor: User
) -> Training:
    """Say who of the participants came, by the keys of the persons; all others did not.

    Raises attendance_frozen, training_ahead, stale_version; somebody who was not asked is refused.
    """
    require(actor, Can.KEEP_ROSTER, on=training)
    held = _locked(training)
    _refuse_frozen(held)
    _refuse_ahead(held.first_day, held)
    came = set(present_ids)
    strangers = came - set(held.marks.values_list("person_id", flat=True))
    if strangers:
        fault = _("Ada yang bukan peserta pelatihan ini.")
        raise ValidationError({"present_ids": ValidationError(fault, code="not_asked")})
    held.marks.filter(person__in=came, attended=False).update(attended=True)
    held.marks.exclude(person__in=came).filter(attended=True).update(attended=False)
    return save_version(held, [], version=version)


@transaction.atomic
def grant_from_training(training: Training, *, version: int | None = None, actor: User) -> int:
    """Grant the qualification to all who came, from the last day on; return to how many.

    Once: a second time does nothing. Then attendance stands. Who was granted the same from that
    day already keeps it. Raises grants_nothing, training_ahead, nobody_came, stale_version.
    """
    require(actor, Can.KEEP_ROSTER, on=training)
    held = _locked(training)
    kind, since = held.grants, held.last_day
    if held.granted_at is not None:
        return 0
    if kind is None or since is None:
        raise RuleBroken("grants_nothing", _("Pelatihan ini tidak memberi kualifikasi."))
    _refuse_ahead(since, held)
    came = _with_place(held)
    if not came:
        raise RuleBroken("nobody_came", _("Belum ada peserta yang ditandai hadir."))
    Qualification.objects.bulk_create(
        (_granted(held, kind, since, *one) for one in came), ignore_conflicts=True
    )
    held.granted_at = timezone.now()
    save_version(held, ["granted_at"], version=version)
    return held.qualifications.count()


@transaction.atomic
def correct_attendance(
    training: Training, *, person: Person, attended: bool, reason: str, actor: User
) -> TrainingMark:
    """Correct one mark after the qualification was granted: grant it now, or withdraw it wholly.

    Raises not_granted_yet (then the list itself is corrected), person_erased, person_merged.
    """
    require(actor, Can.KEEP_ROSTER, on=training)
    held = _locked(training)
    kind, since = held.grants, held.last_day
    if held.granted_at is None or kind is None or since is None:
        raise RuleBroken("not_granted_yet", _("Daftar hadirnya masih dapat diubah langsung."))
    refuse_gone(person)
    mark, _made = TrainingMark.objects.update_or_create(
        training=held, person=person, defaults={"attended": attended}
    )
    standing = held.qualifications.filter(person=person, withdrawn_on=None)
    if attended and not standing.exists():
        [one] = _with_place(held, person)
        Qualification.objects.bulk_create(
            [_granted(held, kind, since, *one)], ignore_conflicts=True
        )
    elif not attended:
        for qualification in standing:
            withdraw_qualification(qualification, on=since, reason=reason, actor=actor)
    return mark


# --- Parts of the above --------------------------------------------------------------------------


def _locked(training: Training) -> Training:
    """Return the training as it is now, held until this ends: lists and grants wait in turn."""
    found: Training = Training.objects.select_for_update(of=("self",)).get(pk=training.pk)
    return found


def _differs(training: Training, facts: Mapping[str, Any]) -> bool:
    """Whether the days or the qualification would be others than those that were granted by."""
    days = facts.get("days", training.days)  # written as [a, b] or [a, b)
    same_days = (first_day(days), last_day(days)) == (training.first_day, training.last_day)
    return not same_days or facts.get("grants", training.grants) != training.grants


def _refuse_frozen(training: Training) -> None:
    if training.granted_at is not None:
        raise RuleBroken(
            "attendance_frozen",
            _("Kualifikasi sudah diberikan menurut daftar hadir ini. Betulkan orang per orang."),
        )


def _refuse_ahead(day: date | None, training: Training) -> None:
    if day is not None and day > today(training.region.tz):
        raise RuleBroken("training_ahead", _("Pelatihan ini belum berlangsung."))


def _refuse_lines(lines: list[PastedName], chosen: Mapping[int, Person]) -> None:
    faults = [
        ValidationError(
            _("Baris %(line)d: nama paling panjang 120 huruf."),
            code="too_long",
            params={"line": line.line},
        )
        for line in lines
        if len(line.name) > 120
    ]
    if not lines and not chosen:
        faults = [ValidationError(_("Tulis nama, satu nama per baris."), code="required")]
    if len(lines) + len(chosen) > LONGEST_PASTE:
        faults = [
            ValidationError(
                _("Paling banyak %(most)d nama sekali tempel."),
                code="too_many",
                params={"most": LONGEST_PASTE},
            )
        ]
    if faults:
        raise ValidationError({"names": faults})


def _sorted_out(
    lines: list[PastedName],
    asked: Mapping[str, list[Person]],
    new: dict[int, Person],
    training: Training,
    outcome: Invited,
) -> list[PastedName]:
    """Put each pasted name where it belongs; return those who are new here."""
    chosen = {bare(person.name) for person in new.values()}
    serving = Person.objects.standing().filter(
        bare_name__in={bare(line.name) for line in lines},
        appointments__region__code__startswith=training.region_id,
    )
    volunteers = _by_name(serving.distinct())
    strangers: dict[str, PastedName] = {}
    seen: set[str] = set()
    for line in lines:
        key = bare(line.name)
        same = volunteers.get(key, [])
        if key in asked:
            outcome.already.append(line.name)
        elif key in seen or key in chosen:
            outcome.twice.append(line.name)
        elif len(same) > 1:
            outcome.unclear.append(line.name)
        elif same:
            new[same[0].pk] = same[0]
        else:
            strangers[key] = line
        seen.add(key)
    return list(strangers.values())


def _write_down(
    lines: list[PastedName], sexes: Mapping[int, str], training: Training, actor: User
) -> list[Person]:
    if not lines:
        return []
    named = [(line.name, line.phone) for line in lines]
    written = add_persons(named, at=training.region, actor=actor)
    for sex in Person.Sex.values:
        told = [
            person.pk
            for person, line in zip(written, lines, strict=True)
            if sexes.get(line.line) == sex
        ]
        Person.objects.filter(pk__in=told).update(sex=sex)
    return written


def _by_name(persons: Iterable[Person]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    for person in persons:
        found.setdefault(person.bare_name, []).append(person)
    return found


def _with_place(training: Training, person: Person | None = None) -> list[tuple[int, str]]:
    """Return who came, each with where below the training's region they are known."""
    below = Presence.objects.filter(
        person=OuterRef("person"), region__code__startswith=training.region_id
    )
    came = training.marks.filter(attended=True, person__erased_at=None, person__merged_into=None)
    if person is not None:
        came = came.filter(person=person)
    rows = came.annotate(place=Subquery(below.order_by("pk").values("region")[:1]))
    return [
        (key, place or training.region_id)
        for key, place in rows.order_by("person_id").values_list("person_id", "place")
    ]


def _granted(
    training: Training, kind: QualificationKind, since: date, person: int, place: str
) -> Qualification:
    return Qualification(
        person_id=person,
        region_id=place,
        kind=kind,
        term=kind.term_from(since),
        granted_by=training.organiser,
        training=training,
    )
