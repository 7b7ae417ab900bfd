"""What the list of receivers says: everybody's line to sign, as approved and released.

Account numbers are masked, and so are NIKs: the file is kept for good and read by whoever may read
honoraria, auditors included, who may not all see numbers whole; the bank gets them another way.
"""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.names import bare
from papers.words import said_day, terbilang
from people.banks import bank_name
from people.models import BankAccount
from stipends.models import (
    LedgerEntry,
    Line,
    LineState,
    LineStep,
    Official,
    Run,
    RunException,
)
from stipends.papers.subjects import RunPart
from stipends.papers.sums import Sum, refuse_unapproved, signed_on, sums_of
from stipends.papers.words import (
    AGREED,
    STAMP_OVER_IDR,
    said_moment,
    said_months,
    said_rupiah,
    said_volume,
    signers_of,
)

# A longer one is printed by kecamatan: making it would take 1 GB, and nobody signs 200 sheets.
MOST_LINES: Final = 2_500
SIGNERS: Final = {
    Official.Post.BUDGET_USER: AGREED,
    Official.Post.PPTK: "",
    Official.Post.TREASURER: "",
}
GROUPS: Final = {
    "non_employee": "Bukan pegawai",
    "participant": "Peserta",
    "daily": "Harian",
    "civil_1_2": "Gol. I-II",
    "civil_3": "Gol. III",
    "civil_4": "Gol. IV",
}


def list_facts(part: RunPart) -> dict[str, Any]:
    """Return the lines of a run, or of its part in a region, their sums and who signs.

    What was corrected after the release is told by the recapitulation: the signed list stays.
    Raises run_not_approved, list_empty, list_too_long.
    """
    run = part.run
    refuse_unapproved(run)
    lines = list(
        part.lines()
        .select_related("person", "account", "region", "standing")
        .order_by("number")[: MOST_LINES + 1]
    )
    _refuse_length(lines)
    sums = sums_of(LedgerEntry.objects.filter(run=run), lambda _line: run.released_at)
    accounts = new_accounts(run)
    rows = [_row(line, run, sums.get(line.pk, Sum()), accounts.get(line.pk)) for line in lines]
    net = sum(row["net"] for row in rows)
    signers = signers_of(run.region, signed_on(run), SIGNERS)
    return {
        "name": f"Daftar penerimaan {run.scheme.get_word_display().lower()}",
        "particulars": _particulars(part),
        "rows": rows,
        "count": sum(row["gross"] > 0 for row in rows),
        "people": len(
            {line.person_id for line, row in zip(lines, rows, strict=True) if row["gross"] > 0}
        ),
        "gross": sum(row["gross"] for row in rows),
        "tax": sum(row["tax"] for row in rows),
        "net": net,
        "in_words": terbilang(net),
        "notes": _notes(run, lines, rows),
        "signers": [signer.as_facts() for signer in signers],
        "place_and_date": f"{run.region.name}, {said_day(signed_on(run))}",
    }


def list_title(part: RunPart) -> str:
    word = part.run.scheme.get_word_display().lower()
    where = "" if part.is_whole else f", {part.within.full_name}"
    return f"Daftar penerimaan {word}: {part.run.title}{where}"


def said_group(line: Line) -> str:
    """Say whom the tax is withheld of; and of a NPWP where the tax depends on it."""
    group = GROUPS.get(line.tax_group, line.tax_group)
    npwp = {True: "tanpa NPWP", False: "NPWP"}
    known = line.without_npwp
    return group if known is None else f"{group}, {npwp[known]}"


def said_account(account: BankAccount | None) -> str:
    """Say where the money goes, its number masked."""
    if account is None:
        return "Tunai"
    return f"{bank_name(account.bank_code)} {account.number_masked}"


