"""A submitted run becomes money: approved, confirmed by a second, released, closed.

Each step is one person's, and the database refuses what these services would let through.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, may, require
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from regions.codes import lineage_of
from regions.models import Region
from stipends.models import LineState, Run, RunException, StipendPolicy
from stipends.services.holding import hold_run, write_run
from stipends.services.refusals import database_speaks
from stipends.services.runs import refuse_unaffordable

State = Run.State
LineStates = LineState.State

AT_ONCE: Final = 100_000  # lines that one statement claims

_CLAIM: Final = """
INSERT INTO stipends_ledgerentry (
    run_id, line_id, source_id, scheme_id, person_id, kind, gross, tax, net, by_id, at
)
SELECT run.id, line.id, run.source_id, run.scheme_id, line.person_id, 'claim',
       line.gross, line.tax, line.net, %(by)s, %(at)s
  FROM stipends_line AS line JOIN stipends_run AS run ON run.id = line.run_id
 WHERE line.run_id = %(run)s AND line.person_id > %(after)s AND line.person_id <= %(until)s
"""

# The last person of each part, in the order in which claims are taken.
_PARTS: Final = """
SELECT DISTINCT max(person_id)
  FROM (SELECT person_id, (row_number() OVER (ORDER BY person_id) - 1) / %(most)s AS part
          FROM stipends_line WHERE run_id = %(run)s) AS line
 GROUP BY part ORDER BY 1
"""

# Where what is claimed points to, and what that claims.
_KEYS: Final = """
SELECT string_agg(quote_ident(conname), ', ') FROM pg_constraint
 WHERE contype = 'f' AND condeferrable AND conrelid IN (
       'stipends_ledgerentry'::regclass, 'stipends_entitlement'::regclass,
       'stipends_linestate'::regclass)
"""

# Whose account is not as it was approved is held back until somebody has looked.
_RELEASE: Final = """
INSERT INTO stipends_linestep (line_id, kind, "on", reference, because, by_id, at)
SELECT line.id,
       CASE WHEN line.account_id IS NOT NULL
                 AND (account.id IS NULL OR account.version <> line.account_version
                      OR NOT account.term @> %(on)s)
            THEN 'blocked' ELSE 'released' END,
       %(on)s, %(number)s, '', %(by)s, %(at)s
  FROM stipends_line AS line
  JOIN stipends_linestate AS stands ON stands.line_id = line.id AND stands.state = 'approved'
  LEFT JOIN people_bankaccount AS account ON account.id = line.account_id
 WHERE line.run_id = %(run)s
