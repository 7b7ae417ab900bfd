"""Putting approved money right: one person proposes, another decides, the ledger gets a row."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from stipends.models import Correction, LedgerEntry, Line, LineState
from stipends.services.filled import written
from stipends.services.refusals import database_speaks

Kind = Correction.Kind
# The states from which a whole line is taken back: money that is out comes back first.
_REVERSIBLE: Final = {
    LineState.State.APPROVED,
    LineState.State.RELEASED,
    LineState.State.BLOCKED,
    LineState.State.RETURNED,
    LineState.State.TO_TREASURY,
}


@transaction.atomic
def propose_correction(
    line: Line,
    *,
    kind: str,
    gross: int = 0,
    tax: int = 0,
    because: str,
    sts_number: str = "",
    sts_on: date | None = None,
    actor: User,
) -> Correction:
    """Propose to put an approved line right. Whole rupiah, signed: what comes off is negative.

    A reversal takes the whole line back, whatever sums are given. Raises line_not_approved,
    paid_is_not_reversed, already_reversed, correction_too_large, line_adjusted.
    """
    require(actor, Can.KEEP_STIPENDS, on=line.run)
    reason = written(because, field="because", words=_("Tulis alasannya."))
    stands = _standing(line)
    if kind == Kind.REVERSAL:
        _refuse_paid(stands)
        gross, tax = -line.gross, -line.tax
    else:
        _check_sums(kind, gross, tax)
    _refuse_sums(line, kind, gross, tax)
    if kind == Kind.TREASURY:
        written(sts_number, field="sts_number", words=_("Tulis nomor STS."))
    if sts_on is not None and sts_on > today(line.run.region.tz):
        words = _("Tanggal ini tidak boleh setelah hari ini.")
        raise ValidationError({"sts_on": ValidationError(words, code="day_to_come")})
    return insert(
        Correction(
            region=line.run.region,
            line=line,
            kind=kind,
            gross=gross,
            tax=tax,
            because=reason,
            sts_number=tidy(sts_number),
            sts_on=sts_on,
            proposed_by=actor,
            proposed_at=timezone.now(),
        )
    )


@transaction.atomic
def decide_correction(
    correction: Correction, *, approve: bool, because: str = "", actor: User
) -> Correction:
    """Decide, as another than who proposed it; what is approved becomes a row of the ledger.

    A reversal frees what the line had claimed. Raises own_approval, already_decided, year_closed,
    ceiling_exceeded, line_moved_on, correction_too_large, line_adjusted.
    """
    require(actor, Can.APPROVE_MONEY, on=correction)
    if actor.pk == correction.proposed_by_id:
        raise RuleBroken("own_approval", _("Koreksi diputuskan oleh orang lain."))
    reason = tidy(because)
    if not approve:
        written(because, field="because", words=_("Tulis alasannya."))
    state = Correction.State.APPROVED if approve else Correction.State.REFUSED
    now = timezone.now()
    with database_speaks():
        decided = Correction.objects.filter(
            pk=correction.pk, state=Correction.State.PROPOSED
        ).update(state=state, decided_by=actor, decided_at=now, refused_because=reason)
        if not decided:
            raise RuleBroken("already_decided", _("Koreksi ini sudah diputuskan."))
        if approve:
            _enter(correction, actor)
    correction.refresh_from_db()
    return correction


# --- Parts of the above --------------------------------------------------------------------------


def _standing(line: Line) -> LineState:
    """Return how the line stands. Raises line_not_approved, already_reversed."""
    stands = LineState.objects.filter(line=line).first()
    if stands is None:
        raise RuleBroken("line_not_approved", _("Baris ini belum disetujui: ubah di konsepnya."))
    if stands.state == LineState.State.REVERSED:
        raise RuleBroken("already_reversed", _("Baris ini sudah dibatalkan."))
    return stands


def _refuse_paid(stands: LineState) -> None:
    if stands.state not in _REVERSIBLE:
        raise RuleBroken(
            "paid_is_not_reversed",
            _("Uangnya sudah diterima. Catat dulu retur atau setorannya ke kas daerah."),
        )


def _check_sums(kind: str, gross: int, tax: int) -> None:
    if kind == Kind.TREASURY and (gross >= 0 or tax > 0):
        words = _("Yang disetor ditulis dengan tanda minus.")
        raise ValidationError({"gross": ValidationError(words, code="not_negative")})
    if gross == 0 and tax == 0:
        words = _("Tulis selisihnya.")
        raise ValidationError({"gross": ValidationError(words, code="required")})


def _enter(correction: Correction, actor: User) -> None:
    """Write the correction into the ledger, beside the claim that it corrects."""
    line = correction.line
    # Others who correct this line wait: the sum of its entries must hold.
    claim = LedgerEntry.objects.select_for_update().get(line=line, kind=LedgerEntry.Kind.CLAIM)
    _refuse_sums(line, correction.kind, correction.gross, correction.tax)
    LedgerEntry(
        run_id=claim.run_id,
        line=line,
        source_id=claim.source_id,
        scheme_id=claim.scheme_id,
        person_id=claim.person_id,
        kind=correction.kind,
        gross=correction.gross,
        tax=correction.tax,
        net=correction.gross - correction.tax,
        original=claim,
        correction=correction,
        by=actor,
        at=timezone.now(),
    ).save(force_insert=True)


def _refuse_sums(line: Line, kind: str, gross: int, tax: int) -> None:
    """Refuse to take more off than the ledger has of the line, or to leave some of a reversed one.

    Raises correction_too_large, line_adjusted.
    """
    stood = LedgerEntry.objects.filter(line=line).aggregate(
        gross=Sum("gross", default=0), tax=Sum("tax", default=0)
    )
    left, withheld = stood["gross"] + gross, stood["tax"] + tax
    if left < 0 or withheld < 0 or left < withheld:
        raise RuleBroken(
            "correction_too_large", _("Koreksi ini melebihi yang tercatat untuk baris itu.")
        )
    if kind == Kind.REVERSAL and (left, withheld) != (0, 0):
        raise RuleBroken(
            "line_adjusted",
            _("Jumlah baris ini pernah dikoreksi. Kembalikan dulu ke jumlah semula."),
        )
