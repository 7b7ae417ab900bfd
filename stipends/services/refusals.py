"""What the database refuses, said with a code and in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import (
    DatabaseError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    connection,
    transaction,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from psycopg.errors import CardinalityViolation, DeadlockDetected

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
    "two approve so large a sum": (
        "taken_meanwhile",
        gettext_noop("Batas persetujuan kedua baru saja diubah. Muat ulang halaman, lalu ulangi."),
    ),
    "a run with open lines is not closed": (
        "lines_open",
        gettext_noop("Masih ada baris yang belum diterima atau dikembalikan."),
    ),
    "what is settled is what is owed": (
        "taken_meanwhile",
        gettext_noop("Orang lain baru saja menyimpan data yang sama. Ulangi."),
    ),
    "what is owed is paid before a deposit": (
        "owed_first",
        gettext_noop("Masih ada kekurangan yang belum dibayarkan. Bayar atau koreksi dahulu."),
    ),
    "what is out is lessened by a deposit alone": (
        "released_is_not_lessened",
        gettext_noop(
            "Uangnya sudah dicairkan. Bila kelebihan, catat setorannya ke kas daerah (STS)."
        ),
    ),
    "a correction is not dated before the release": (
        "taken_meanwhile",
        gettext_noop("Orang lain baru saja menyimpan data yang sama. Ulangi."),
    ),
    "a correction leaves less than nothing": (
        "correction_too_large",
        gettext_noop("Koreksi ini melebihi yang tercatat untuk baris itu."),
    ),
    "only a paid line is settled": (
        "line_not_paid",
        gettext_noop("Catat dahulu bahwa baris ini diterima."),
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
WITH wanted AS (
    SELECT line.number, line.name, line.person_id, run.scheme_id, claims.unit
      FROM stipends_run AS run
      JOIN stipends_line AS line ON line.run_id = run.id
     CROSS JOIN LATERAL unnest(line.units) AS claims (unit)
     WHERE run.id = %(run)s
),
taken AS (
    SELECT wanted.number, wanted.name, wanted.unit, held.live_id
      FROM wanted
      JOIN stipends_entitlement AS held USING (person_id, scheme_id, unit)
     WHERE held.live_id IS NOT NULL
     UNION ALL
    -- what whoever was merged into these holds
    SELECT wanted.number, wanted.name, wanted.unit, held.live_id
      FROM people_person AS twin
      JOIN stipends_entitlement AS held ON held.person_id = twin.id AND held.live_id IS NOT NULL
      JOIN wanted ON wanted.scheme_id = held.scheme_id AND wanted.unit = held.unit
       AND stipends_survivor(wanted.person_id) = stipends_survivor(twin.id)
     WHERE twin.merged_into_id IS NOT NULL
)
SELECT taken.name, taken.unit, other.title
  FROM taken
  JOIN stipends_ledgerentry AS entry ON entry.id = taken.live_id
  JOIN stipends_run AS other ON other.id = entry.run_id
 WHERE other.id <> %(run)s
 ORDER BY taken.number, taken.unit
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
    except (IntegrityError, OperationalError, ProgrammingError) as error:
        code, words = _told(error)
        if code == "already_claimed" and run is not None:
            refuse_claimed(run)
        raise RuleBroken(code, words) from error


def refuse_claimed(run: Run) -> None:
    """Raise already_claimed, naming who and which run, where a line's unit is held by another."""
    with connection.cursor() as cursor:
        cursor.execute(_WHO_HOLDS, {"run": run.pk})
        found = cursor.fetchone()
    if found is not None:
        words = _("%(name)s sudah dibayar untuk %(unit)s dalam “%(title)s”.")
        name, unit, title = found
        raise RuleBroken("already_claimed", words % {"name": name, "unit": unit, "title": title})


def _told(error: DatabaseError) -> tuple[str, str]:
    if isinstance(error.__cause__, CardinalityViolation):  # the same unit twice in one claim
        return "already_claimed", _(
            "Dua orang pada daftar ini sudah digabung menjadi satu. Kembalikan, lalu susun lagi."
        )
    if isinstance(error.__cause__, DeadlockDetected):
        return "taken_meanwhile", _("Orang lain baru saja menyimpan data yang sama. Ulangi.")
    if not isinstance(error, IntegrityError):
        raise error
    text = str(error)
    for part, (code, words) in _REFUSALS.items():
        if part in text:
            return code, _(words)
    raise error