def approvals(run: Run) -> list[str]:
    """Say who approved what, and which rule of two persons was not kept, with its reason."""
    said = []
    if run.approved_by is not None and run.approved_at is not None:
        at = said_moment(run.approved_at, run.region)
        said.append(f"Disetujui oleh {run.approved_by.name} pada {at}.")
    if run.seconded_by is not None and run.seconded_at is not None:
        at = said_moment(run.seconded_at, run.region)
        said.append(f"Persetujuan kedua oleh {run.seconded_by.name} pada {at}.")
    exceptions = RunException.objects.filter(run=run).select_related("by").order_by("pk")
    said += [
        f"Pengecualian: {one.get_kind_display()}. Alasan: {one.because} "
        f"({one.by.name}, {said_moment(one.at, run.region)})."
        for one in exceptions
    ]
    return [*said, f"Sidik daftar yang disetujui (SHA-256): {run.approved_fingerprint}"]


def new_accounts(run: Run) -> dict[int, BankAccount]:
    """Return the accounts that blocked lines were released to, after somebody looked."""
    steps = LineStep.objects.filter(
        line__run=run, kind=LineStep.Kind.RELEASED, account__isnull=False
    )
    return {step.line_id: step.account for step in steps.select_related("account") if step.account}


# --- Parts of the above --------------------------------------------------------------------------


def _refuse_length(lines: list[Line]) -> None:
    if not lines:
        raise RuleBroken("list_empty", _("Tidak ada penerima di wilayah ini pada proses ini."))
    if len(lines) > MOST_LINES:
        raise RuleBroken(
            "list_too_long",
            _("Daftar lebih dari %(most)d baris dicetak per kecamatan.") % {"most": MOST_LINES},
        )


def _row(line: Line, run: Run, due: Sum, other: BankAccount | None) -> dict[str, Any]:
    account = other or line.account
    holder = account.holder_name if account else ""
    adjusted = ", dikoreksi" if due.is_adjusted and not due.is_reversed else ""
    return {
        "number": line.number,
        "name": line.name,
        "id": line.member_number or line.person.nik_masked,
        "post": line.post,
        "place": line.region.full_name,
        "group": said_group(line),
        "period": said_months(line),
        "volume": said_volume(line, run.scheme) + adjusted,
        "amount": line.amount,
        "gross": due.gross,
        "tax": due.tax,
        "net": due.net,
        "account": said_account(account),
        "holder": holder if bare(holder) != bare(line.name) else "",
        "note": _note(line, due),
    }


def _note(line: Line, due: Sum) -> str:
    """Say why there is nothing to sign here; "" where there is."""
    if due.is_reversed:
        return f"Dibatalkan: {due.reversed_because}"
    state = line.standing.state
    return str(LineState.State.BLOCKED.label) if state == LineState.State.BLOCKED else ""


def _particulars(part: RunPart) -> list[list[str]]:
    run, source = part.run, part.run.source
    sp2d = f"{run.sp2d_number}, {said_day(run.sp2d_on)}" if run.sp2d_on else ""
    return [
        ["Untuk pembayaran", run.title],
        ["Wilayah", "" if part.is_whole else part.within.full_name],
        ["Skema", f"{run.scheme.name} ({run.scheme.payer})"],
        ["Sumber dana", f"{source.get_budget_display()}, {source.name} {source.fiscal_year}"],
        ["Sub kegiatan", source.sub_activity],
        ["Kode rekening", source.account_code],
        ["SP2D", sp2d],
    ]


def _notes(run: Run, lines: list[Line], rows: list[dict[str, Any]]) -> list[str]:
    laws = dict.fromkeys(line.tax_law for line in lines if line.tax_law)
    notes = [f"Potongan PPh 21: {'; '.join(laws)}."] if laws else []
    if any(row["net"] > STAMP_OVER_IDR for row in rows):
        over = said_rupiah(STAMP_OVER_IDR)
        notes.append(f"Penerimaan di atas {over} disertai kuitansi bermeterai (UU 10/2020).")
    return notes + approvals(run)
