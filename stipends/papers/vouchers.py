"""What a receipt says: from whom, how much, what for, and who signs that it arrived."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from common.dates import wall_time
from common.errors import RuleBroken
from papers.signers import Signer
from papers.words import said_day, terbilang
from people.models import BankAccount
from stipends.models import (
    LedgerEntry,
    Line,
    LineQuerySet,
    LineState,
    LineStep,
    Official,
    Run,
)
from stipends.papers.lists import new_accounts, said_account
from stipends.papers.subjects import RunPart, Settled, Voucher
from stipends.papers.sums import Sum, refuse_unapproved, signed_on, sums_of
from stipends.papers.words import (
    AGREED,
    STAMP_OVER_IDR,
    said_months,
    said_rupiah,
    said_volume,
    signers_of,
)

DOTS = "............................."
MOST_VOUCHERS: Final = 1_000  # a file of so many needs 1 GB while it is made
# What a receipt can be written for: money that is on its way, or has arrived.
ON_ITS_WAY = (LineState.State.RELEASED, LineState.State.PAID)
SIGNERS = {Official.Post.BUDGET_USER: AGREED, Official.Post.TREASURER: "Lunas dibayar,"}
PAYING = (LineStep.Kind.TRANSFERRED, LineStep.Kind.HANDED_OVER)


def voucher_facts(voucher: Voucher) -> dict[str, Any]:
    """Return the receipt of one person: all lines of the run, as they stood when they were paid.

    The day is written by hand, so that no later print supersedes the signed one.
    Raises run_not_approved, nothing_received.
    """
    return _facts(voucher.run, Line.objects.filter(run=voucher.run, person=voucher.person))


def vouchers_facts(part: RunPart) -> dict[str, Any]:
    """Return the receipts of a run, or of its part in a region, to be cut apart.

    Raises run_not_approved, nothing_received, list_too_long.
    """
    return _facts(part.run, part.lines())


def settlement_facts(settled: Settled) -> dict[str, Any]:
    """Return the receipt of what a correction had added to a line, as it was paid on its own.

    Signed by who held the posts on that day. It names no account: none was noted with it.
    """
    settlement = settled.settlement
    line, run = settlement.line, settled.run
    how = f"{settlement.get_kind_display()}, {said_day(settlement.on)}"
    voucher = _voucher([line], [_added_row(settled)], settlement.net)
    return {
        **_frame(run, settlement.on),
        "title": f"Kekurangan {_on_the_list(line, run)}",
        "vouchers": [voucher | {"by": ", ".join(filter(None, [how, settlement.reference]))}],
        "place_and_date": f"{run.region.name}, {said_day(settlement.on)}",
    }


def settlement_title(settled: Settled) -> str:
    return f"Kuitansi kekurangan {settled.settlement.line.name}: {settled.run.title}"


def voucher_title(voucher: Voucher) -> str:
    return f"Kuitansi {voucher.person.name}: {voucher.run.title}"


def vouchers_title(part: RunPart) -> str:
    where = "" if part.is_whole else f", {part.within.full_name}"
    return f"Kuitansi: {part.run.title}{where}"


# --- Parts of the above --------------------------------------------------------------------------


def _facts(run: Run, lines: LineQuerySet) -> dict[str, Any]:
    refuse_unapproved(run)
    found = list(
        lines.filter(standing__state__in=ON_ITS_WAY)
        .select_related("account", "region")
        .order_by("number")[: MOST_VOUCHERS + 1]
    )
    if not found:
        raise RuleBroken("nothing_received", _("Belum ada uang yang dicairkan untuk kuitansi ini."))
    if len(found) > MOST_VOUCHERS:
        raise RuleBroken("list_too_long", _("Kuitansi sebanyak ini dicetak per kecamatan."))
    steps = LineStep.objects.filter(line__in=found, kind__in=PAYING)
    paid_at = dict(steps.values("line").annotate(first=Min("at")).values_list("line", "first"))
    sums = sums_of(LedgerEntry.objects.on_the_list().filter(line__in=found), paid_at.get)
    accounts = {line.pk: line.account for line in found} | new_accounts(run)
    by_person: dict[int, list[Line]] = {}  # in the order of the list
    for line in found:
        by_person.setdefault(line.person_id, []).append(line)
    return {
        **_frame(run, signed_on(run)),
        "title": run.title,
        "sp2d": f"{run.sp2d_number}, {said_day(run.sp2d_on)}" if run.sp2d_on else "",
        "vouchers": [_of_person(run, of_one, sums, accounts) for of_one in by_person.values()],
        "place_and_date": f"{run.region.name}, {DOTS}",
    }


def _frame(run: Run, on: date) -> dict[str, Any]:
    """Return what is said of every receipt of a run that these posts sign, as of the day."""
    return {
        "payer": run.scheme.payer,
        "source": ", ".join(part for part in _source(run) if part),
        "sp2d": "",
        "signers": [signer.as_facts() for signer in signers_of(run.region, on, SIGNERS)],
    }


def _source(run: Run) -> list[str]:
    source = run.source
    budget = str(source.get_budget_display())
    return [budget, f"{source.name} {source.fiscal_year}", source.account_code]


def _of_person(
    run: Run, lines: list[Line], sums: dict[int, Sum], accounts: Mapping[int, BankAccount | None]
) -> dict[str, Any]:
    rows = [_row(run, line, sums.get(line.pk, Sum())) for line in lines]
    paid_to = dict.fromkeys(said_account(accounts[line.pk]) for line in lines)
    return _voucher(lines, rows, sum(row["net"] for row in rows)) | {"by": ", ".join(paid_to)}


def _voucher(lines: list[Line], rows: list[dict[str, Any]], net: int) -> dict[str, Any]:
    first = lines[0]
    has_stamp = net > STAMP_OVER_IDR
    receiver = Signer("Yang menerima,", name=first.name).as_facts()
    return {
        "numbers": ", ".join(str(line.number) for line in lines),
        "name": first.name,
        "post": f"{first.post}, {first.region.full_name}",
        "rows": rows,
        "net": net,
        "in_words": terbilang(net),
        "stamp": _stamp() if has_stamp else "",
        "receiver": {**receiver, "stamp": has_stamp},
    }


def _row(run: Run, line: Line, due: Sum) -> dict[str, Any]:
    adjusted = ", dikoreksi" if due.is_adjusted else ""
    return {
        "what": f"{said_months(line)}: {said_volume(line, run.scheme)} x "
        f"{said_rupiah(line.amount)}{adjusted}",
        "gross": due.gross,
        "tax": due.tax,
        "law": line.tax_law,
        "net": due.net,
    }


def _added_row(settled: Settled) -> dict[str, Any]:
    """Return what was settled as one row: all that was owed, and the corrections that added it."""
    settlement, tz = settled.settlement, settled.region.tz
    line = settlement.line
    before = line.settlements.filter(pk__lt=settlement.pk).aggregate(at=Max("at"))["at"]
    added = LedgerEntry.objects.added().filter(line=line, at__lte=settlement.at)
    if before is not None:
        added = added.filter(at__gt=before)
    reasons = [
        f"{said_day(wall_time(at, tz).date())} ({because})"
        for at, because in added.order_by("pk").values_list("at", "correction__because")
    ]
    return {
        "what": f"{said_months(line)}: ditambahkan oleh koreksi {', '.join(reasons)}",
        "gross": settlement.gross,
        "tax": settlement.tax,
        "law": line.tax_law,
        "net": settlement.net,
    }


def _on_the_list(line: Line, run: Run) -> str:
    """Name the line by which the list and its SP2D tell it, so that both papers meet."""
    sp2d = f", SP2D {run.sp2d_number} {said_day(run.sp2d_on)}" if run.sp2d_on else ""
    return f"{run.title} (nomor {line.number} pada daftar{sp2d})"


def _stamp() -> str:
    return (
        f"Jumlah di atas {said_rupiah(STAMP_OVER_IDR)}: bubuhkan meterai Rp10.000, tanda tangan "
        "mengenai meterai (UU 10/2020)."
    )
