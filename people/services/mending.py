"""Putting right who is who, also where rows are closed to every other change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def mending() -> Iterator[None]:
    """Tell the database that persons are being made one, parted or erased.

    Triggers that close rows for good (an approved attendance list) let this through: it changes
    whom a row names, not what it says. They ask for `wksbm.mending`; it ends with the block.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('wksbm.mending', 'yes', true)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('wksbm.mending', '', true)")
