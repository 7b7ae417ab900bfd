"""Whether the past is as it was sealed: what was changed, deleted, put in or moved, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from audit.models import Seal
from audit.services.erasing import erased_rows, false_erasures
from audit.services.finding import Finding
from audit.services.sealing import NOTHING, digest_of, hash_of
from audit.services.suspicion import Past
from audit.tables import (
    Table,
    commitment,
    content,
    history_models,
    last_ids,
    quoted,
    sealed_tables,
)


def verify(head: str = "") -> list[Finding]:
    """Compare everything with its seals. `head` is what somebody outside has kept of the chain."""
    with _one_moment():
        seals = [(seal, json.loads(seal.statement)) for seal in Seal.objects.order_by("number")]
        found = [*_chain(seals), *_head(seals, head), *_entries(seals)]
        erased = erased_rows()
        found += false_erasures()
        past = Past.read()
        for table in sealed_tables():
            found += _sealed_rows(table, seals, erased.get(table.name, []))
            found += _unsealed_rows(table, past)
        for model in history_models():
            found += _history_against_records(model)
            found += _idle_lines(model, erased.get(model._meta.db_table, []))
        return found


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read everything as it was at one moment, though others go on writing."""
    alone = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if alone:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL timezone = 'UTC'")
        yield


def _chain(seals: list[tuple[Seal, dict[str, Any]]]) -> Iterator[Finding]:
    previous = NOTHING
    for expected, (seal, facts) in enumerate(seals, start=1):
        if seal.number != expected or facts["number"] != seal.number:
            yield Finding("audit_seal", seal.number, _("rantai terputus: ada segel yang hilang"))
        if facts["previous"] != previous:
            yield Finding("audit_seal", seal.number, _("tidak menyambung pada segel sebelumnya"))
        if bytes(seal.hash) != hash_of(seal.statement):
            yield Finding("audit_seal", seal.number, _("isi segel diubah"))
        if facts["sealed_at"] != seal.sealed_at.isoformat():
            yield Finding("audit_seal", seal.number, _("waktu segel diubah"))
        previous = bytes(seal.hash).hex()


def _head(seals: list[tuple[Seal, dict[str, Any]]], head: str) -> Iterator[Finding]:
    if head and head not in {seal.head for seal, _facts in seals}:
        yield Finding(
            "audit_seal", None, _("kepala rantai yang disimpan di luar tidak ada: %s") % head
        )


def _entries(seals: list[tuple[Seal, dict[str, Any]]]) -> Iterator[Finding]:
    said = {
        (seal.number, name): (facts["rows"], facts["digest"])
        for seal, whole in seals
        for name, facts in whole["tables"].items()
        if facts["rows"]
    }
    with connection.cursor() as cursor:
        cursor.execute('SELECT seal_id, "table", count(*) FROM audit_sealedrow GROUP BY 1, 2')
        counted = {(number, name): rows for number, name, rows in cursor.fetchall()}
    for key in sorted(said.keys() | counted.keys()):
        number, name = key
        rows, digest = said.get(key, (0, NOTHING))
        if counted.get(key, 0) != rows:
            yield Finding(
                "audit_sealedrow",
                None,
                _("segel %(number)d mencakup %(rows)d baris %(name)s, yang ada %(there)d")
                % {"number": number, "rows": rows, "name": name, "there": counted.get(key, 0)},
            )
        elif digest_of(number, name) != digest:
            yield Finding(
                "audit_sealedrow",
                None,
                _("catatan segel %(number)d untuk %(name)s diubah")
                % {"number": number, "name": name},
            )


