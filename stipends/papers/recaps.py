"""What the recapitulation of a run says: by place, kind and state, and what was put right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db.models import Max

from common.dates import wall_time
from papers.words import said_day, terbilang
from regions.models import Region
from stipends.models import (
    Correction,
    LedgerEntry,
    Line,
    LineState,
    LineStep,
    Official,
    Run,
    Settlement,
)
from stipends.papers.lists import approvals
from stipends.papers.sums import Sum, refuse_unapproved, sums_of
from stipends.papers.words import signers_of
from stipends.services import Sums, owed_by_line

SIGNERS: Final = {
    Official.Post.BUDGET_USER: "Mengetahui,",
    Official.Post.PPTK: "",
    Official.Post.TREASURER: "",
}
# How long the codes of regions are, each level below the one before.
_LENGTHS: Final = (2, 5, 8, 13)
_TOLD: Final = (LineStep.Kind.BLOCKED, LineStep.Kind.RETURNED, LineStep.Kind.TO_TREASURY)


@dataclass(frozen=True)
class _Line:
    pk: int
    person: int
    region: str
    kind: str
    state: str
    due: Sum


def recap_facts(run: Run) -> dict[str, Any]:
    """Return how a run stands after its last event, corrections counted.

    Raises run_not_approved.
    """
    refuse_unapproved(run)
    sums = sums_of(LedgerEntry.objects.filter(run=run))
    lines = [
        _Line(pk, person, region, kind, state, sums.get(pk, Sum()))
        for pk, person, region, kind, state in Line.objects.filter(run=run)
        .order_by("number")
        .values_list("pk", "person_id", "region_id", "kind", "standing__state")
    ]
    live = [line for line in lines if line.due.gross]
    owed = owed_by_line(Line.objects.filter(run=run))
    waiting = sum((Sum(one.gross, one.tax) for one in owed.values()), Sum())
    stands = [replace(line, due=_without(line.due, owed.get(line.pk))) for line in lines]
    total = sum((line.due for line in live), Sum())
    until = last_event(run)
    signers = signers_of(run.region, until, SIGNERS)
    return {
        "particulars": _particulars(run, until),
        "approved": _sum_row("Disetujui", run.line_count, Sum(run.gross, run.tax)),
        "left": _sum_row("Sesudah koreksi", len(live), total),
        "people": len({line.person for line in live}),
        "in_words": terbilang(total.net),
        "below": _below(run.region),
        "places": _by_place(run, live),
        "kinds": _grouped(live, lambda line: line.kind, dict(Line.Kind.choices)),
        "states": [
            *_grouped(stands, lambda line: line.state, dict(LineState.State.choices)),
            *([_sum_row("Kekurangan, belum dibayarkan", len(owed), waiting)] if owed else []),
        ],
        "corrections": _corrections(run),
        "incidents": _incidents(run),
        "notes": approvals(run),
        "signers": [signer.as_facts() for signer in signers],
        "place_and_date": f"{run.region.name}, {said_day(until)}",
    }


def recap_title(run: Run) -> str:
    return f"Rekapitulasi pembayaran: {run.title}"


def last_event(run: Run) -> date:
    """Return the day of the last thing that happened to the run or to a line, in its zone."""
    steps = LineStep.objects.filter(line__run=run).aggregate(last=Max("at"))["last"]
    entries = LedgerEntry.objects.filter(run=run).aggregate(last=Max("at"))["last"]
    settled = Settlement.objects.filter(line__run=run).aggregate(last=Max("at"))["last"]
    known = (
        *(run.approved_at, run.seconded_at, run.released_at, run.closed_at),
        *(steps, entries, settled),
    )
    return wall_time(max(at for at in known if at is not None), run.region.tz).date()


# --- Parts of the above --------------------------------------------------------------------------


def _particulars(run: Run, until: date) -> list[list[str]]:
    source = run.source
    return [
        ["Pembayaran", run.title],
        ["Skema", f"{run.scheme.name} ({run.scheme.payer})"],
        ["Sumber dana", f"{source.get_budget_display()}, {source.name} {source.fiscal_year}"],
        ["Sub kegiatan", source.sub_activity],
        ["Kode rekening", source.account_code],
        ["SP2D", f"{run.sp2d_number}, {said_day(run.sp2d_on)}" if run.sp2d_on else ""],
        ["NTPN setoran pajak", run.ntpn],
        ["Keadaan", f"{run.get_state_display()}, sampai {said_day(until)}"],
    ]


def _sum_row(name: str, count: int, of: Sum) -> dict[str, Any]:
    return {"name": name, "lines": count, "gross": of.gross, "tax": of.tax, "net": of.net}


def _without(due: Sum, owed: Sums | None) -> Sum:
    """Return what a line comes to without what was added to it and waits to be settled."""
    if owed is None:
        return due
    return replace(due, gross=due.gross - owed.gross, tax=due.tax - owed.tax)


def _by_place(run: Run, lines: list[_Line]) -> list[dict[str, Any]]:
    length = next((one for one in _LENGTHS if one > len(run.region_id)), _LENGTHS[-1])
    codes = sorted({line.region[:length] for line in lines})
    known = Region.objects.in_bulk(codes)
    names = {code: known[code].full_name if code in known else code for code in codes}
    return _grouped(lines, lambda line: line.region[:length], names)


def _below(region: Region) -> str:
    return {2: "Kabupaten/kota", 5: "Kecamatan"}.get(len(region.pk), "Desa/kelurahan")


def _grouped(
    lines: list[_Line], key: Callable[[_Line], str], names: Mapping[str, object]
) -> list[dict[str, Any]]:
    """Return the sums of each group that any line is in, in the order of the names."""
    groups: dict[str, list[_Line]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return [
        _sum_row(str(name), len(groups[value]), sum((one.due for one in groups[value]), Sum()))
        for value, name in names.items()
        if value in groups
    ]


def _corrections(run: Run) -> list[dict[str, Any]]:
    decided = Correction.objects.filter(line__run=run, state=Correction.State.APPROVED)
    rows = decided.select_related("line", "proposed_by", "decided_by", "entry").order_by("pk")
    return [
        {
            "number": one.line.number,
            "name": one.line.name,
            "what": str(one.get_kind_display()),
            "because": one.because,
            "net": one.entry.net if hasattr(one, "entry") else one.gross - one.tax,
            "proof": f"STS {one.sts_number}, {said_day(one.sts_on)}" if one.sts_on else "",
            "by": f"{one.proposed_by.name}, disetujui {one.decided_by.name}"
            if one.decided_by
            else one.proposed_by.name,
        }
        for one in rows
    ]


def _incidents(run: Run) -> list[dict[str, Any]]:
    steps = LineStep.objects.filter(line__run=run, kind__in=_TOLD)
    return [
        {
            "number": step.line.number,
            "name": step.line.name,
            "what": str(step.get_kind_display()),
            "on": said_day(step.on),
            "because": " · ".join(part for part in (step.because, step.reference) if part),
        }
        for step in steps.select_related("line").order_by("pk")
    ]
