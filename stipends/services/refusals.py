"""What the database refuses, said with a code and in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from psycopg.errors import DeadlockDetected

from common.errors import RuleBroken
from stipends.models import Run

# By a part of what the trigger says, or the name of the constraint.
_REFUSALS: Final = {
    "already claimed": ("already_claimed", gettext_noop("Ada bulan yang sudah dibayar.")),
    "stipends_fundingsource_within_ceiling": (
        "ceiling_exceeded",
        gettext_noop("Pagu sumber dana ini tidak cukup."),
    ),
    "this year is closed": ("year_closed", gettext_noop("Tahun anggaran ini sudah ditutup.")),
    "who edited a run does not approve it": (
        "own_approval",
        gettext_noop("Yang ikut menyusun daftar ini tidak dapat menyetujuinya."),
    ),
    "stipends_run_four_eyes": (
        "own_approval",
        gettext_noop("Yang membuat atau mengajukan tidak dapat menyetujui."),
    ),
    "stipends_run_second_is_another": (
        "own_approval",
        gettext_noop("Persetujuan kedua diberikan oleh orang lain."),
    ),
    "the lines are not those that were submitted": (
        "lines_changed",
        gettext_noop("Daftar ini bukan lagi yang diajukan. Muat ulang halaman."),
    ),
    "stipends_run_approved_as_submitted": (
        "lines_changed",
        gettext_noop("Daftar ini bukan lagi yang diajukan. Muat ulang halaman."),
    ),
    "the account changed since the approval": (
        "account_changed",
        gettext_noop("Ada rekening yang baru saja berubah. Ulangi."),
    ),
    "a blocked line is released to a named account": (
        "account_needed",
        gettext_noop("Pilih rekening untuk baris yang ditahan."),
    ),
    "this sum needs a second approval": (
        "second_missing",
        gettext_noop("Jumlah ini perlu persetujuan kedua."),
    ),
    "who approved a run does not release it": (
        "own_release",
        gettext_noop("Yang menyetujui tidak dapat mencairkan."),
    ),
    "only a released run is paid": (
        "not_released",
        gettext_noop("Proses ini belum dicairkan."),
    ),
    "this cannot happen to the line now": (
        "line_moved_on",
        gettext_noop("Keadaan baris ini sudah berubah. Muat ulang halaman."),
    ),
    "what is reversed was not held": (
        "already_reversed",
        gettext_noop("Baris ini sudah dibatalkan."),
    ),
    "stipends_ledgerentry_reversed_once": (
        "already_reversed",
        gettext_noop("Baris ini sudah dibatalkan."),
    ),
    "this correction is decided": (
        "already_decided",
        gettext_noop("Koreksi ini sudah diputuskan."),
    ),
    "a second person decides on a correction": (
        "own_approval",
        gettext_noop("Koreksi diputuskan oleh orang lain."),
    ),
    "stipends_correction_two_persons": (
        "own_approval",
        gettext_noop("Koreksi diputuskan oleh orang lain."),
    ),
}

# Whose month is held by which other run: the first of them, to be named.
_WHO_HOLDS: Final = """
SELECT line.name, held.unit, other.title
  FROM stipends_line AS line
 CROSS JOIN LATERAL unnest(line.units) AS wanted (unit)
  JOIN stipends_run AS run ON run.id = line.run_id
  JOIN stipends_entitlement AS held
    ON held.scheme_id = run.scheme_id AND held.unit = wanted.unit AND held.live_id IS NOT NULL
   AND (held.person_id = line.person_id
        OR held.person_id IN (SELECT id FROM people_person WHERE merged_into_id IS NOT NULL)
           AND stipends_survivor(held.person_id) = stipends_survivor(line.person_id))
  JOIN stipends_ledgerentry AS entry ON entry.id = held.live_id
  JOIN stipends_run AS other ON other.id = entry.run_id
 WHERE line.run_id = %s AND other.id <> line.run_id
 ORDER BY line.number, held.unit
 LIMIT 1
"""


@contextmanager
def database_speaks(run: Run | None = None) -> Iterator[None]:
    """Write money. What the database refuses becomes RuleBroken with its code; `run` names who.

    Two who wait for each other are one who was faster: taken_meanwhile.
    """
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, OperationalError) as error:
        code, words = _told(error)
        if code == "already_claimed" and run is not None:
            refuse_claimed(run)
        raise RuleBroken(code, words) from error


def refuse_claimed(run: Run) -> None:
    """Raise already_claimed, naming who and which run, where a line's unit is held by another."""
    with connection.cursor() as cursor:
        cursor.execute(_WHO_HOLDS, [run.pk])
        found = cursor.fetchone()
    if found is not None:
        words = _("%(name)s sudah dibayar untuk %(unit)s dalam “%(title)s”.")
        name, unit, title = found
        raise RuleBroken("already_claimed", words % {"name": name, "unit": unit, "title": title})


def _told(error: IntegrityError | OperationalError) -> tuple[str, str]:
    if isinstance(error.__cause__, DeadlockDetected):
        return "taken_meanwhile", _("Orang lain baru saja menyimpan data yang sama. Ulangi.")
    if isinstance(error, OperationalError):
        raise error
    text = str(error)
    for part, (code, words) in _REFUSALS.items():
        if part in text:
            return code, _(words)
    raise error