def _sealed_rows(
    table: Table, seals: list[tuple[Seal, dict[str, Any]]], erased: list[int]
) -> Iterator[Finding]:
    """Compare each sealed row with its commitment, by the columns that it had when sealed.

    Of a row that a recorded erasure blanked, the rest is compared, unless its seal is older than
    the parting of what is personal.
    """
    by_columns: dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]] = {}
    for seal, facts in seals:
        of_table = facts["tables"].get(table.name, {"columns": []})
        columns, personal = tuple(of_table["columns"]), tuple(of_table.get("personal", []))
        if columns:
            by_columns.setdefault((columns, personal), []).append(seal.number)
    for (columns, personal), numbers in by_columns.items():
        lost = set(columns) - set(table.columns)
        if lost:
            names = ", ".join(sorted(lost))
            yield Finding(table.name, None, _("kolom tersegel hilang: %s") % names)
            continue
        hashed = commitment(
            table.name,
            columns,
            personal,
            hidden="CASE WHEN s.salt IS NULL THEN s.personal_hash END",
        )
        unknown = "FALSE" if personal else "s.salt IS NULL"
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT s.row, s.seal_id, t.{table.pk} IS NULL
                FROM audit_sealedrow s LEFT JOIN {table.quoted} t ON t.{table.pk} = s.row
                WHERE s."table" = %s AND s.seal_id = ANY(%s)
                AND (
                    t.{table.pk} IS NULL
                    OR (s.salt IS NULL AND s.row <> ALL(%s))
                    OR ({hashed} IS DISTINCT FROM s.commitment AND NOT {unknown})
                )
                ORDER BY s.row
                """,  # noqa: S608 (names of our own tables and columns)
                [table.name, numbers, erased],
            )
            for row, number, missing in cursor.fetchall():
                words = _("dihapus setelah segel %d") if missing else _("diubah setelah segel %d")
                yield Finding(table.name, row, words % number)


def _unsealed_rows(table: Table, past: Past) -> Iterator[Finding]:
    forged = past.suspicion(table, "t")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT t.{table.pk} FROM {table.quoted} t
            WHERE {forged.sql} AND NOT EXISTS (
                SELECT FROM audit_sealedrow s WHERE s."table" = %s AND s.row = t.{table.pk}
            )
            ORDER BY 1
            """,  # noqa: S608
            [*forged.values, table.name],
        )
        behind = [row for (row,) in cursor.fetchall()]
        # Asked after the rows were seen, so every number that they can have is given out.
        cursor.execute(
            f"SELECT t.{table.pk} FROM {table.quoted} t WHERE t.{table.pk} > %s ORDER BY 1",  # noqa: S608
            [last_ids()[table.name]],
        )
        beyond = [row for (row,) in cursor.fetchall()]
    for row in behind:
        yield Finding(table.name, row, _("disisipkan: belum ada ketika segel dibuat"))
    for row in beyond:
        yield Finding(table.name, row, _("disisipkan: nomornya belum pernah diberikan"))


def _history_against_records(model: Any) -> Iterator[Finding]:
    """Say where a record is not what the last line of its history says: a line is missing."""
    record = model.pgh_tracked_model
    columns = _shared(model)
    pk = quoted(record._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH last AS (
                SELECT DISTINCT ON (e.pgh_obj_id) e.pgh_obj_id, e.pgh_label, e.pgh_id,
                    {content("e", columns)} AS content
                FROM {quoted(model._meta.db_table)} e
                ORDER BY e.pgh_obj_id, e.pgh_id DESC
            )
            SELECT coalesce(t.{pk}, last.pgh_obj_id)::text, last.pgh_id
            FROM last FULL JOIN {quoted(record._meta.db_table)} t ON t.{pk} = last.pgh_obj_id
            WHERE last.pgh_id IS NULL
            OR (t.{pk} IS NULL) IS DISTINCT FROM (last.pgh_label = 'delete')
            OR (t.{pk} IS NOT NULL AND last.content IS DISTINCT FROM {content("t", columns)})
            ORDER BY 1
            """,  # noqa: S608
        )
        for key, row in cursor.fetchall():
            yield Finding(
                model._meta.db_table,
                row,
                _("baris terakhir riwayat tidak sama dengan %(name)s %(key)s sekarang")
                % {"name": record._meta.verbose_name, "key": key},
            )


def _idle_lines(model: Any, erased: list[int]) -> Iterator[Finding]:
    """Find changes that change nothing: triggers write none, a hand that copies a line does.

    Lines that an erasure blanked may look alike, and like the one that it wrote itself.
    """
    text = content("e", _shared(model))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT pgh_id FROM (
                SELECT e.pgh_id, e.pgh_label, lag(e.pgh_label) OVER line AS was,
                    lag(e.pgh_id) OVER line = ANY(%(erased)s) AND (
                        e.pgh_id = ANY(%(erased)s) OR e.xid IN (SELECT xid FROM audit_erasure)
                    ) AS blank,
                    {text} AS now, lag({text}) OVER line AS before
                FROM {quoted(model._meta.db_table)} e
                WINDOW line AS (PARTITION BY e.pgh_obj_id ORDER BY e.pgh_id)
            ) lines
            WHERE CASE pgh_label
                WHEN 'insert' THEN was IS NOT NULL AND was <> 'delete'
                WHEN 'update' THEN was IS NULL OR was = 'delete' OR (now = before AND NOT blank)
                WHEN 'delete' THEN was IS NULL OR was = 'delete' OR now <> before
                ELSE TRUE END
            ORDER BY 1
            """,  # noqa: S608
            {"erased": erased},
        )
        for (row,) in cursor.fetchall():
            yield Finding(
                model._meta.db_table, row, _("bukan perubahan: baris ini tidak ditulis oleh sistem")
            )


def _shared(model: Any) -> list[str]:
    kept = {field.name for field in model._meta.concrete_fields}
    fields = model.pgh_tracked_model._meta.concrete_fields
    return [field.column for field in fields if field.name in kept]
