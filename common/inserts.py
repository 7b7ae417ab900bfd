"""A new row, checked by the words of its constraints even when somebody else was faster."""

from typing import TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken

Row = TypeVar("Row", bound=models.Model)


def insert(row: Row) -> Row:
    """Validate and insert. Raises ValidationError, or taken_meanwhile where no words are known."""
    row.full_clean()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        row.validate_constraints()  # now the other one is visible, and the constraint speaks
        raise RuleBroken(
            "taken_meanwhile",
            str(_("Orang lain baru saja menyimpan data yang sama. Muat ulang halaman.")),
        ) from error
    return row
