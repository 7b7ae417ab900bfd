"""Destroying what the history keeps of a person, so that the seals still hold.

The rows stay: when something changed and who did it. What they said of the person is blanked, and
the salts of their seals are destroyed, so that nothing can be guessed from a hash
(docs/decisions/0003-erasure.md).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.models import Erasure
from audit.services.finding import Finding
from audit.tables import Table, commitment, personal_hash, quoted, sealed_tables
from common.errors import RuleBroken
from regions.models import Region

# The tracked records whose history goes, by their model.
Records = Mapping[type[models.Model], Collection[Any]]


@transaction.atomic
def erase_history(
    record: models.Model,
    *,
    records: Records,
    request: models.Model,
    at: Region,
    asked_by: User,
    confirmed_by: User,
) -> Erasure:
    """Blank the personal columns in the history of these records; return what was covered.

    The caller has asked whether they may, has emptied the records themselves in this transaction,
    and has written on `record` and `request` that it was done. Raises history_disagrees: a row
    that is not as it was sealed must not vanish in an erasure.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")  # as the seals were made
    tables = {table.name: table for table in sealed_tables()}
    covers = {}
    for model, keys in records.items():
        history = model.events.rel.related_model  # type: ignore[attr-defined]
        rows = _past_lines(history, keys)
        if history.personal and rows:
            covers[history._meta.db_table] = rows
    erasure = Erasure.objects.create(
        region=at,
        record_model=record._meta.label_lower,
        record_key=str(record.pk),
        request_model=request._meta.label_lower,
        request_key=str(request.pk),
        covers=covers,
        asked_by=asked_by,
        confirmed_by=confirmed_by,
        at=timezone.now(),
    )
    for name, rows in covers.items():
        _part_from_salts(tables[name], rows)
        _blank(tables[name], rows)
    return erasure


def erased_rows() -> dict[str, list[int]]:
    """Return the rows that recorded erasures cover, by table."""
    covered: dict[str, list[int]] = {}
    for covers in Erasure.objects.values_list("covers", flat=True):
        for table, rows in covers.items():
            covered.setdefault(table, []).extend(rows)
    return covered


def false_erasures() -> Iterator[Finding]:
    """Find what calls itself an erasure and is none.

    An erasure writes a line on the person and one on the request in its own transaction, and what
    it covers is blank and all of a record's past.
    """
    tables = {table.name: table for table in sealed_tables()}
    for erasure in Erasure.objects.order_by("pk"):
        named = [
            (erasure.record_model, erasure.record_key),
            (erasure.request_model, erasure.request_key),
        ]
        if not all(_was_written_with(erasure, *one) for one in named):
            yield Finding(
                Erasure._meta.db_table, erasure.pk, _("penghapusan tanpa orang atau permintaannya")
            )
        for name, rows in erasure.covers.items():
            for row in _not_blank(tables[name], rows):
                yield Finding(name, row, _("tercatat dihapus, tetapi masih berisi"))
            for row in _left_over(tables[name], rows, erasure.xid):
                yield Finding(
                    name, row, _("luput dari penghapusan yang mencakup riwayat sebelumnya")
                )


def _past_lines(history: Any, keys: Collection[Any]) -> list[int]:
    """Return the lines of these records but the last, which says what the emptied record says.

    Of a record that is gone, all.
    """
    lines = history._default_manager.filter(pgh_obj_id__in=keys)
    last = lines.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    present = [line.pk for line in last if line.pgh_label != "delete"]
    return sorted(lines.exclude(pk__in=present).values_list("pk", flat=True))


