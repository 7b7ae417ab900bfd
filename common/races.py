"""Two write at once, both were valid: the later one hears it in the words of the constraint."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, OperationalError, models, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.errors import DeadlockDetected

from common.errors import RuleBroken


@contextmanager
def constraints_speak(row: models.Model) -> Iterator[None]:
    """Write a row that was validated. Raises ValidationError, or taken_meanwhile without words.

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
        row.validate_constraints()  # now the other one is visible, and the constraint speaks
        raise RuleBroken(
            "taken_meanwhile",
            str(_("Orang lain baru saja menyimpan data yang sama. Muat ulang halaman.")),
        ) from error