"""


@transaction.atomic
def approve_run(run: Run, *, fingerprint: str, version: int | None = None, actor: User) -> Run:
    """Approve exactly the lines of this fingerprint: the ledger claims what they pay.

    Raises lines_changed, own_approval, already_claimed (who, and by which run), ceiling_exceeded,
    year_closed, run_moved_on, stale_version.
    """
    require(actor, Can.APPROVE_MONEY, on=run)
    held = hold_run(run, State.SUBMITTED, version=version)
    _refuse_other_lines(held, fingerprint)
    _refuse_editor(held, actor)
    refuse_unaffordable(held.source, held.gross)
    with database_speaks(held):
        write_run(
            held,
            state=State.APPROVED,
            approved_by=actor,
            approved_at=timezone.now(),
            approved_fingerprint=fingerprint,
            needs_second=held.net > policy_of(held.region).second_over,
        )
        _claim(held, by=actor.pk, at=held.approved_at)
    return held


@transaction.atomic
def second_run(run: Run, *, fingerprint: str, version: int | None = None, actor: User) -> Run:
    """Confirm an approval above the place's sum, as a second person.

    Raises second_not_needed, already_seconded, lines_changed, own_approval, run_moved_on,
    stale_version.
    """
    require(actor, Can.APPROVE_MONEY, on=run)
    held = hold_run(run, State.APPROVED, version=version)
    _refuse_other_lines(held, fingerprint)
    if not held.needs_second:
        raise RuleBroken("second_not_needed", _("Jumlah ini tidak perlu persetujuan kedua."))
    if held.seconded_by_id is not None:
        raise RuleBroken("already_seconded", _("Persetujuan kedua sudah diberikan."))
    _refuse_editor(held, actor)
    with database_speaks(held):
        return write_run(held, seconded_by=actor, seconded_at=timezone.now())


@transaction.atomic
def note_exception(run: Run, *, kind: str, because: str, actor: User) -> RunException:
    """Note before the release which rule of two persons cannot be kept here, and why. It shows.

    Who keeps runs may, and who approves. Raises run_moved_on; ValidationError on `kind`, `because`.
    """
    if not may(actor, Can.APPROVE_MONEY, on=run):
        require(actor, Can.KEEP_STIPENDS, on=run)
    held = hold_run(run, State.SUBMITTED, State.APPROVED, version=None)
    reason = tidy(because)
    if not reason:
        raise ValidationError({"because": ValidationError(_("Tulis alasannya."), code="required")})
    return insert(RunException(run=held, kind=kind, because=reason, by=actor, at=timezone.now()))


@transaction.atomic
def release_run(
    run: Run, *, sp2d_number: str, sp2d_on: date, version: int | None = None, actor: User
) -> Run:
    """Let the money out, under its SP2D, by somebody who did not approve it.

    Lines whose account changed since the approval are blocked. Raises second_missing, own_release,
    account_changed, run_moved_on, stale_version; ValidationError on `sp2d_number`, `sp2d_on`.
    """
    if not may(actor, Can.KEEP_STIPENDS, on=run):
        require(actor, Can.APPROVE_MONEY, on=run)
    held = hold_run(run, State.APPROVED, version=version)
    number, on = tidy(sp2d_number), today(held.region.tz)
    _check_sp2d(number, sp2d_on, on)
    with database_speaks(held):
        write_run(
            held,
            state=State.RELEASED,
            released_by=actor,
            released_at=timezone.now(),
            sp2d_number=number,
            sp2d_on=sp2d_on,
        )
        _execute(_RELEASE, run=held.pk, on=on, number=number, by=actor.pk, at=held.released_at)
    return held


@transaction.atomic
def note_ntpn(run: Run, *, ntpn: str, version: int | None = None, actor: User) -> Run:
    """Note under which number (NTPN) the tax of a released run was paid in.

    Raises run_moved_on, stale_version; ValidationError on `ntpn`.
    """
    require(actor, Can.KEEP_STIPENDS, on=run)
    held = hold_run(run, State.RELEASED, version=version)
    number = tidy(ntpn).replace(" ", "").upper()
    if len(number) != 16 or not number.isalnum() or not number.isascii():
        words = _("NTPN terdiri dari 16 huruf dan angka.")
        raise ValidationError({"ntpn": ValidationError(words, code="not_an_ntpn")})
    return write_run(held, ntpn=number)


@transaction.atomic
def close_run(run: Run, *, version: int | None = None, actor: User) -> Run:
    """Close a run of which every line was received, went back, or was reversed.

    Raises lines_open, run_moved_on, stale_version.
    """
    require(actor, Can.KEEP_STIPENDS, on=run)
    held = hold_run(run, State.RELEASED, version=version)
    done = (LineStates.PAID, LineStates.TO_TREASURY, LineStates.REVERSED)
    still = LineState.objects.filter(line__run=held).exclude(state__in=done).count()
    if still:
        words = _("Masih ada %(count)d baris yang belum diterima atau dikembalikan.")
        raise RuleBroken("lines_open", words % {"count": still})
    with database_speaks(held):
        return write_run(held, state=State.CLOSED, closed_by=actor, closed_at=timezone.now())


def policy_of(region: Region) -> StipendPolicy:
    """Return how the place pays: its own word, else the nearest above, else the usual."""
    codes = lineage_of(region.code)
    known = {row.region_id: row for row in StipendPolicy.objects.filter(region__in=codes)}
    return next((known[code] for code in codes if code in known), StipendPolicy(region=region))


# --- Parts of the above --------------------------------------------------------------------------


def _claim(run: Run, **facts: Any) -> None:
    """Write the claims of a run's lines, part by part.

    Foreign keys are checked after each part: PostgreSQL remembers each row of each key until they
    are, and its memory would follow the length of the run.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEYS)
        (keys,) = cursor.fetchone()
        cursor.execute(f"SET CONSTRAINTS {keys} IMMEDIATE")
        cursor.execute(_PARTS, {"run": run.pk, "most": AT_ONCE})
        ends = [until for (until,) in cursor.fetchall()]
    for after, until in pairwise([0, *ends]):
        _execute(_CLAIM, run=run.pk, after=after, until=until, **facts)


def _execute(statement: str, **facts: Any) -> None:
    """Write as many rows as the run has lines.

    What was written a moment ago is in no statistics: PostgreSQL thinks that nothing is approved
    yet, and would look through all lines again for each. Until the transaction ends it may not.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(statement, facts)


def _refuse_other_lines(run: Run, fingerprint: str) -> None:
    if fingerprint != run.fingerprint:
        raise RuleBroken(
            "lines_changed", _("Daftar ini bukan lagi yang diajukan. Muat ulang halaman.")
        )


def _refuse_editor(run: Run, actor: User) -> None:
    others = {run.made_by_id, run.submitted_by_id, run.approved_by_id}
    if actor.pk in others or run.editors.filter(user=actor).exists():
        raise RuleBroken(
            "own_approval", _("Yang ikut menyusun atau menyetujui tidak dapat menyetujuinya lagi.")
        )


def _check_sp2d(number: str, sp2d_on: date, on: date) -> None:
    faults = {}
    longest = Run._meta.get_field("sp2d_number").max_length
    if not 0 < len(number) <= (longest or 0):
        faults["sp2d_number"] = ValidationError(_("Tulis nomor SP2D."), code="required")
    if sp2d_on > on:
        words = _("Tanggal ini tidak boleh setelah hari ini.")
        faults["sp2d_on"] = ValidationError(words, code="day_to_come")
    if faults:
        raise ValidationError(faults)