def _part_from_salts(table: Table, rows: list[int]) -> None:
    """Put the hash of what is erased in the place of the salt, once the row proves to be whole."""
    for columns, personal, seals in _sealed_as(table, rows):
        hashed = commitment(table.name, columns, personal)
        hidden = personal_hash(table.name, personal) if personal else "NULL"
        these = 's."table" = %s AND s.row = ANY(%s) AND s.seal_id = ANY(%s) AND s.salt IS NOT NULL'
        values: list[Any] = [table.name, rows, seals]
        joined = f"{table.quoted} t WHERE t.{table.pk} = s.row AND {these}"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT s.row FROM audit_sealedrow s, {joined}"  # noqa: S608 (our own names)
                f" AND {hashed} IS DISTINCT FROM s.commitment LIMIT 1",
                values,
            )
            if cursor.fetchone():
                raise RuleBroken(
                    "history_disagrees",
                    _("Riwayat orang ini tidak cocok dengan segelnya. Hubungi operator dahulu."),
                )
            cursor.execute(
                f"UPDATE audit_sealedrow s SET salt = NULL, personal_hash = {hidden} FROM {joined}",  # noqa: S608
                values,
            )


def _sealed_as(
    table: Table, rows: list[int]
) -> list[tuple[tuple[str, ...], tuple[str, ...], list[int]]]:
    """Return by which columns the rows' seals hashed them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT number, statement FROM audit_seal WHERE number IN (
                SELECT seal_id FROM audit_sealedrow WHERE "table" = %s AND row = ANY(%s)
            )
            """,
            [table.name, rows],
        )
        found = cursor.fetchall()
    kinds: dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]] = {}
    for number, statement in found:
        facts = json.loads(statement)["tables"][table.name]
        key = tuple(facts["columns"]), tuple(facts.get("personal", []))
        kinds.setdefault(key, []).append(number)
    return [(columns, personal, seals) for (columns, personal), seals in kinds.items()]


def _blank(table: Table, rows: list[int]) -> None:
    written = ", ".join(f"{quoted(column)} = {blank}" for column, blank in table.personal.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table.quoted} SET {written} WHERE {table.pk} = ANY(%s)",  # noqa: S608
            [rows],
        )


def _not_blank(table: Table, rows: list[int]) -> list[int]:
    return _rows_where(
        f"SELECT t.{table.pk} FROM {table.quoted} t"  # noqa: S608
        f" WHERE t.{table.pk} = ANY(%(rows)s) AND {_filled(table)} ORDER BY 1",
        rows=rows,
    )


def _left_over(table: Table, rows: list[int], xid: int) -> list[int]:
    """Return the lines of the covered records that are left although they tell of before.

    The one line that follows the covered ones was written by the erasure itself, or is blank.
    """
    return _rows_where(
        f"""
        SELECT pgh_id FROM (
            SELECT t.*, lag(t.pgh_id) OVER line AS before FROM {table.quoted} t
            WHERE t.pgh_obj_id IN (
                SELECT c.pgh_obj_id FROM {table.quoted} c WHERE c.pgh_id = ANY(%(rows)s)
            )
            WINDOW line AS (PARTITION BY t.pgh_obj_id ORDER BY t.pgh_id)
        ) t
        WHERE t.pgh_id <> ALL(%(rows)s) AND t.xid <> %(xid)s::text::xid8 AND {_filled(table)}
        AND (t.before IS NULL OR t.before = ANY(%(rows)s))
        ORDER BY 1
        """,  # noqa: S608
        rows=rows,
        xid=str(xid),
    )


def _filled(table: Table) -> str:
    """Return the condition that something personal is left in a row `t`."""
    columns = [
        f"t.{quoted(column)} IS DISTINCT FROM {blank}" for column, blank in table.personal.items()
    ]
    return f"({' OR '.join(columns) or 'TRUE'})"


def _rows_where(sql: str, **values: Any) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row for (row,) in cursor.fetchall()]


def _was_written_with(erasure: Erasure, model: str, key: str) -> bool:
    """Whether the record has a line of history of the erasure's own transaction."""
    tracked: Any = apps.get_model(model)
    history = tracked.events.rel.related_model
    return bool(history._default_manager.filter(pgh_obj_id=key, xid=erasure.xid).exists())
