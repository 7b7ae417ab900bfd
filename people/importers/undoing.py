"""Taking an import of persons back: what it made goes, what it filled is empty again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.apps import apps
from django.db import connection
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from accounts.access import Scoped
from people.importers.statements import COLUMNS
from people.models import BankAccount, DuplicatePair, FamilyCard, Presence, TwinSearch
from people.references import BOOKKEEPING, references, references_to
from spreadsheets.kinds import Use
from spreadsheets.models import Import, ImportRow

# What an import itself makes beside a person; under which name a row of a known one notes it.
PARTS: Final[dict[type[Model], str]] = {
    Presence: "presence",
    FamilyCard: "card",
    BankAccount: "account",
}

TOUCHED: Final = """
SELECT r.number, 'changed' FROM spreadsheets_importrow r
LEFT JOIN people_person p ON p.id = r.target
WHERE r.batch_id = %(batch)s AND r.action IN ('create', 'update')
    AND (p.id IS NULL OR p.merged_into_id IS NOT NULL
        OR p.version <> (r.made->>'version')::int)
"""
REFERRED: Final = """
SELECT DISTINCT r.number, '{label}' FROM spreadsheets_importrow r
JOIN {table} x ON x.{column} = r.target
WHERE r.batch_id = %(batch)s AND (r.action = 'create'{own}{there})
"""
# Who was known and became present here stays, once something here names them.
_THERE: Final = (
    " OR r.action = 'update' AND r.made ? 'presence' AND x.region_id = r.values->>'village'"
)
# What a row gave somebody known: another table may name that alone, and not the person.
NAMED: Final = """
SELECT DISTINCT r.number, '{label}' FROM spreadsheets_importrow r
JOIN {table} x ON x.{column} = (r.made->>'{part}')::bigint
WHERE r.batch_id = %(batch)s AND r.action = 'update'
"""
# Which of these are not the import's own, for a person whom it made.
_FOREIGN: Final[dict[type[Model], str]] = {
    Presence: " AND x.region_id <> r.values->>'village'",
    FamilyCard: " AND (x.version <> 1 OR encode(x.number_index, 'hex')"
    " IS DISTINCT FROM r.keys->'kk'->>0)",
    BankAccount: " AND (x.version <> 1 OR encode(x.number_index, 'hex')"
    " IS DISTINCT FROM r.keys->'account'->>0)",
}

_NOTHING: Final = "''"
_EMPTY: Final = {"birth_date": "NULL", "village": "NULL"}
_EMPTIED: Final = ", ".join(
    f"{column} = CASE WHEN r.made->'filled' ? '{key}' THEN {_EMPTY.get(key, _NOTHING)}"
    f" ELSE p.{column} END"
    for key, column in COLUMNS.items()
)
EMPTY_AGAIN: Final = f"""
UPDATE people_person p
SET {_EMPTIED},
    nik_sealed = CASE WHEN r.made->'filled' ? 'nik' THEN NULL ELSE p.nik_sealed END,
    nik_index = CASE WHEN r.made->'filled' ? 'nik' THEN NULL ELSE p.nik_index END,
    version = p.version + 1, updated_at = now()
FROM spreadsheets_importrow r
WHERE r.batch_id = %(batch)s AND r.action = 'update' AND p.id = r.target
"""  # noqa: S608 (the names of columns are ours)
DROP_PART: Final = """
DELETE FROM {table} x USING spreadsheets_importrow r
WHERE r.batch_id = %(batch)s AND r.action = 'update' AND x.id = (r.made->>'{name}')::bigint
"""
DROP_WITH: Final = """
DELETE FROM {table} x USING spreadsheets_importrow r
WHERE r.batch_id = %(batch)s AND r.action = 'create' AND x.person_id = r.target
"""
DROP_CREATED: Final = """
DELETE FROM people_person p USING spreadsheets_importrow r
WHERE r.batch_id = %(batch)s AND r.action = 'create' AND p.id = r.target
"""


def used_since(batch: Import) -> Sequence[Use]:
    """Return the rows whose person was changed, merged or referred to since, with the reason."""
    statements = [TOUCHED, *_references(), *_namings()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(statements) + " ORDER BY 1", {"batch": batch.pk})
        found = cursor.fetchall()
    reasons: dict[int, str] = {}
    for number, what in found:
        reasons.setdefault(number, _reason(what))
    return [Use(number, reason) for number, reason in reasons.items()]


def undo_rows(batch: Import) -> None:
    """Undo in this very transaction what `used_since` allowed."""
    facts: dict[str, Any] = {"batch": batch.pk}
    with connection.cursor() as cursor:
        cursor.execute(EMPTY_AGAIN, facts)
        for model, name in PARTS.items():
            table = model._meta.db_table
            cursor.execute(DROP_PART.format(table=table, name=name), facts)
            cursor.execute(DROP_WITH.format(table=table), facts)
        _forget_twins(batch)
        cursor.execute(DROP_CREATED, facts)


def _forget_twins(batch: Import) -> None:
    created = batch.rows.filter(action=ImportRow.Action.CREATE).values("target")
    DuplicatePair.objects.filter(Q(lower__in=created) | Q(higher__in=created)).delete()
    TwinSearch.objects.filter(person__in=created).delete()


def _references() -> Iterator[str]:
    """Yield a question for every table that refers to persons, whichever app it is of."""
    for reference in references():
        model = reference.model
        if issubclass(model, BOOKKEEPING):
            continue
        yield REFERRED.format(
            label=model._meta.label,
            table=model._meta.db_table,
            column=reference.field.column,
            own=_FOREIGN.get(model, ""),
            there=_THERE if issubclass(model, Scoped) and model not in PARTS else "",
        )


def _namings() -> Iterator[str]:
    """Yield a question for every table of the apps above that names a part which imports make."""
    for part, name in PARTS.items():
        for reference in references_to(part):
            if reference.model._meta.app_label != part._meta.app_label:
                yield NAMED.format(
                    label=reference.model._meta.label,
                    table=reference.model._meta.db_table,
                    column=reference.field.column,
                    part=name,
                )


def _reason(what: str) -> str:
    if what == "changed":
        return _("orang ini sudah diubah atau digabung")
    return _("orang ini sudah dipakai: %(what)s") % {"what": _name_of(what)}


def _name_of(label: str) -> str:
    return str(apps.get_model(label)._meta.verbose_name)
