"""Putting approved money right: one person proposes, another decides, the ledger gets a row."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from stipends.models import Correction, LedgerEntry, Line, LineState, LineStep
from stipends.services.filled import written
from stipends.services.owing import Sums, ledger_of, owed_of
from stipends.services.refusals import database_speaks
from stipends.words import said_rupiah

Kind = Correction.Kind
# The states from which a whole line is taken back: money that is out comes back first.
_REVERSIBLE: Final = {
    LineState.State.APPROVED,
    LineState.State.RELEASED,
    LineState.State.BLOCKED,
    LineState.State.RETURNED,
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

    A reversal takes the whole line back, whatever sums are given. What is added after the release
    is owed until it is settled (pay_owed); what is out already is lessened by a deposit only.
    Raises line_not_approved, paid_is_not_reversed, adjusted_is_not_reversed, already_reversed,
    already_deposited, not_released, owed_first, released_is_not_lessened, correction_too_large.
    """
    require(actor, Can.KEEP_STIPENDS, on=line.run)
    reason = written(because, field="because", words=_("Tulis alasannya."))
    stands = _standing(line)
    if kind == Kind.REVERSAL:
        gross, tax = -line.gross, -line.tax
    else:
        _check_sums(kind, gross, tax)
    _refuse_correction(line, stands, kind, Sums(gross, tax))
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
def to_treasury(
    line: Line, *, sts_number: str, on: date, because: str = "", actor: User
) -> Correction:
    """Note that all the money of a line went to the regional treasury, under its STS number.

    Because the bank sent it back, nobody fetched it, or it was paid wrongly; without a reason, the
    bank's. Once a second person approves, the ledger and the line say so in one act. Raises what
    propose_correction raises; ValidationError on `sts_number`, `on`, `because`.
    """
    require(actor, Can.KEEP_STIPENDS, on=line.run)
    returned = line.steps.filter(kind=LineStep.Kind.RETURNED).last()
    left = ledger_of(line)
    if on > today(line.run.region.tz):
        words = _("Tanggal ini tidak boleh setelah hari ini.")
        raise ValidationError({"on": ValidationError(words, code="day_to_come")})
    _standing(line)
    return propose_correction(
        line,
        kind=Kind.TREASURY,
        gross=-left.gross,
        tax=-left.tax,
        because=because or (returned.because if returned else ""),
        sts_number=sts_number,
        sts_on=on,
        actor=actor,
    )


@transaction.atomic
def decide_correction(
    correction: Correction, *, approve: bool, because: str = "", actor: User
) -> Correction:
    """Decide, as another than who proposed it; what is approved becomes a row of the ledger.

    A reversal frees what the line had claimed, and so does a deposit of the whole line in its
    fiscal year. Raises own_approval, already_decided, year_closed, ceiling_exceeded, line_moved_on
    and what propose_correction raises.
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
    """Return how the line stands. Raises line_not_approved, already_reversed, already_deposited."""
    stands = LineState.objects.filter(line=line).first()
    if stands is None:
        raise RuleBroken("line_not_approved", _("Baris ini belum disetujui: ubah di konsepnya."))
    if stands.state == LineState.State.REVERSED:
        raise RuleBroken("already_reversed", _("Baris ini sudah dibatalkan."))
    if stands.state == LineState.State.TO_TREASURY:
        raise RuleBroken("already_deposited", _("Uang baris ini sudah disetor ke kas daerah."))
    return stands


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
    # Others who correct or settle this line wait: the sum of its entries must hold.
    claims = LedgerEntry.objects.select_for_update(of=("self",)).select_related("source")
    claim = claims.get(line=line, kind=LedgerEntry.Kind.CLAIM)
    sums = Sums(correction.gross, correction.tax)
    _refuse_correction(line, _standing(line), correction.kind, sums)
    LedgerEntry(
        run_id=claim.run_id,
        line=line,
        source_id=claim.source_id,
        scheme_id=claim.scheme_id,
        person_id=claim.person_id,
        kind=_entry_kind(correction, claim),
        gross=sums.gross,
        tax=sums.tax,
        net=sums.net,
        original=claim,
        correction=correction,
        by=actor,
        at=timezone.now(),
    ).save(force_insert=True)


def _entry_kind(correction: Correction, claim: LedgerEntry) -> str:
    """Return what the ledger makes of it: a deposit within its year lessens what that year spent.

    So the source has more left, and a line that came back whole may be claimed again.
    """
    if correction.kind != Kind.TREASURY:
        return correction.kind
    source, on = claim.source, correction.sts_on
    if source.is_closed or on is None or on.year != source.fiscal_year:
        return LedgerEntry.Kind.TREASURY
    whole = (correction.gross, correction.tax) == (-claim.gross, -claim.tax)
    return LedgerEntry.Kind.REVERSAL if whole else LedgerEntry.Kind.ADJUSTMENT


def _refuse_correction(line: Line, stands: LineState, kind: str, sums: Sums) -> None:
    """Refuse what the ledger of the line does not bear. Raises what propose_correction says."""
    stood, owed = ledger_of(line), owed_of(line)
    after = stood.plus(sums)
    if kind == Kind.REVERSAL:
        _refuse_paid(stands)
        _refuse_adjusted(line, stood)
    elif kind == Kind.TREASURY:
        if stands.state == LineState.State.APPROVED:
            raise RuleBroken("not_released", _("Proses ini belum dicairkan."))
        _refuse_owed(owed)
    elif stands.state != LineState.State.APPROVED and owed.plus(sums).net < 0:
        raise RuleBroken(
            "released_is_not_lessened",
            _("Uangnya sudah dicairkan. Bila kelebihan, catat setorannya ke kas daerah (STS)."),
        )
    if after.gross < 0 or after.tax < 0 or after.net < 0:
        raise RuleBroken(
            "correction_too_large", _("Koreksi ini melebihi yang tercatat untuk baris itu.")
        )


def _refuse_paid(stands: LineState) -> None:
    if stands.state not in _REVERSIBLE:
        raise RuleBroken(
            "paid_is_not_reversed",
            _("Uangnya sudah diterima. Catat dulu retur atau setorannya ke kas daerah."),
        )


def _refuse_adjusted(line: Line, stood: Sums) -> None:
    """Refuse to reverse what was adjusted: a reversal mirrors its claim to the rupiah."""
    back = Sums(line.gross, line.tax).minus(stood)
    if back == Sums():
        return
    words = _(
        "Baris ini sudah dikoreksi. Usulkan dahulu koreksi jumlah sebaliknya (bruto %(gross)s,"
        " PPh 21 %(tax)s); setelah disetujui, baris ini dapat dibatalkan."
    )
    sums = {"gross": _signed(back.gross), "tax": _signed(back.tax)}
    raise RuleBroken("adjusted_is_not_reversed", words % sums)


def _refuse_owed(owed: Sums) -> None:
    if owed == Sums():
        return
    words = _("Masih ada kekurangan %(sum)s yang belum dibayarkan. Bayar atau koreksi dahulu.")
    raise RuleBroken("owed_first", words % {"sum": said_rupiah(owed.net)})


def _signed(sum_: int) -> str:
    return f"+{said_rupiah(sum_)}" if sum_ > 0 else said_rupiah(sum_)
