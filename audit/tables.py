"""Which tables are sealed, and how the database puts the content of a row into one text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection, models

from common.history import HistoryRow, Sealed


@dataclass(frozen=True)
class Table:
    """A table of rows that are written once."""

    name: str
    pk: str
    written_at: str
    columns: tuple[str, ...]
    personal: Mapping[str, str] = field(default_factory=dict)

    @property
    def quoted(self) -> str:
        return quoted(self.name)


def sealed_tables() -> list[Table]:
    """Return the tables that the seal covers: all history, and the looks."""
    return [
        Table(
            model._meta.db_table,
            _pk(model),
            model.written_at,
            tuple(field.column for field in model._meta.concrete_fields if field.column),
            model.personal,
        )
        for model in sorted(apps.get_models(), key=lambda model: model._meta.db_table)
        if issubclass(model, Sealed)
    ]


def history_models() -> list[type[HistoryRow]]:
    return [model for model in apps.get_models() if issubclass(model, HistoryRow)]


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def content(alias: str, columns: Sequence[str]) -> str:
    """Return SQL for these columns of a row as one text, the same in every session in UTC."""
    return f"jsonb_build_array({', '.join(f'{alias}.{quoted(name)}' for name in columns)})::text"


def commitment(
    table: str,
    columns: Sequence[str],
    personal: Sequence[str],
    *,
    alias: str = "t",
    hidden: str = "NULL::bytea",
) -> str:
    """Return SQL for the hash that a seal keeps of a row, with `s.salt` and `s.row`.

    What is personal is hashed with the salt, and that hash with the rest: once the salt is gone,
    `personal_hash` stands for what was erased, and the rest can still be compared.
    """
    if not personal:
        return personal_hash(table, columns, alias=alias)
    rest = [name for name in columns if name not in personal]
    hashed = f"encode(coalesce({hidden}, {personal_hash(table, personal, alias=alias)}), 'hex')"
    return _hash(hashed, table, content(alias, rest))


def personal_hash(table: str, columns: Sequence[str], *, alias: str = "t") -> str:
    """Return SQL for the hash of these columns with the row's salt."""
    return _hash("s.salt::text", table, content(alias, columns))


def _hash(head: str, table: str, text: str) -> str:
    words = f"{head} || ' {table} ' || s.row::text || ' ' || {text}"
    return f"sha256(convert_to({words}, 'UTF8'))"


def last_ids() -> dict[str, int]:
    """Return the last number that each table has given out."""
    given = {}
    with connection.cursor() as cursor:
        for table in sealed_tables():
            cursor.execute(
                "SELECT coalesce("
                "pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass), 0)",
                [table.quoted, table.pk],
            )
            given[table.name] = int(cursor.fetchone()[0])
    return given


def _pk(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)
