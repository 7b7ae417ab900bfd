"""What becomes of released money: it arrives, or comes back from the bank."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import covers, today
from common.errors import RuleBroken
from common.names import tidy
from people.models import BankAccount, Person
from people.services.merging import survivor_key
from people.services.own_data import one_human
from stipends.models import Line, LineStep, Run, Settlement
from stipends.services.filled import written
from stipends.services.owing import owed_of
from stipends.services.refusals import database_speaks

PAYING: Final = (LineStep.Kind.TRANSFERRED, LineStep.Kind.HANDED_OVER)

# One statement for a run of any length; the trigger of the steps asks once for all of them.
_WHOLE_RUN: Final = """
INSERT INTO stipends_linestep (line_id, kind, "on", reference, because, by_id, at)
SELECT line.id, %(kind)s, %(on)s, %(reference)s, '', %(by)s, %(at)s
  FROM stipends_line AS line
  JOIN stipends_linestate AS stands ON stands.line_id = line.id
 WHERE line.run_id = %(run)s AND stands.state = 'released'
 ORDER BY line.id
"""
_THESE: Final = """
INSERT INTO stipends_linestep (line_id, kind, "on", reference, because, by_id, at)
SELECT line.id, %(kind)s, %(on)s, %(reference)s, '', %(by)s, %(at)s
  FROM stipends_line AS line WHERE line.id = ANY (%(lines)s)
 ORDER BY line.id
"""


@transaction.atomic
def pay_lines(
    paid: Run | Collection[Line], *, kind: str, on: date, reference: str = "", actor: User
) -> int:
    """Note that the money of lines was transferred or handed over, on a day; return how many.

    Of a run, all that is released and not yet paid. Named lines may also be returned ones that are
    paid again; where one of them stands otherwise, none is noted. Raises nothing_to_pay,
    not_released, line_moved_on.
    """
    lines = [] if isinstance(paid, Run) else list(paid)
    runs = [paid] if isinstance(paid, Run) else _runs_of(lines)
    for run in runs:
        require(actor, Can.KEEP_STIPENDS, on=run)
    _check_kind(kind)
    for run in runs:
        _check_day(run, on)
    facts: dict[str, Any] = {
        "kind": kind,
        "on": on,
        "reference": tidy(reference),
        "by": actor.pk,
        "at": timezone.now(),
    }
    with database_speaks(), connection.cursor() as cursor:
        if isinstance(paid, Run):
            cursor.execute(_WHOLE_RUN, facts | {"run": paid.pk})
        else:
            cursor.execute(_THESE, facts | {"lines": [line.pk for line in lines]})
        count: int = cursor.rowcount
    if not count:
        raise RuleBroken("nothing_to_pay", _("Tidak ada baris yang menunggu dibayarkan."))
    return count


@transaction.atomic
def return_line(line: Line, *, on: date, because: str, actor: User) -> LineStep:
    """Note that the bank sent the money of a paid line back (retur), with its reason.

    Raises line_moved_on.
    """
    require(actor, Can.KEEP_STIPENDS, on=line.run)
    reason = written(because, field="because", words=_("Tulis alasannya."))
    return _note(line, LineStep(kind=LineStep.Kind.RETURNED, on=on, because=reason), actor)


@transaction.atomic
def pay_owed(line: Line, *, kind: str, on: date, reference: str = "", actor: User) -> Settlement:
    """Note that all that is owed of a paid line was transferred or handed over, on a day.

    It may be in a year that is closed by now: what was approved for it is owed still. Raises
    nothing_owed, line_not_paid, taken_meanwhile; ValidationError on `kind`, `on`.
    """
    require(actor, Can.KEEP_STIPENDS, on=line.run)
    _check_kind(kind)
    _check_day(line.run, on)
    owed = owed_of(line)
    if owed.net <= 0:
        raise RuleBroken("nothing_owed", _("Tidak ada kekurangan yang menunggu dibayarkan."))
    settlement = Settlement(
        line=line,
        kind=kind,
        on=on,
        reference=tidy(reference),
        gross=owed.gross,
        tax=owed.tax,
        net=owed.net,
        by=actor,
        at=timezone.now(),
    )
    with database_speaks():
        settlement.save(force_insert=True)
    return settlement


@transaction.atomic
def unblock_line(line: Line, *, account: BankAccount, actor: User) -> LineStep:
    """Release a line that was held because its account changed, to an account that was looked at.

    Raises line_moved_on, account_of_another, account_not_in_force.
    """
    require(actor, Can.KEEP_STIPENDS, on=line.run)
    day = today(line.run.region.tz)
    if account.person_id not in {one.pk for one in one_human(_survivor_of(line))}:
        raise RuleBroken("account_of_another", _("Rekening ini milik orang lain."))
    if not covers(account.term, day):
        raise RuleBroken("account_not_in_force", _("Rekening ini tidak berlaku hari ini."))
    stands = getattr(line, "standing", None)
    if stands is None or stands.state != "blocked":
        raise RuleBroken("line_moved_on", _("Baris ini tidak sedang ditahan."))
    return _note(line, LineStep(kind=LineStep.Kind.RELEASED, on=day, account=account), actor)


def payable_accounts(line: Line) -> list[BankAccount]:
    """Return the accounts that a line's money may go to today, the newest first."""
    persons = one_human(_survivor_of(line))
    held = BankAccount.objects.held(today(line.run.region.tz)).filter(person__in=persons)
    return list(held.order_by("-term", "-pk"))


def account_of(line: Line) -> BankAccount | None:
    """Return the account that a line names, if it is there still."""
    if line.account_id is None:
        return None
    found: BankAccount | None = BankAccount.objects.filter(pk=line.account_id).first()
    return found


# --- Parts of the above --------------------------------------------------------------------------


def _note(line: Line, step: LineStep, actor: User) -> LineStep:
    _check_day(line.run, step.on)
    step.line, step.by, step.at = line, actor, timezone.now()
    step.full_clean(exclude=["line", "by", "account"])
    with database_speaks():
        step.save(force_insert=True)
    return step


def _runs_of(lines: Iterable[Line]) -> list[Run]:
    keys = {line.run_id for line in lines}
    return list(Run.objects.filter(pk__in=keys).select_related("region").order_by("pk"))


def _check_kind(kind: str) -> None:
    if kind not in PAYING:
        raise ValidationError({"kind": ValidationError(_("Pilih caranya."), code="invalid")})


def _check_day(run: Run, on: date) -> None:
    """Refuse a day to come, and one before the money was out."""
    if on > today(run.region.tz):
        words = _("Tanggal ini tidak boleh setelah hari ini.")
        raise ValidationError({"on": ValidationError(words, code="day_to_come")})
    if run.sp2d_on is not None and on < run.sp2d_on:
        words = _("Tanggal ini mendahului tanggal SP2D.")
        raise ValidationError({"on": ValidationError(words, code="day_too_early")})


def _survivor_of(line: Line) -> Person:
    return Person.objects.get(pk=survivor_key(line.person_id))
