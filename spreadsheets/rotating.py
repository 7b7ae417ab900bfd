"""Sealing anew what imports hold for thirty days: sheets, and numbers in their rows."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet

from common import vault
from common.vault_rotation import BATCH, Rotated, register_sealed
from spreadsheets.kinds import ImportKind, all_kinds
from spreadsheets.models import Import, ImportRow
from spreadsheets.services.uploading import PURPOSE


def register() -> None:
    register_sealed("Import files", rotate_files, columns=["spreadsheets.Import.file"])
    register_sealed(
        "Import rows",
        rotate_rows,
        columns=["spreadsheets.ImportRow.values", "spreadsheets.ImportRow.keys"],
    )


def rotate_files() -> Rotated:
    """Write each sheet anew beside the old file, which goes once the row names the new one."""
    done = Rotated()
    for pk in Import.objects.exclude(file="").order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            batch = Import.objects.select_for_update().exclude(file="").filter(pk=pk).first()
            if batch is not None:  # or it was forgotten meanwhile
                _file(batch, done)
    return done


def _file(batch: Import, done: Rotated) -> None:
    done.rows += 1
    storage, old = batch.file.storage, str(batch.file.name)
    try:
        with storage.open(old) as stored:
            blob = stored.read()
        content = vault.unseal_bytes(blob, purpose=PURPOSE, of=batch.sha256)
    except (vault.CannotUnseal, FileNotFoundError):
        done.unreadable += 1
        return
    if vault.is_current(blob):
        return
    sealed = vault.seal_bytes(content, purpose=PURPOSE, of=batch.sha256)
    batch.file.save("sheet", ContentFile(sealed), save=False)
    Import.objects.filter(pk=batch.pk).update(file=batch.file.name)
    transaction.on_commit(partial(storage.delete, old))
    done.sealed_anew += 1


def rotate_rows() -> Rotated:
    done = Rotated()
    for kind in all_kinds():
        if not kind.seals:
            continue
        rows = ImportRow.objects.filter(
            batch__kind=kind.key, values__has_any_keys=list(kind.seals)
        ).order_by("pk")
        for row in _held(rows):
            _row(row, kind, done)
    return done


def _held(rows: QuerySet[ImportRow]) -> Iterator[ImportRow]:
    """Yield all rows, some at a time in a transaction, locked against whoever mends them now."""
    last = 0
    while True:
        with transaction.atomic():
            held = list(rows.filter(pk__gt=last).select_for_update(of=["self"])[:BATCH])
            yield from held
        if not held:
            return
        last = held[-1].pk


def _row(row: ImportRow, kind: ImportKind, done: Rotated) -> None:
    done.rows += 1
    values, keys = dict(row.values), dict(row.keys)
    for name, purpose in kind.seals.items():
        value: Any = values.get(name)
        if not isinstance(value, dict):
            continue
        blob = b64decode(value["sealed"])
        try:
            number = vault.unseal(blob, purpose=purpose, of=row.reserved)
        except vault.CannotUnseal:
            done.unreadable += 1
            return
        if not vault.is_current(blob):
            anew = vault.seal(number, purpose=purpose, of=row.reserved)
            values[name] = {**value, "sealed": b64encode(anew).decode()}
        if name in keys:
            keys[name] = [found.hex() for found in vault.indexes(number, purpose=purpose)]
    done.sealed_anew += values != row.values
    done.found_anew += keys != row.keys
    if (values, keys) != (row.values, row.keys):
        ImportRow.objects.filter(pk=row.pk).update(values=values, keys=keys)
