"""What each column is: a person confirms or corrects the guess, and it is remembered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from spreadsheets.fields import Field
from spreadsheets.headers import normalised
from spreadsheets.kinds import ImportKind, kind_of
from spreadsheets.models import Import, RememberedColumn
from spreadsheets.services.checking import start_check
from spreadsheets.services.states import require_idle


@transaction.atomic
def choose_columns(
    batch: Import, *, columns: Mapping[str, str], version: int | None = None, actor: User
) -> Import:
    """Say which field each column (by its index, from 0) is, and have every row checked.

    Columns that are not named are left out. Raises at_work, wrong_state, stale_version; refuses
    no_such_column, no_such_field, column_twice, column_missing (422).
    """
    require(actor, Can.IMPORT_SHEETS, on=batch)
    require_idle(batch, Import.State.UPLOADED, Import.State.CHECKED, Import.State.CHECKING)
    chosen = {column: field for column, field in columns.items() if field}
    _refuse_columns(batch, kind_of(batch), chosen)
    batch.columns = chosen
    _remember(batch)
    return start_check(batch, read=True, fields=["columns"], version=version, user=actor)


def _refuse_columns(batch: Import, kind: ImportKind, chosen: Mapping[str, str]) -> None:
    faults = []
    for column, key in chosen.items():
        if column not in batch.labels:
            faults.append(_fault("no_such_column", _("Kolom ini tidak ada di lembar.")))
        if kind.field(key) is None:
            faults.append(_fault("no_such_field", _("Isian ini tidak dikenal.")))
    for field in kind.fields:
        used = [column for column, key in chosen.items() if key == field.key]
        faults += _refuse_field(field, used, kind, set(chosen.values()))
    if faults:
        raise ValidationError({"columns": faults})


def _refuse_field(
    field: Field, used: list[str], kind: ImportKind, taken: set[str]
) -> Iterator[ValidationError]:
    if len(used) > 1:
        text = _("Dua kolom dipilih untuk %(field)s. Pilih satu.")
        yield _fault("column_twice", text % {"field": field.label})
    if field.required and not used:
        text = _("Pilih kolom yang berisi %(field)s.")
        yield _fault("column_missing", text % {"field": field.label})
    needed = kind.field(kind.needs.get(field.key, ""))
    if used and needed and needed.key not in taken:
        text = _("Pilih juga kolom %(needed)s, atau jangan ambil %(field)s.")
        yield _fault("column_missing", text % {"field": field.label, "needed": needed.label})


def _fault(code: str, text: str) -> ValidationError:
    return ValidationError(text, code=code)


def _remember(batch: Import) -> None:
    rows = [
        RememberedColumn(
            region_id=batch.region_id,
            kind=batch.kind,
            label=normalised(found["label"])[:120],
            field=batch.columns.get(column, ""),
        )
        for column, found in batch.labels.items()
    ]
    RememberedColumn.objects.bulk_create(
        {row.label: row for row in rows}.values(),
        update_conflicts=True,
        unique_fields=["region", "kind", "label"],
        update_fields=["field"],
    )
