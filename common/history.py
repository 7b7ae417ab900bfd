"""What a kept history is made of: rows that triggers write, that nobody changes, that get sealed.

`@track()` on a model makes the database write a row of history for every insert, update and delete,
by whatever way it comes: a page, `update()`, `bulk_create()`, SQL typed by hand.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar

import pghistory
import pghistory.models
import pgtrigger
from django.db import models
from django.db.models import Func

Tracked = TypeVar("Tracked", bound=models.Model)


class XactIdField(models.Field[int, int]):
    """The number of the transaction that wrote the row: never reused, unlike the hidden xmin."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002
        return "xid8"

    def from_db_value(self, value: str | None, *_context: Any) -> int | None:
        return None if value is None else int(value)


class Sealed(models.Model):
    """A row that is written once. The daily seal covers it; changing it afterwards shows.

    `written_at` names the column that says when it was written.
    """

    xid = XactIdField(db_default=Func(function="pg_current_xact_id"), editable=False)

    written_at: ClassVar[str]

    class Meta:
        abstract = True


class HistoryRow(Sealed, pghistory.models.Event):
    """How a record stood after a change; who made it is kept in the row itself."""

    pgh_id = models.BigAutoField(primary_key=True)

    written_at = "pgh_created_at"

    class Meta:
        abstract = True


def guards() -> list[pgtrigger.Trigger]:
    """Return the triggers that refuse to change, delete or empty what is written once.

    They stop mistakes and faulty code. The owner of the database can switch them off: what the
    seals are for. The tests empty tables between them, and say so by a setting of the connection.
    """
    return [
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
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


def track(*, exclude: Sequence[str] = ()) -> Callable[[type[Tracked]], type[Tracked]]:
    """Keep the history of a model. `exclude` is for secrets and for what machines note daily."""

    def keep(model: type[Tracked]) -> type[Tracked]:
        kept: type[Tracked] = pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(exclude),
            base_model=HistoryRow,
            model_name=f"{model.__name__}Event",
            obj_field=pghistory.ObjForeignKey(related_name="events"),
            context_field=pghistory.ContextJSONField(),
            meta={"triggers": guards()},
        )(model)
        return kept

    return keep
