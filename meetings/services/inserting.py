"""New rows under a key that a phone may have made."""

from __future__ import annotations

from typing import TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.races import check_fields, constraints_speak

Row = TypeVar("Row", bound=models.Model)


def insert_once(row: Row) -> Row:
    """Validate and insert, never update: another village's UUID must not betray whose it is.

    Raises id_taken, or ValidationError in the words of the constraint that refused.
    """
    check_fields(row, unique=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if f"{row._meta.db_table}_pkey" in str(error):
            raise RuleBroken("id_taken", _("Catatan ini sudah pernah dikirim.")) from error
        with constraints_speak(row):
            raise
    return row
