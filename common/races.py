"""Constraints are asked once, by the write itself; a refused write says it in their words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, OperationalError, models, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.errors import DeadlockDetected

from common.errors import RuleBroken


def check_fields(row: models.Model, *, unique: bool = True) -> None:
    """Validate what no constraint says: lengths, choices, formats; and `unique` fields.

    Foreign keys whose row was loaded are there. Constraints would each be a query: they speak when
    the row is written, in `constraints_speak`. Raises ValidationError.
    """
    loaded = {
        field.name
        for field in row._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and not field.unique and field.is_cached(row)
    }
    loaded -= {name for name in loaded if getattr(row, name) is None}
    row.full_clean(exclude=loaded, validate_unique=unique, validate_constraints=False)


@contextmanager
def constraints_speak(row: models.Model) -> Iterator[None]:
    """Write a row whose fields are valid. Raises ValidationError, or taken_meanwhile without words.

    PostgreSQL answers two who wait for each other at an exclusion constraint with a deadlock.
    """
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, OperationalError) as error:
        if isinstance(error, OperationalError) and not isinstance(
            error.__cause__, DeadlockDetected
        ):
            raise
        row.validate_constraints()  # what is in the way is visible now, and the constraint speaks
        raise RuleBroken(
            "taken_meanwhile",
            str(_("Orang lain baru saja menyimpan data yang sama. Muat ulang halaman.")),
        ) from error
