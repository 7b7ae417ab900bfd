"""Editable rows carry a version: whoever writes says which one was read, so no edit is lost."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from common.errors import StaleVersion
from common.races import check_fields, constraints_speak


class Versioned(models.Model):
    version = models.PositiveIntegerField(_("versi"), default=1, editable=False)
    created_at = models.DateTimeField(_("dibuat"), auto_now_add=True)
    updated_at = models.DateTimeField(_("diubah"), auto_now=True)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Versioned)


def save_version(row: Row, fields: Iterable[str], *, version: int | None) -> Row:
    """Validate the row and write these fields, if the row still has `version`.

    Without a version the last writer wins (the row as the caller holds it). Raises stale_version,
    ValidationError, or taken_meanwhile where a constraint without words was lost to somebody else.
    """
    names = [*fields, "updated_at"]
    check_fields(row)
    # pre_save gives each field the value to be stored: files are kept, updated_at is now.
    columns = {field.name: field for field in row._meta.concrete_fields}
    values = {name: columns[name].pre_save(row, add=False) for name in names}
    held = row._meta.default_manager.filter(  # type: ignore[union-attr]
        pk=row.pk, version=row.version if version is None else version
    )
    with constraints_speak(row):
        written = held.update(**values, version=F("version") + 1)
    if not written:
        raise StaleVersion(
            "stale_version",
            str(_("Data ini sudah diubah orang lain. Muat ulang halaman, lalu ulangi.")),
        )
    row.version += 1
    return row
