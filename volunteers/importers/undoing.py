"""Taking an import of volunteers back: what it made goes, what it filled is as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from common.dates import term
from people.models import DuplicatePair, Person, Presence, TwinSearch
from people.references import BOOKKEEPING, references_to
from spreadsheets.kinds import Use
from spreadsheets.models import Import, ImportRow
from volunteers.models import Appointment, TierStep
from wksbm.models import Decree

# What a row notes, and the model it is of; in this order everything can be deleted.
MADE: dict[str, type[Model]] = {
    "tier": TierStep,
    "appointment": Appointment,
    "decree": Decree,
    "person": Person,
}
# What goes with a person whom an import made: nobody wrote it by hand.
PARTS: tuple[tuple[type[Model], str], ...] = (
    (Presence, "person_id"),
    (DuplicatePair, "lower_id"),
    (DuplicatePair, "higher_id"),
    (TwinSearch, "person_id"),
)


@dataclass
class Made:
    """All that an import made, with the number of the row that made it."""

    rows: list[ImportRow]
    keys: dict[type[Model], dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def changed(self) -> dict[int, tuple[int, int]]:
        """Return the version of each appointment that was changed, and the row that did it."""
        told = ((row.made["changed"], row.number) for row in self.rows if "changed" in row.made)
        return {one["appointment"]: (one["version"], number) for one, number in told}

    @property
    def filled(self) -> dict[int, tuple[int, int]]:
        """Return the same of each known person; the last row that filled something counts."""
        return {
            row.target: (row.made["version"], row.number)
            for row in self.rows
            if "filled" in row.made and row.target
        }


def used_since(batch: Import) -> Sequence[Use]:
    """Return the rows whose records were changed, or are named by others since."""
    made = _made(batch)
    uses: dict[int, str] = {}
    for model, keys in made.keys.items():
        for number in _changed(model, keys):
            uses.setdefault(number, _("data dari baris ini sudah diubah"))
        for number, what in _named_by_others(model, keys, made):
            uses.setdefault(number, _("sudah dipakai: %(what)s") % {"what": what})
    for model, versions in ((Appointment, made.changed), (Person, made.filled)):
        for number in _moved_on(model, versions):
            uses.setdefault(number, _("data yang dilengkapi sudah diubah"))
    return [Use(number, reason) for number, reason in sorted(uses.items())]


def undo_rows(batch: Import) -> None:
    """Undo in this very transaction what `used_since` allowed."""
    made = _made(batch)
    _delete(TierStep, "id", made.keys[TierStep])
    _delete(Appointment, "id", made.keys[Appointment])
    for row in made.rows:
        if "changed" in row.made:
            _put_back(row.made["changed"])
    for row in made.rows:
        if "filled" in row.made and row.target:
            _empty_again(row.target, row.made["filled"])
    presences = [key for row in made.rows for key in row.made.get("presences", [])]
    _delete(Presence, "id", presences)
    for model, column in PARTS:
        _delete(model, column, made.keys[Person])
    _delete(Decree, "id", made.keys[Decree])
    _delete(Person, "id", made.keys[Person])


def _delete(model: type[Model], column: str, keys: Iterable[int]) -> None:
    """Delete at once what `used_since` found in nobody's use; the database would refuse the rest.

    Django would ask each table that could refer to it, for every hundred of them.
    """
    with connection.cursor() as cursor:
        table = model._meta.db_table
        cursor.execute(f"DELETE FROM {table} WHERE {column} = ANY(%s)", [list(keys)])  # noqa: S608 (the names are ours)


def _put_back(changed: Mapping[str, Any]) -> None:
    """Let an appointment stand as it stood before the import."""
    one = Appointment.objects.get(pk=changed["appointment"])
    before = changed["before"]
    if "until" in before:
        until = before["until"]
        one.term = term(one.since, date.fromisoformat(until) if until else None)
    one.number = before.get("number", one.number)
    one.decree_id = before.get("decree_number", one.decree_id)
    one.ended_kind = before.get("ended_kind", one.ended_kind)
    one.version += 1
    one.save(update_fields=["term", "number", "decree", "ended_kind", "version", "updated_at"])


def _empty_again(person: int, filled: Iterable[str]) -> None:
    empty: dict[str, Any] = {}
    for name in filled:
        if name == "nik":
            empty |= {"nik_sealed": None, "nik_index": None}
        else:
            empty[name] = None if name == "birth_date" else ""
    Person.objects.filter(pk=person).update(
        **empty, version=F("version") + 1, updated_at=timezone.now()
    )


def _made(batch: Import) -> Made:
    made = Made(list(batch.rows.exclude(made={}).order_by("number")))
    for row in made.rows:
        for name, model in MADE.items():
            if name in row.made:
                made.keys[model][row.made[name]] = row.number
    return made


def _changed(model: type[Model], keys: Mapping[int, int]) -> Iterable[int]:
    rows = model._default_manager.filter(pk__in=keys)
    still = set(rows.values_list("pk", flat=True))
    touched = rows.exclude(version=1).values_list("pk", flat=True)
    return [*(keys[key] for key in keys if key not in still), *(keys[key] for key in touched)]


def _moved_on(model: type[Model], versions: Mapping[int, tuple[int, int]]) -> Iterable[int]:
    now = dict(model._default_manager.filter(pk__in=versions).values_list("pk", "version"))
    return [number for key, (version, number) in versions.items() if now.get(key) != version]


def _named_by_others(
    model: type[Model], keys: Mapping[int, int], made: Made
) -> Iterable[tuple[int, str]]:
    """Find rows of any app that refer to what was made and were not made, or filled, beside it."""
    for reference in references_to(model):
        other = reference.model
        if issubclass(other, BOOKKEEPING) or other is Presence:
            continue
        own = {*made.keys.get(other, {}), *(made.changed if other is Appointment else ())}
        name = reference.field.name
        found = other._default_manager.filter(**{f"{name}__in": list(keys)}).exclude(pk__in=own)
        for key in found.values_list(name, flat=True):
            yield keys[key], str(other._meta.verbose_name)
