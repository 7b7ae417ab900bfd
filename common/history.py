"""What a kept history is made of: rows that triggers write, that nobody changes, that get sealed.

`@track()` on a model makes the database write a row of history for every insert, update and delete,
by whatever way it comes: a page, `update()`, `bulk_create()`, SQL typed by hand.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

import pghistory
import pghistory.models
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func

Tracked = TypeVar("Tracked", bound=models.Model)


class XactIdField(models.Field[int, int]):
    """The number of the transaction that wrote the row: never reused, unlike the hidden xmin."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002
        return "xid8"

    def from_db_value(self, value: str | None, *_context: Any) -> int | None:
        return None if value is None else int(value)

    def get_prep_value(self, value: Any) -> Any:
        """Send it as text: PostgreSQL compares these numbers with no other kind."""
        prepared = super().get_prep_value(value)
        return str(prepared) if isinstance(prepared, int) else prepared


class Sealed(models.Model):
    """A row that is written once. The daily seal covers it; changing it afterwards shows.

    `written_at` names the column that says when it was written.
    """

    xid = XactIdField(db_default=Func(function="pg_current_xact_id"), editable=False)

    written_at: ClassVar[str]
    # The columns that an erasure blanks, each with its blank as SQL; the seal keeps them apart.
    personal: ClassVar[Mapping[str, str]] = {}

    class Meta:
        abstract = True


class HistoryRow(Sealed, pghistory.models.Event):
    """How a record stood after a change; who made it is kept in the row itself."""

    pgh_id = models.BigAutoField(primary_key=True)

    written_at = "pgh_created_at"

    class Meta:
        abstract = True


def guards(append_only: pgtrigger.Trigger | None = None) -> list[pgtrigger.Trigger]:
    """Return the triggers that refuse to change, delete or empty what is written once.

    They stop mistakes and faulty code. The owner of the database can switch them off: what the
    seals are for. The tests empty tables between them, and say so by a setting of the connection.
    `append_only` is one with a `door` for erasures, where a table has something to erase.
    """
    return [
        append_only
        or pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="never_emptied",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=(
                "IF current_setting('wksbm.may_truncate', TRUE) IS DISTINCT FROM 'yes' THEN "
                "RAISE EXCEPTION 'wksbm: % is never emptied', TG_TABLE_NAME; END IF; RETURN NULL;"
            ),
        ),
    ]


REFUSAL = "RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;"


def door(*, table: str, row: str, columns: Sequence[str], condition: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses every change but one: blanking what is erased.

    `audit_erasure` must have a row of this very transaction that covers the row, nothing but
    these columns may change, and the condition must hold of what is written.
    """
    kept = ", ".join(f"'{column}'" for column in columns)
    return pgtrigger.Trigger(
        name="append_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=(
            "IF TG_OP = 'UPDATE' THEN IF EXISTS (SELECT FROM audit_erasure e"
            " WHERE e.xid = pg_current_xact_id_if_assigned()"
            f" AND e.covers -> {table} @> to_jsonb({row}))"
            f" AND to_jsonb(NEW) - ARRAY[{kept}] = to_jsonb(OLD) - ARRAY[{kept}]"
            f" AND {condition} THEN RETURN NEW; END IF; END IF; {REFUSAL}"
        ),
    )


def _blanking(blanks: Mapping[str, str]) -> pgtrigger.Trigger:
    written = [f'NEW."{column}" IS NOT DISTINCT FROM {blank}' for column, blank in blanks.items()]
    return door(
        table="TG_TABLE_NAME",
        row='OLD."pgh_id"',
        columns=list(blanks),
        condition=" AND ".join(written),
    )


def track(
    *, exclude: Sequence[str] = (), personal: Sequence[str] = ()
) -> Callable[[type[Tracked]], type[Tracked]]:
    """Keep the history of a model. `exclude` is for secrets and for what machines note daily.

    `personal` names the fields that go when a person's data are erased (docs/decisions/0003).
    """

    def keep(model: type[Tracked]) -> type[Tracked]:
        fields: list[Any] = [model._meta.get_field(name) for name in personal]
        blanks = {str(field.column): _blank(field) for field in fields}
        kept: type[Tracked] = pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(exclude),
            base_model=HistoryRow,
            model_name=f"{model.__name__}Event",
            obj_field=pghistory.ObjForeignKey(related_name="events"),
            context_field=pghistory.ContextJSONField(),
            attrs={"personal": blanks},
            meta={"triggers": guards(_blanking(blanks) if blanks else None)},
        )(model)
        return kept

    return keep


def _blank(field: Any) -> str:
    """Return, as SQL, what the field holds once it is erased."""
    if field.null:
        return "NULL"
    if isinstance(field, models.BinaryField):
        return "'\\x'::bytea"
    if isinstance(field, models.BooleanField):
        return "FALSE"
    if isinstance(field, models.JSONField):
        return f"'{json.dumps(field.get_default())}'::jsonb"
    return "'{}'" if isinstance(field, ArrayField) else "''"
