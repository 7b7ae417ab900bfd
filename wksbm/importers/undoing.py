"""Taking an import of bodies back: what it made goes, what it filled is as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Person, Presence
from people.references import BOOKKEEPING, references_to
from spreadsheets.kinds import Use
from spreadsheets.models import Import, ImportRow
from wksbm.models import Decree, Mandate, Seat, Wksbm

# What a row notes, and the model it is of; in this order everything can be deleted.
MADE: dict[str, type[Model]] = {
    "seats": Seat,
    "mandates": Mandate,
    "decree": Decree,
    "persons": Person,
    "body": Wksbm,
}


@dataclass
class Made:
    """All that an import made, with the number of the row that made it."""

    rows: list[ImportRow]
    keys: dict[type[Model], dict[int, int]] = field(default_factory=lambda: defaultdict(dict))


def used_since(batch: Import) -> Sequence[Use]:
    """Return the rows whose records were changed, or are named by others since."""
    made = _made(batch)
    uses: dict[int, str] = {}
    for model, keys in made.keys.items():
        for number in _changed(model, keys):
            uses.setdefault(number, _("data dari baris ini sudah diubah"))
        for number, what in _named_by_others(model, keys, made):
            uses.setdefault(number, _("sudah dipakai: %(what)s") % {"what": what})
    for number in _filled_and_changed(made.rows):
        uses.setdefault(number, _("data yang dilengkapi sudah diubah"))
    return [Use(number, reason) for number, reason in sorted(uses.items())]


def undo_rows(batch: Import) -> None:
    """Undo in this very transaction what `used_since` allowed."""
    made = _made(batch)
    now = timezone.now()
    for row in made.rows:
        for key in row.made.get("granted", {}):
            Seat.objects.filter(pk=int(key)).update(
                decree=None, version=F("version") + 1, updated_at=now
            )
        if "filled" in row.made:
            Wksbm.objects.filter(pk=row.made["body_filled"]).update(
                **row.made["filled"], version=F("version") + 1, updated_at=now
            )
    Presence.objects.filter(person__in=made.keys[Person]).delete()
    for model in MADE.values():
        model._default_manager.filter(pk__in=made.keys[model]).delete()


def _made(batch: Import) -> Made:
    rows = list(batch.rows.exclude(made={}).order_by("number"))
    made = Made(rows)
    for row in rows:
        for name, model in MADE.items():
            noted = row.made.get(name, [])
            for key in noted if isinstance(noted, list) else [noted]:
                made.keys[model][key] = row.number
    return made


def _changed(model: type[Model], keys: Mapping[int, int]) -> Iterable[int]:
    rows = model._default_manager.filter(pk__in=keys)
    still = dict.fromkeys(rows.values_list("pk", flat=True))
    gone = [number for key, number in keys.items() if key not in still]
    if not hasattr(model, "version"):
        return gone
    touched = rows.exclude(version=1).values_list("pk", flat=True)
    return [*gone, *(keys[key] for key in touched)]


def _named_by_others(
    model: type[Model], keys: Mapping[int, int], made: Made
) -> Iterable[tuple[int, str]]:
    """Find rows of any app that refer to what was made and were not made beside it."""
    for reference in references_to(model):
        other = reference.model
        if issubclass(other, BOOKKEEPING) or other is Presence:
            continue
        name = reference.field.name
        own: Collection[int] = made.keys.get(other, {})
        found = other._default_manager.filter(**{f"{name}__in": list(keys)}).exclude(
            pk__in=[*own, *_granted(made.rows)] if other is Seat else list(own)
        )
        for key in found.values_list(name, flat=True):
            yield keys[key], str(other._meta.verbose_name)


def _granted(rows: Iterable[ImportRow]) -> list[int]:
    return [int(key) for row in rows for key in row.made.get("granted", {})]


def _filled_and_changed(rows: Iterable[ImportRow]) -> Iterable[int]:
    bodies = {row.made["body_filled"]: row for row in rows if "filled" in row.made}
    versions = dict(Wksbm.objects.filter(pk__in=bodies).values_list("pk", "version"))
    seats = {
        int(key): (version, row.number)
        for row in rows
        for key, version in row.made.get("granted", {}).items()
    }
    granted = dict(Seat.objects.filter(pk__in=seats).values_list("pk", "version"))
    return [
        *(row.number for pk, row in bodies.items() if versions.get(pk) != row.made["version"]),
        *(number for pk, (version, number) in seats.items() if granted.get(pk) != version),
    ]
